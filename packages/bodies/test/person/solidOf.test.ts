// Tests that cavities are filled, and that people are solids: connected, almost without cavities, and, undressed, with
// the volume of their mesh.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { signedVolume } from '@vrn/mesh';
import { packed, random, voxelize } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { fillEnclosed } from '../../src/person/fillEnclosed.js';
import { solidOf } from '../../src/person/solidOf.js';
import { aroundBody, largestShare } from '../shard/sample/voxels.js';

const shared = fileURLToPath(new URL('../../../../../shared/makehuman', import.meta.url));
const mocap = fileURLToPath(new URL('../../../../../shared/mocap', import.meta.url));

describe('fillEnclosed', () => {
  /** Returns a volume drawn as slices from front to back, each with rows from top to bottom; '#' is solid. */
  const drawn = (
    slices: readonly string[][],
    make: (n: number) => Uint8Array | Float32Array = (n) => new Uint8Array(n),
  ) => {
    const [rows, columns] = [slices[0]!.length, slices[0]![0]!.length];
    const volume = packed(make(rows * columns * slices.length), [rows, columns, slices.length]);
    slices.forEach((slice, k) => {
      slice.forEach((row, i) => {
        for (const [j, letter] of [...row].entries()) volume.set(i, j, k, letter === '#' ? 1 : 0);
      });
    });
    return volume;
  };
  const WALL = ['####', '####', '####', '####'];
  const ROOM = ['####', '#..#', '#..#', '####'];

  it.each([
    ['bytes', (n: number) => new Uint8Array(n)],
    ['fractions', (n: number) => new Float32Array(n)],
  ])('fills a closed room (%s)', (_, make) => {
    const volume = drawn([WALL, ROOM, WALL], make);
    expect(fillEnclosed(volume)).toBe(4);
    expect(volume.data.every((value) => value === 1)).toBe(true);
  });

  it('keeps a cavity with an opening, and fills one that is open at a corner only', () => {
    expect(fillEnclosed(drawn([WALL, ['####', '#..#', '#...', '####'], WALL]))).toBe(0);
    expect(fillEnclosed(drawn([WALL, ['####', '#..#', '#..#', '###.'], WALL]))).toBe(4);
    expect(fillEnclosed(drawn([['....', '....', '....', '....']]))).toBe(0);
  });

  it.each([1, 2, 3, 4, 5, 6])('agrees with a simple flood fill (seed %i)', (seed) => {
    const rng = random(seed);
    const shape = [
      [9, 11, 40],
      [16, 16, 16],
      [5, 7, 70],
      [12, 3, 33],
      [20, 20, 5],
      [4, 4, 128],
    ][seed - 1]! as [number, number, number];
    const volume = packed(new Uint8Array(shape[0] * shape[1] * shape[2]), shape);
    for (let at = 0; at < volume.data.length; at++) volume.data[at] = rng.uniform() < 0.62 ? 1 : 0;
    const expected = searched(volume.data as Uint8Array, shape);
    const filled = fillEnclosed(volume);
    expect([...volume.data]).toEqual([...expected]);
    expect(filled).toBeGreaterThan(0);
  });

  it('rejects volumes that are not packed', () => {
    const volume = packed(new Uint8Array(24), [2, 3, 4]);
    expect(() => fillEnclosed(volume.transpose(2, 1, 0) as never)).toThrow(/fillEnclosed: volume must be packed/);
  });
});

/** Reference: returns a copy in which all voxels are solid that a flood from the empty border voxels does not reach. */
function searched(data: Uint8Array, [rows, columns, slices]: readonly [number, number, number]): Uint8Array {
  const out = data.map((value) => (value === 1 ? 1 : 2));
  const visit: number[] = [];
  const look = (i: number, j: number, k: number): void => {
    if (i < 0 || j < 0 || k < 0 || i >= rows || j >= columns || k >= slices) return;
    const at = (i * columns + j) * slices + k;
    if (out[at] !== 2) return;
    out[at] = 0;
    visit.push(i, j, k);
  };
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < slices; k++) {
        const rim = i === 0 || j === 0 || k === 0 || i === rows - 1 || j === columns - 1 || k === slices - 1;
        if (rim) look(i, j, k);
      }
    }
  }
  while (visit.length > 0) {
    const [i, j, k] = visit.splice(-3) as [number, number, number];
    look(i - 1, j, k);
    look(i + 1, j, k);
    look(i, j - 1, k);
    look(i, j + 1, k);
    look(i, j, k - 1);
    look(i, j, k + 1);
  }
  return out.map((value) => (value === 0 ? 0 : 1));
}

describe('solidOf', () => {
  const triangle = { positions: new Float32Array(9), indices: Uint32Array.of(0, 1, 2) };
  it('concatenates meshes', () => {
    const { positions, indices } = solidOf(triangle, [triangle, triangle]);
    expect(positions).toHaveLength(27);
    expect([...indices]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(solidOf(triangle)).toBe(triangle);
  });

  it('names a mesh without faces', () => {
    const none = { positions: new Float32Array(9), indices: new Uint32Array(0) };
    expect(() => solidOf(none)).toThrow(/solidOf: body must have faces/);
    expect(() => solidOf(triangle, [triangle, none])).toThrow(/solidOf: shell 1 must have faces/);
  });
});

describe.skipIf(!existsSync(shared) || !existsSync(mocap))(
  'people of makehuman (needs ../shared/makehuman and mocap)',
  () => {
    const source = existsSync(shared) ? bodySource({ makehuman: shared, mocap }) : undefined;
    const SEEDS = Array.from({ length: 8 }, (_, at) => 7000 + at);

    it.each(SEEDS)('person %i is one solid, dressed and bare, at 128³', (seed) => {
      for (const dressed of [true, false]) {
        const { mesh } = source!.body(random(seed), { detail: 0.01, colours: false, dressed });
        const grid = aroundBody(mesh, 128);
        const volume = voxelize(mesh, grid);
        const before = volume.data.reduce((sum, value) => sum + value, 0);
        const filled = fillEnclosed(volume);
        expect(filled / before).toBeLessThan(dressed ? 0.03 : 0.001);
        expect(largestShare(volume)).toBeGreaterThan(0.99);
        expect(fillEnclosed(volume)).toBe(0);
        const voxel = ((grid.max[0] - grid.min[0]) / 128) ** 3;
        if (!dressed) expect(Math.abs(((before + filled) * voxel) / signedVolume(mesh) - 1)).toBeLessThan(0.01);
      }
    });
  },
);
