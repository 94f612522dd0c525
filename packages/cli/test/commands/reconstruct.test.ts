// Tests `vrn reconstruct` with a small untrained network: prints, camera options, and several people.
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildVRN } from '@vrn/model';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { timeLimit } from '../../../../tests/fixtures/timeLimit.js';
import { startBackend } from '../../src/engine/backend.js';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const SAMPLE = fileURLToPath(new URL('../../../../assets/sample.png', import.meta.url));
const SIDE = 384;

const at = temporaryFolder();

beforeAll(async () => {
  await startBackend();
  const size = { rows: 16, columns: 16, slices: 16, features: 8 };
  const vrns = [['landmarks', 'mask'] as const, ['landmarks', 'mask', 'elevation'] as const].map((inputs) =>
    buildVRN({ inputs, stacks: 1, depth: 2 }, size),
  );
  await writeFile(at('small.safetensors'), await vrns[0]!.save());
  await writeFile(at('elevation.safetensors'), await vrns[1]!.save());
  for (const each of vrns) each.dispose();
  const one = await sharp(SAMPLE).removeAlpha().resize(SIDE).png().toBuffer();
  const picture = sharp(one).jpeg({ quality: 95 });
  await writeFile(at('bare.jpg'), await picture.clone().toBuffer());
  const exif = { IFD2: { FocalLengthIn35mmFilm: '26' } };
  await writeFile(at('stated.jpg'), await picture.clone().withExif(exif).toBuffer());
  await mkdir(at('photos'));
  await sharp({ create: { width: 2 * SIDE, height: SIDE, channels: 3, background: '#888888' } })
    .composite([
      { input: one, left: 0, top: 0 },
      { input: one, left: SIDE, top: 0 },
    ])
    .png()
    .toFile(at('photos', 'two.png'));
});

const reconstruct = (...args: readonly string[]) => {
  const network = args.includes('-w') ? [] : ['-w', at('small.safetensors')];
  return vrn('reconstruct', ...args, ...network, '-e', 'wasm');
};

