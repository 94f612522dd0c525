// Tests the placement of charts in a texture: the choice of size and scale, and too many charts.
import { describe, expect, it } from 'vitest';
import { PADDING } from '../../../src/texture/atlas/bake.js';
import { layout } from '../../../src/texture/atlas/layout.js';
import { photograph } from '../../../src/texture/photograph.js';

const grid = { shape: [8, 8, 8], min: [0, 0, 0], max: [8, 8, 8] } as const;
const photo = photograph({ data: new Uint8Array(192), shape: [8, 8, 3], stride: [24, 3, 1], offset: 0 });

/** A right triangle with legs of 8 pixels. */
const mesh = { positions: Float32Array.of(0, 0, 0, 8, 0, 0, 0, 8, 0), indices: Uint32Array.of(0, 1, 2) };

/** Charts of that triangle: an empty one for the front, and `count` others of one face each. */
const chartsOf = (count: number) => [
  { direction: 0, faces: [] },
  ...Array.from({ length: count }, () => ({ direction: 1, faces: [0] })),
];

/** Minimum width of a chart in texels: the padding on both sides, and one texel. */
const LEAST = 2 * PADDING + 1;

describe('layout', () => {
  it('takes the smallest size that has room', () => {
    expect(layout(mesh, chartsOf(1), { grid, photo, sizes: [4 * LEAST, 8 * LEAST] }).size).toBe(4 * LEAST);
    expect(layout(mesh, chartsOf(20), { grid, photo, sizes: [4 * LEAST, 8 * LEAST] }).size).toBe(8 * LEAST);
  });

  it('reduces charts until they fit, down to one texel and its padding', () => {
    const { charts, size } = layout(mesh, chartsOf(16), { grid, photo, sizes: [4 * LEAST] });
    expect(size).toBe(4 * LEAST);
    const places = new Set(
      charts.slice(1).map(({ x, y }) => `${Math.floor(x(0) / LEAST)} ${Math.floor(y(0) / LEAST)}`),
    );
    expect(places.size).toBe(16);
    for (const { x } of charts.slice(1)) expect(Math.abs(x(1) - x(0))).toBeLessThanOrEqual(1);
  });

  it('rejects more charts than fit at any scale', () => {
    expect(() => layout(mesh, chartsOf(17), { grid, photo, sizes: [4 * LEAST] })).toThrow(
      /textureAtlas: mesh must have charts that fit into 36 × 36 texels, got 18 charts: remove small components/,
    );
  });
});
