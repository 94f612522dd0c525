// Tests `vrn measure` on a simple person as mesh and volume: measures, outputs, and messages about wrong inputs.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { bodySource } from '@vrn/bodies';
import { encodeObj } from '@vrn/mesh';
import { cube } from '@vrn/test-utils';
import { encodeNpy, personGrid, random, voxelize } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();
const { mesh } = bodySource('capsules').body(random(2), { detail: 0.02, colours: false });

/** Fields of the output of `vrn measure --json` that are tested. */
interface Measured {
  readonly file: string;
  readonly height: number;
  readonly heightAssumed: boolean;
  readonly litres: number;
  readonly girths: readonly { readonly name: string; readonly side?: string; readonly metres: number }[];
  readonly lengths: readonly { readonly name: string; readonly side: string; readonly metres: number }[];
}

beforeAll(async () => {
  for (const folder of ['a', 'b']) {
    await mkdir(at(folder));
    await writeFile(at(folder, 'body.obj'), encodeObj({ positions: mesh.positions, indices: mesh.indices }));
  }
  const grid = personGrid(mesh, { shape: [128, 128, 128] });
  await writeFile(at('body.npy'), encodeNpy(voxelize(mesh, grid)));
  await writeFile(at('box.obj'), encodeObj(cube({ side: 1 })));
});

async function measured(...args: readonly string[]): Promise<Measured> {
  const { code, stdout } = await vrn('measure', ...args, '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Measured;
}

describe('vrn measure', () => {
  it('measures a mesh, prints a table, and draws where the measures were taken', async () => {
    const { code, stdout } = await vrn('measure', at('a', 'body.obj'), '-o', at('out'), '--height', '1.82');
    expect(code).toBe(0);
    expect(stdout).toMatch(/body\.obj: .*body\.measures\.png\n {2}height +182\.0 cm \(given\)\n/);
    expect(stdout).toMatch(/girth thigh +\d+\.\d right +\d+\.\d left\n/);
    expect(stdout).toMatch(/volume +\d+\.\d litres\n$/);
    expect(await readdir(at('out'))).toEqual(['body.measures.png']);
    expect((await readFile(at('out', 'body.measures.png'))).subarray(1, 4).toString()).toBe('PNG');
  });

  it('assumes 1.7 m; lengths are proportional to the height and volumes to its cube', async () => {
    const assumed = await measured(at('a', 'body.obj'), '-o', at('sizes'));
    const tall = await measured(at('a', 'body.obj'), '-o', at('sizes'), '--height', '2.04');
    expect([assumed.height, assumed.heightAssumed, tall.height, tall.heightAssumed]).toEqual([1.7, true, 2.04, false]);
    expect(tall.litres / assumed.litres).toBeCloseTo(1.2 ** 3, 6);
    expect(assumed.girths.length).toBeGreaterThan(4);
    for (const kind of ['girths', 'lengths'] as const) {
      for (const [n, { metres }] of assumed[kind].entries()) expect(tall[kind][n]!.metres / metres).toBeCloseTo(1.2, 6);
    }
  });

  it('finds the same person in a volume', async () => {
    const [solid, voxels] = [
      await measured(at('b', 'body.obj'), '-o', at('kinds')),
      await measured(at('body.npy'), '-o', at('kinds')),
    ];
    // The voxels are 1.6 cm wide, and the joints are detected in another image.
    expect(Math.abs(voxels.litres / solid.litres - 1)).toBeLessThan(0.06);
    for (const { name, side, metres } of solid.lengths.filter((each) => each.name === 'leg')) {
      const other = voxels.lengths.find((each) => each.name === name && each.side === side)!;
      expect(Math.abs(other.metres - metres), side).toBeLessThan(0.05);
    }
  });

  it('gives inputs with one name different outputs, and reports a failure beside them', async () => {
    const files = [at('a', 'body.obj'), at('box.obj'), at('b', 'body.obj')];
    const { code, stderr } = await vrn('measure', ...files, '-o', at('several'));
    expect(code).toBe(1);
    expect((await readdir(at('several'))).toSorted()).toEqual(['a-body.measures.png', 'b-body.measures.png']);
    expect(stderr).toContain(`vrn: ${at('box.obj')}: must show a person from the front (+z, y up), got nobody\n`);
  });

  it.each([
    ['a height in centimetres', ['@box.obj', '--height', '182'], 2, /'182' is invalid\. must be metres, above 0/],
    ['a height of 0', ['@box.obj', '--height', '0'], 2, /must be metres, above 0 and at most 3/],
    ['a height in words', ['@box.obj', '--height', 'tall'], 2, /must be a number/],
    ['standard input', ['-'], 2, /input must be a file, got - for standard input/],
    ['a missing file', ['@none.obj'], 1, /none\.obj: no such file or folder/],
    ['a folder without bodies', ['@empty'], 1, /empty: the folder must contain files ending in/],
  ] as const)('refuses %s', async (_, args, code, message) => {
    await mkdir(at('empty'), { recursive: true });
    const given = args.map((each) => (each.startsWith('@') ? at(each.slice(1)) : each));
    const ran = await vrn('measure', ...given, '-o', at('refused'));
    expect(ran.stderr).toMatch(message);
    expect([ran.code, ran.stdout]).toEqual([code, '']);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
