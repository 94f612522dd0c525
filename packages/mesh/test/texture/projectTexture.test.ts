// Tests texture projection and the depth buffer that it uses.
import { box, icosphere, together } from '@vrn/test-utils';
import { packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { projectTexture } from '../../src/texture/projectTexture.js';
import { rasterize } from '../../src/texture/rasterize.js';

const grid = { shape: [64, 64, 64], min: [-1, -1, -1], max: [1, 1, 1] } as const;
const SIZE = 64;

/** Creates an image from a function that returns the colour of a pixel. */
const pictureOf = (colour: (row: number, column: number) => readonly [number, number, number]) =>
  packed(
    Float32Array.from(
      { length: SIZE * SIZE * 3 },
      (_, i) => colour(Math.floor(i / 3 / SIZE), Math.floor(i / 3) % SIZE)[i % 3]!,
    ),
    [SIZE, SIZE, 3],
  );
const ball = icosphere({ radius: 0.7, subdivisions: 4 });
const vertices = (mesh: { positions: Float32Array; colors?: Float32Array }) =>
  Array.from({ length: mesh.positions.length / 3 }, (_, v) => ({
    at: [...mesh.positions.subarray(3 * v, 3 * v + 3)] as [number, number, number],
    colour: [...mesh.colors!.subarray(3 * v, 3 * v + 3)] as [number, number, number],
  }));

describe('projectTexture', () => {
  it('orients the image correctly on the front and the back, in linear colours', () => {
    const halves = pictureOf((row, column) => [column < SIZE / 2 ? 0.5 : 0, row < SIZE / 2 ? 1 : 0, 0]);
    for (const { at, colour } of vertices(projectTexture(ball, halves, grid))) {
      if (Math.abs(at[0]) < 0.25 || Math.abs(at[1]) < 0.25) continue;
      expect(colour[0]).toBeCloseTo(at[0] < 0 ? 0.214 : 0, 0.7);
      expect(colour[1]).toBeCloseTo(at[1] > 0 ? 1 : 0, 0.7);
    }
  });

  it('keeps background colours off the body, with or without a mask', () => {
    const inside = (row: number, column: number) => Math.hypot(row - 31.5, column - 31.5) < 0.7 * 32 - 1;
    const scene = pictureOf((row, column) => (inside(row, column) ? [0, 0, 1] : [1, 0, 0]));
    const mask = packed(
      Float32Array.from({ length: SIZE * SIZE }, (_, at) => (inside(Math.floor(at / SIZE), at % SIZE) ? 1 : 0)),
      [SIZE, SIZE],
    );
    for (const options of [{ mask, inset: 0.02 }, { inset: 0.06 }]) {
      for (const { colour } of vertices(projectTexture(ball, scene, grid, options))) {
        expect(colour[0]).toBeLessThan(0.05);
        expect(colour[2]).toBeGreaterThan(0.9);
      }
    }
  });

  it('projects only blurred colours onto the back', () => {
    const print = pictureOf((row, column) => ((row + column) % 2 === 0 ? [1, 1, 1] : [0, 0, 0]));
    const back = vertices(projectTexture(ball, print, grid)).filter(({ at }) => at[2] < -0.4);
    for (const { colour } of back) expect(colour[0]).toBeCloseTo(0.5, 1);
  });

  it('does not give hidden surfaces the colour of the surface in front', () => {
    const scene = together([
      box({ min: [-0.2, -0.2, 0.5], max: [0.2, 0.2, 0.6] }),
      icosphere({ radius: 0.7, subdivisions: 4, centre: [0, 0, -0.2] }),
    ]);
    const small = pictureOf((row, column) =>
      Math.abs(row - 31.5) < 6 && Math.abs(column - 31.5) < 6 ? [1, 0, 0] : [0, 1, 0],
    );
    const hidden = vertices(projectTexture(scene, small, grid)).filter(
      ({ at }) => at[2] > 0.4 && at[2] < 0.5 && Math.hypot(at[0], at[1]) < 0.1,
    );
    expect(hidden.length).toBeGreaterThan(3);
    for (const { colour } of hidden) expect(colour[1]).toBeGreaterThan(colour[0]);
  });

  it('treats bytes like fractions', () => {
    const bytes = packed(new Uint8Array(SIZE * SIZE * 3).fill(128), [SIZE, SIZE, 3]);
    const fractions = pictureOf(() => [128 / 255, 128 / 255, 128 / 255]);
    const [a, b] = [projectTexture(ball, bytes, grid).colors!, projectTexture(ball, fractions, grid).colors!];
    expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(1e-6);
  });

  it('rejects images and masks of other shapes', () => {
    expect(() => projectTexture(ball, packed(new Float32Array(4), [2, 2, 1]), grid)).toThrow(/3 channels/);
    const options = { mask: packed(new Float32Array(4), [2, 2]) };
    expect(() =>
      projectTexture(
        ball,
        pictureOf(() => [0, 0, 0]),
        grid,
        options,
      ),
    ).toThrow(/64 × 64/);
  });
});

describe('rasterize', () => {
  it('returns the nearest triangle', () => {
    const scene = together([box({ min: [-1, -1, -0.5], max: [1, 1, 0] }), box({ min: [0, 0, 0.2], max: [1, 1, 0.7] })]);
    const { depth, face } = rasterize(scene, { grid, rows: 4, columns: 4 });
    expect([...depth].map((z) => +z.toFixed(3))).toEqual([0, 0, 0.7, 0.7, 0, 0, 0.7, 0.7, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(face[3]).toBeGreaterThanOrEqual(12);
    expect(face[0]).toBeLessThan(12);
  });

  it('returns −1 and −Infinity where no triangle is', () => {
    const { depth, face } = rasterize(box({ min: [2, 2, 2], max: [3, 3, 3] }), { grid, rows: 2, columns: 2 });
    expect([...face]).toEqual([-1, -1, -1, -1]);
    expect(depth[0]).toBe(Number.NEGATIVE_INFINITY);
  });
});