describe('vrn reconstruct --print', () => {
  it('writes a file for 3D printers of the given height, and describes it', async () => {
    const args = ['-o', at('print'), '--print', '--print-height', '15'];
    const { code, stdout } = await reconstruct(at('bare.jpg'), ...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ {2}print \d+\.\d × \d+\.\d × 15\.0 mm, .*walls of at least 1\.\d\d mm .* closed, 0 self/);
    expect((await readdir(at('print'))).toSorted()).toEqual(['bare.3mf', 'bare.glb', 'bare.preview.png']);
    // A .3mf file is a ZIP archive.
    expect((await readFile(at('print', 'bare.3mf'))).subarray(0, 2).toString()).toBe('PK');
  });

  it.each<[readonly string[], RegExp]>([
    [['--print', 'obj'], /Allowed choices are 3mf, stl/],
    [['--print', '--print-height', '0'], /must be a number greater than 0/],
    [['--print', '-o', '-'], /--output - writes a \.glb only/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await reconstruct(at('bare.jpg'), ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('vrn reconstruct --elevation, --field-of-view', () => {
  let made: Promise<unknown> | undefined;
  /** Returns the .glb of bare.jpg made without these options; reconstructs it once. */
  const plain = async (): Promise<Buffer> => {
    made ??= reconstruct(at('bare.jpg'), '-o', at('plain'));
    await made;
    return readFile(at('plain', 'bare.glb'));
  };

  it('gives the elevation to networks that read it', async () => {
    const network = ['-w', at('elevation.safetensors'), '-o', at('elevation')];
    const raised = await reconstruct(at('bare.jpg'), ...network, '--elevation', '-60');
    expect(raised.code).toBe(0);
    expect(raised.stderr).not.toMatch(/--elevation/);
    const volume = await readFile(at('elevation', 'bare.glb'));
    await reconstruct(at('bare.jpg'), ...network);
    expect(volume.equals(await readFile(at('elevation', 'bare.glb')))).toBe(false);
  });

  it('uses the focal length that the photograph states', async () => {
    const { code, stderr } = await reconstruct(at('stated.jpg'), '-o', at('stated'), '--field-of-view', 'exif');
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/--field-of-view/);
    // Both photographs have the same pixels.
    expect((await plain()).equals(await readFile(at('stated', 'stated.glb')))).toBe(false);
  });

  it('warns about what has no effect, also in the JSON, and makes the same body as without', async () => {
    const args = ['--elevation', '20', '--field-of-view', 'exif', '--json'];
    const { code, stdout, stderr } = await reconstruct(at('bare.jpg'), '-o', at('warned'), ...args);
    expect(code).toBe(0);
    const { warnings } = JSON.parse(stdout) as { warnings: string[] };
    for (const message of [/^--elevation is ignored/, /^the photograph states no focal length/]) {
      expect(warnings).toContainEqual(expect.stringMatching(message));
    }
    for (const warning of warnings) expect(stderr).toContain(`bare.jpg: warning: ${warning}\n`);
    expect((await plain()).equals(await readFile(at('warned', 'bare.glb')))).toBe(true);
  });

  it.each<[readonly string[], RegExp]>([
    [['--elevation', '100'], /must be degrees from -90 to 90/],
    [['--field-of-view', 'wide'], /must be exif, or degrees from 0 to below 180/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await reconstruct(at('bare.jpg'), ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('vrn reconstruct --people all', { timeout: timeLimit(180_000) }, () => {
  const everybody = async () => {
    const { code, stdout, stderr } = await reconstruct(at('photos'), '-o', at('people'), '--people', 'all', '--json');
    return { code, stderr, value: stdout === '' ? undefined : (JSON.parse(stdout) as object) };
  };

  it('writes the others if one person fails, and makes only what is missing in later runs', async () => {
    // A folder at the path of the first person's preview makes writing it fail.
    await mkdir(at('people', 'two-1.preview.png', 'full'), { recursive: true });
    const first = await everybody();
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/^vrn: .*two\.png: person 1: .*two-1\.preview\.png.*$/m);
    expect(first.value).toMatchObject({
      bodies: [{ people: { found: 2, number: 2 } }],
      kept: [],
      failures: [{ person: 1, error: { code: 'bad-file', message: expect.stringMatching(/two\.png: person 1: /) } }],
    });
    expect(await readdir(at('people'))).toEqual(expect.arrayContaining(['two-2.glb', 'two-2.preview.png']));
    const made = await stat(at('people', 'two-2.glb'));
    // The time of person 1, about half of the total, does not count for person 2.
    const [header, ...rows] = (await readFile(at('people', 'bodies.csv'), 'utf8')).trimEnd().split('\n');
    expect(header!.split(',').at(-1)).toBe('seconds');
    const seconds = rows.map((row) => row.split(',').at(-1)!).filter((cell) => cell !== '');
    expect(seconds).toHaveLength(1);
    const { read, ...steps } = (first.value as { milliseconds: Record<string, number> }).milliseconds;
    const total = Object.values(steps).reduce((sum, each) => sum + each, 0);
    expect(1000 * Number(seconds[0])).toBeLessThan(0.9 * total);

    await rm(at('people', 'two-1.preview.png'), { recursive: true });
    const second = await everybody();
    expect(second.code).toBe(0);
    expect(second.value).toMatchObject({ bodies: [{ people: { number: 1 } }], kept: [2], failures: [] });
    expect((await stat(at('people', 'two-2.glb'))).mtimeMs).toBe(made.mtimeMs);

    expect(await everybody()).toEqual({
      code: 0,
      value: undefined,
      stderr: expect.stringMatching(
        /^vrn: 1 output kept from an earlier run; --force recomputes them\nvrn: 2 bodies of 1 photograph: .*\n$/,
      ),
    });

    // A file of the last person is missing. The complete files of the first person do not hide that.
    await rm(at('people', 'two-2.preview.png'));
    expect((await everybody()).value).toMatchObject({ bodies: [{ people: { number: 2 } }], kept: [1] });
  });
});
