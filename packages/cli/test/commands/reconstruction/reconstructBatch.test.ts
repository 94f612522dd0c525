// Tests `vrn reconstruct` on folders, with a small untrained network: failures, changes, other options, usage errors.
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildVRN } from '@vrn/model';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { timeLimit } from '../../../../../tests/fixtures/timeLimit.js';
import { startBackend } from '../../../src/engine/backend.js';
import { temporaryFolder, vrn } from '../../fixtures/inProcess.js';

const SAMPLE = fileURLToPath(new URL('../../../../../assets/sample.png', import.meta.url));

const at = temporaryFolder();

beforeAll(async () => {
  await startBackend();
  const size = { rows: 16, columns: 16, slices: 16, features: 8 };
  const network = buildVRN({ inputs: ['landmarks', 'mask'], stacks: 1, depth: 2 }, size);
  await writeFile(at('small.safetensors'), await network.save());
  network.dispose();
  await mkdir(at('empty'));
  await mkdir(at('photos'));
  const sample = sharp(SAMPLE).removeAlpha().resize(240);
  await writeFile(at('photos', 'a.jpg'), await sample.clone().jpeg().toBuffer());
  await writeFile(at('photos', 'b.jpg'), 'not a picture');
  await writeFile(at('photos', 'c.png'), await sample.clone().flop().png().toBuffer());
  await writeFile(at('photos', 'notes.txt'), '');
});

const reconstruct = (...args: readonly string[]) =>
  vrn('reconstruct', ...args, '-w', at('small.safetensors'), '-e', 'wasm', '--json');

/** Returns the rows of bodies.csv, each with photograph, person and status. */
async function rows(): Promise<string[]> {
  const lines = (await readFile(at('out', 'bodies.csv'), 'utf8')).trim().split('\n').slice(1);
  return lines.map((line) =>
    line
      .split(',')
      .slice(0, 3)
      .join(',')
      .slice(at('photos').length + 1),
  );
}

const written = async (name: string): Promise<number> => (await stat(at('out', name))).mtimeMs;

// The time limit is long because each run loads detectors and engine anew.
describe('vrn reconstruct of a folder', { timeout: timeLimit(180_000) }, () => {
  it('does the other photographs if one fails, and later runs only what failed or changed', async () => {
    const first = await reconstruct(at('photos'), '-o', at('out'));
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/^vrn: skipped 1 file without the ending of a picture .*notes\.txt$/m);
    expect(first.stderr).toMatch(/^vrn: 1 photograph failed, see .*bodies\.csv: .*b\.jpg$/m);
    expect(first.stdout.trim().split('\n')).toHaveLength(3);
    const described = ['bodies.csv', 'contact-sheet-001.png'];
    const bodies = ['a.glb', 'a.preview.png', 'c.glb', 'c.preview.png'];
    expect((await readdir(at('out'))).toSorted()).toEqual(['.records', ...bodies, ...described].toSorted());
    expect(await rows()).toEqual(['a.jpg,1,done', 'b.jpg,,failed', 'c.png,1,done']);

    // Replaces the failed photograph by a valid one, and changes another one.
    const kept = await written('c.glb');
    await copyFile(at('photos', 'c.png'), at('photos', 'b.jpg'));
    await writeFile(at('photos', 'a.jpg'), await sharp(SAMPLE).removeAlpha().resize(220).jpeg().toBuffer());
    const second = await reconstruct(at('photos'), '-o', at('out'));
    expect(second.code).toBe(0);
    expect(second.stderr).toMatch(/^vrn: 1 photograph changed since an earlier run, reconstructed again: .*a\.jpg$/m);
    expect(second.stdout.match(/"input":"[^"]*"/g)?.map((each) => each.slice(-6, -1))).toEqual(['a.jpg', 'b.jpg']);
    expect(await written('c.glb')).toBe(kept);
    expect(await rows()).toEqual(['a.jpg,1,done', 'b.jpg,1,done', 'c.png,1,done']);
  });

  it('refuses to mix results of other options, and changes nothing then', async () => {
    const [before, csv] = [await written('c.glb'), await written('bodies.csv')];
    const { code, stderr } = await reconstruct(at('photos'), '-o', at('out'), '--people', '1');
    expect(stderr).toMatch(/--people was not given, is 1; choose another folder, or give --force to replace them/);
    expect(code).toBe(2);
    expect([await written('c.glb'), await written('bodies.csv')]).toEqual([before, csv]);
  });

  it('keeps finished results of named photographs with --resume', async () => {
    const before = await written('a.glb');
    const { code, stdout, stderr } = await reconstruct(at('photos', 'a.jpg'), '-o', at('out'), '--resume');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^vrn: 1 output kept from an earlier run/m);
    expect(await written('a.glb')).toBe(before);
    // The CSV still describes all bodies in the folder.
    expect(await rows()).toHaveLength(3);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['an empty folder', ['empty'], 1, /the folder must contain files ending in .*, got none/],
    ['a shard out of range', ['photos', '--shard', '2/2'], 2, /--shard must be i\/n.*got '2\/2'/],
    ['--force with --resume', ['photos', '--force', '--resume'], 2, /--force and --resume exclude each other/],
    ['a file in the place of the output folder', ['photos', '-o', 'small.safetensors'], 1, /small\.safetensors/],
  ])('refuses %s', async (_, args, expected, message) => {
    const paths = args.map((each) => (/^(?:empty|photos|small\.safetensors)$/.test(each) ? at(each) : each));
    const output = args.includes('-o') ? [] : ['-o', at('refused')];
    const { code, stderr, stdout } = await reconstruct(...paths, ...output);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([expected, '']);
    await rm(at('refused'), { recursive: true, force: true });
  });
});
