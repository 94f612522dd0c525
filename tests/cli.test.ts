// Tests the command `vrn`: the files that it writes, its output, and its error messages.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeGlb, encodeObj, inspect, weld } from '@vrn/mesh';
import { readWeights } from '@vrn/pretrained';
import { cube, icosphere } from '@vrn/test-utils';
import { decodeNpy, encodeNpy, packed } from '@vrn/voxel';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './fixtures/runCommand.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const photos = join(root, '..', 'shared', 'photos');
const { validateBytes } = createRequire(import.meta.url)('gltf-validator') as {
  validateBytes(bytes: Uint8Array): Promise<{ issues: { numErrors: number } }>;
};

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command in the temporary folder of this test. */
const vrn = (...args: string[]) => runCommand(folder, args);

/** The tested fields of the output of `vrn reconstruct --json`. */
interface Facts {
  readonly silhouetteIou: number;
  readonly components: number;
  readonly closed: boolean;
  readonly crop: { left: number; top: number; side: number };
}

/** Reconstructs a body from a picture, and checks the properties that hold for every body. */
async function reconstructed(image: string, name: string): Promise<Facts> {
  const { code, stdout, stderr } = await vrn('reconstruct', image, '-o', 'bodies', '--json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const facts = JSON.parse(stdout) as Facts;
  const bytes = await readFile(at(`bodies/${name}.glb`));
  expect((await validateBytes(bytes)).issues.numErrors).toBe(0);
  const mesh = await decodeGlb(bytes);
  const { closed, components, min, max } = inspect(weld(mesh));
  expect({ closed, components, textured: mesh.uvs !== undefined }).toEqual({
    closed: true,
    components: 1,
    textured: true,
  });
  for (const axis of [0, 1, 2]) {
    expect(min[axis]!).toBeGreaterThanOrEqual(-1);
    expect(max[axis]!).toBeLessThanOrEqual(1);
  }
  expect(await sharp(at(`bodies/${name}.preview.png`)).metadata()).toMatchObject({
    width: 1536,
    height: 384,
    format: 'png',
  });
  return facts;
}

describe('vrn reconstruct', () => {
  it('reconstructs the picture in assets', async () => {
    const facts = await reconstructed(join(root, 'assets', 'sample.png'), 'sample');
    expect(facts.silhouetteIou).toBeGreaterThan(0.7);
  });

  it.skipIf(!existsSync(photos)).each(['ryota.png', 'pose.jpg'])(
    'reconstructs %s (needs ../shared/photos)',
    async (photo) => {
      const facts = await reconstructed(join(photos, photo), photo.split('.')[0]!);
      expect(facts.silhouetteIou).toBeGreaterThan(0.7);
    },
  );

  it('runs the network on the requested engine, and reports its name', async () => {
    const volumes = [];
    for (const engine of ['wasm', 'onnx']) {
      const folder = `on-${engine}`;
      const sample = join(root, 'assets', 'sample.png');
      const { stderr, stdout } = await vrn(
        'reconstruct',
        sample,
        '-o',
        folder,
        '--engine',
        engine,
        '--volume',
        '--json',
      );
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject({ engine });
      volumes.push(decodeNpy(await readFile(at(`${folder}/sample.npy`))).data);
    }
    // Both engines compute in single precision, so probabilities differ by rounding.
    const [a, b] = volumes as unknown as [ArrayLike<number>, ArrayLike<number>];
    expect(Array.from(a).every((value, i) => Math.abs(value - b[i]!) < 1e-4)).toBe(true);
  });

  it('accepts several pictures, reports a bad one, and reconstructs the others', async () => {
    await copyFile(join(root, 'assets', 'sample.png'), at('good.png'));
    const args = ['absent.png', 'good.png', '-o', 'several', '--obj', '--volume'];
    const { code, stdout, stderr } = await vrn('reconstruct', ...args);
    expect(code).toBe(1);
    const failure =
      'vrn: absent.png: no such file or folder\nvrn: 1 photograph failed, see several/bodies.csv: absent.png\n';
    const summary = 'vrn: 1 body of 2 photographs: several/bodies.csv; several/contact-sheet-001.png\n';
    expect(stderr).toBe(failure + summary);
    expect(stdout).toMatch(/good\.png: several\/good\.glb/);
    expect(stdout).toMatch(/silhouette IoU with the mask [01]\.\d{3}/);
    const made = ['.records', 'bodies.csv', 'contact-sheet-001.png'];
    const bodies = ['good.glb', 'good.npy', 'good.obj', 'good.preview.png'];
    expect((await readdir(at('several'))).toSorted()).toEqual([...made, ...bodies]);
  });
});

describe('vrn voxelize, mesh, iou, summary', () => {
  it('convert a mesh to voxels, to a mesh, and to the same voxels', async () => {
    await writeFile(at('ball.obj'), encodeObj(icosphere({ radius: 1, subdivisions: 3 })));
    const voxelized = await vrn('voxelize', 'ball.obj', '--size', '48', '--json');
    expect(voxelized.stderr).toBe('');
    const { voxels } = JSON.parse(voxelized.stdout) as { voxels: number };
    expect(voxels / (48 * 0.9) ** 3).toBeCloseTo(Math.PI / 6, 1);
    const meshed = await vrn('mesh', 'ball.npy', '-o', 'again.glb', '--json');
    expect(JSON.parse(meshed.stdout)).toMatchObject({ closed: true, components: 1 });
    expect((await validateBytes(await readFile(at('again.glb')))).issues.numErrors).toBe(0);
    await vrn('voxelize', 'again.glb', '-o', 'again.npy', '--size', '48');
    const { stdout } = await vrn('iou', 'ball.npy', 'again.npy', '--json');
    expect((JSON.parse(stdout) as { iou: number }).iou).toBeGreaterThan(0.9);
    expect((await vrn('iou', 'ball.npy', 'ball.npy')).stdout).toMatch(/^IoU 1\.0000\n/);
  });

  it('prints the sizes of the networks', async () => {
    const { stdout } = await vrn('summary', '--json');
    const rows = JSON.parse(stdout) as { name: string; parameters: number }[];
    expect(rows).toHaveLength(7);
    expect(rows.find(({ name }) => name === 'vrn-guided')!.parameters).toBe(24_794_368);
    expect((await vrn('summary', 'multistack', '--layers')).stdout).toContain('51,440,896 parameters');
  });

  it('every command has --help', async () => {
    for (const command of 'reconstruct voxelize mesh compare iou summary train evaluate dataset'.split(' ')) {
      const { code, stdout } = await vrn(command, '--help');
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: vrn ${command}`);
    }
    expect((await vrn('--help')).stdout).toContain('reconstruct');
  });
});

describe('bad input: one line, nothing written; exit code 1, or 2 for usage errors', () => {
  const write = (name: string, content: Uint8Array | string) => writeFile(at(name), content);
  const grey = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#888888' } })
      .png()
      .toBuffer();
  const nan = {
    ...cube({ side: 1 }),
    positions: cube({ side: 1 }).positions.map((n, i) => (i === 4 ? Number.NaN : n)),
  };
  const obj = (mesh: { positions: Float32Array; indices: Uint32Array }) =>
    [
      ...Array.from(
        { length: mesh.positions.length / 3 },
        (_, v) => `v ${mesh.positions.slice(3 * v, 3 * v + 3).join(' ')}`,
      ),
      ...Array.from(
        { length: mesh.indices.length / 3 },
        (_, f) => `f ${[...mesh.indices.slice(3 * f, 3 * f + 3)].map((v) => v + 1).join(' ')}`,
      ),
    ].join('\n');
  const out = ['-o', 'wrong/result.npy'];
  const picture = (name: string) => ['reconstruct', name, '-o', 'wrong'];

  const CASES: readonly (readonly [
    what: string,
    prepare: () => Promise<unknown>,
    args: readonly string[],
    message: RegExp,
    code?: number,
  ])[] = [
    ['a missing picture', async () => {}, picture('missing.jpg'), /missing\.jpg: no such file/],
    ['an empty picture', () => write('empty.jpg', ''), picture('empty.jpg'), /empty\.jpg: must be a picture/],
    ['text named .png', () => write('text.png', 'no picture'), picture('text.png'), /text\.png: must be a picture/],
    [
      'a folder without pictures',
      () => mkdir(at('folder.png')),
      picture('folder.png'),
      /folder\.png: the folder must contain files/,
    ],
    [
      'a picture without a person',
      async () => write('nobody.png', await grey(400, 300)),
      picture('nobody.png'),
      /nobody\.png: .*must show a person/,
    ],
    [
      'a picture of a single pixel',
      async () => write('one.png', await grey(1, 1)),
      picture('one.png'),
      /one\.png: must be at least 32 × 32 pixels, got 1 × 1/,
    ],
    [
      'a picture of 12,000 × 12,000',
      async () => write('huge.png', await grey(12_000, 12_000)),
      picture('huge.png'),
      /at most 100 million pixels, got 12000 × 12000/,
    ],
    [
      'a truncated picture',
      async () => write('half.png', (await readFile(join(root, 'assets', 'sample.png'))).subarray(0, 50_000)),
      picture('half.png'),
      /half\.png: must be a complete picture/,
    ],
    [
      'a mesh with NaN',
      () => write('nan.obj', obj(nan)),
      ['voxelize', 'nan.obj', ...out],
      /nan\.obj: decodeObj: line 2: .*must be finite numbers, got .*NaN/,
    ],
    [
      'a mesh without faces',
      () => write('bare.obj', 'v 0 0 0\nv 1 0 0\n'),
      ['voxelize', 'bare.obj', ...out],
      /bare\.obj: .*must have faces, got none/,
    ],
    [
      'a mesh in an unknown format',
      () => write('mesh.fbx', 'x'),
      ['voxelize', 'mesh.fbx', ...out],
      /must end in \.obj or \.glb or \.ply or \.stl/,
    ],
    [
      'a truncated volume',
      () => write('cut.npy', encodeNpy(packed(new Float32Array(64), [4, 4, 4])).subarray(0, 200)),
      ['mesh', 'cut.npy', '-o', 'wrong/cut.glb'],
      /cut\.npy: decodeNpy: .*cut short/,
    ],
    [
      'an empty volume',
      () => write('zeros.npy', encodeNpy(packed(new Uint8Array(8), [2, 2, 2]))),
      ['mesh', 'zeros.npy', '-o', 'wrong/z.glb'],
      /must have values at or above the level 0\.5, got none/,
    ],
    [
      'volumes of different shapes',
      async () => {
        await write('a.npy', encodeNpy(packed(new Uint8Array(8), [2, 2, 2])));
        await write('b.npy', encodeNpy(packed(new Uint8Array(12), [2, 2, 3])));
      },
      ['iou', 'a.npy', 'b.npy'],
      /shape/,
    ],
    [
      'cut weights',
      async () => write('cut.safetensors', (await readWeights('landmarks-mask-64')).subarray(0, 100_000)),
      [...picture(join(root, 'assets', 'sample.png')), '--weights', 'cut.safetensors'],
      /cut\.safetensors: /,
    ],
    [
      'weights that are a text file',
      () => write('text.safetensors', 'no weights'),
      [...picture(join(root, 'assets', 'sample.png')), '--weights', 'text.safetensors'],
      /text\.safetensors: /,
    ],
    ['an invalid number', async () => {}, ['voxelize', 'x.obj', '--size', 'large'], /must be positive integers/, 2],
    [
      'an unknown engine',
      async () => {},
      [...picture('x.png'), '--engine', 'abacus'],
      /Allowed choices are auto, webgpu, onnx, wasm, cpu/,
      2,
    ],
    ['an unknown network', async () => {}, ['summary', 'resnet'], /Allowed choices are/, 2],
  ];

  const table = CASES.map(([what, prepare, args, message, exit = 1]) => ({ what, prepare, args, message, exit }));

  it.each(table)('$what', async ({ prepare, args, message, exit }) => {
    await prepare();
    const { code, stdout, stderr } = await vrn(...args);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at |undefined/);
    expect(code).toBe(exit);
    expect(existsSync(at('wrong')) ? await readdir(at('wrong')) : []).toEqual([]);
  });
});
