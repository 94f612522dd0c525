// Tests clothes: fitting by the .mhclo format, skinning by the body's bones, and closed solids.
import { inspect, signedVolume } from '@vrn/mesh';
import { random, type TriangleMesh, voxelize } from '@vrn/voxel';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { mhclo } from '../../../src/makehuman/assets/mhclo.js';
import { mhmat } from '../../../src/makehuman/assets/mhmat.js';
import { plainTexture, textureOf, tinted } from '../../../src/makehuman/assets/textures.js';
import { fitClothes } from '../../../src/makehuman/clothes/fitClothes.js';
import { nearestVertices } from '../../../src/makehuman/clothes/nearestVertices.js';
import { opaqueFaces } from '../../../src/makehuman/clothes/opaqueFaces.js';
import { skinClothes } from '../../../src/makehuman/clothes/skinClothes.js';
import { sheetOf, thicken } from '../../../src/makehuman/clothes/thicken.js';
import { wearGarment } from '../../../src/makehuman/clothes/wearGarment.js';

/** Returns random numbers in −1..1. */
const cloud = (seed: number, length: number): Float32Array => {
  const rng = random(seed);
  return Float32Array.from({ length }, () => rng.uniform(-1, 1));
};

describe('fitClothes', () => {
  const body = Float32Array.of(0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 6);
  const cloth = (scales: string) => mhclo(`obj_file a\n${scales}\nverts 0\n0 1 2 0.5 0.25 0.25 0.1 0.1 0.1\n3`, 'a');

  it('places vertices at the mean of three body vertices plus the offset', () => {
    expect([...fitClothes(cloth(''), body)]).toEqual([0.6, 1.1, 0.1, 0, 0, 6].map(Math.fround));
  });

  it('scales offsets with the body, separately per axis', () => {
    const scaled = cloth('x_scale 0 1 1\ny_scale 0 2 1\nz_scale 0 3 3');
    expect([...fitClothes(scaled, body)].slice(0, 3)).toEqual([0.7, 1.4, 0.2].map(Math.fround));
  });

  it('converts offsets without a scale to the unit of the body', () => {
    expect([...fitClothes(cloth('y_scale 0 2 1'), body, 0.01)].slice(0, 3)).toEqual(
      [0.501, 1.4, 0.001].map(Math.fround),
    );
  });

  it('names a garment that is attached to vertices the body lacks', () => {
    expect(() => fitClothes(cloth(''), body.slice(0, 9))).toThrow(
      /fitClothes: a must be attached to vertices below 3, got 3/,
    );
  });
});

describe('wearGarment', () => {
  it.each([
    ['ends 6 mm below the skin', 0.002, 0.016],
    ['has the minimum thickness, even if that is beyond the skin and the reach of suits', 0.08, 0.08],
  ])('makes a solid that %s', (_, thickness, depth) => {
    const triangle = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0);
    const [up, corners] = [Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1), Uint32Array.of(0, 1, 2)];
    // A triangle 1 cm in front of the skin; lengths in .mhclo files are in decimetres.
    const lines = [0, 1, 2].map((v) => `${v} ${v} ${v} 1 0 0 0 0 0.1`);
    const garment = {
      ...({ kind: 'suit', name: 'a', sex: undefined, covered: undefined, texture: undefined } as const),
      cloth: mhclo(`obj_file a\nverts 0\n${lines.join('\n')}`, 'a'),
      drawn: { vertices: corners, uvs: new Float32Array(6), indices: corners },
      sheet: sheetOf(3, corners),
      skin: { width: 1, bones: new Uint8Array(3), weights: Float32Array.of(1, 1, 1) },
      fitted: triangle,
      hidden: new Uint32Array(),
      nearest: corners,
      material: mhmat('', 'a'),
    };
    const wearer = {
      ...{ base: triangle, rest: triangle, restNormals: up, posedNormals: up, thickness },
      matrices: Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0),
    };
    const { solid } = wearGarment(wearer, { garment, texture: plainTexture([1, 1, 1]) });
    expect(signedVolume(solid)).toBeCloseTo(depth / 2, 7);
  });
});

describe('skinClothes', () => {
  it('averages the weights of the vertices that a garment is attached to', () => {
    const width = 2;
    const body = { width, bones: Uint16Array.of(4, 7, 4, 0, 9, 0), weights: Float32Array.of(0.5, 0.5, 1, 0, 1, 0) };
    const { bases, weights } = mhclo('obj_file a\nverts 0\n0 1 2 0.5 0.5 -0.3 0 0 0\n2', 'a');
    const { bones, weights: shares, width: wide } = skinClothes({ bases, weights }, body);
    const of = (v: number) => [0, 1].map((at) => [bones[v * wide + at], shares[v * wide + at]]);
    expect(of(0)).toEqual([
      [4, 0.75],
      [7, 0.25],
    ]);
    expect(of(1)[0]).toEqual([9, 1]);
  });
});

describe('nearestVertices', () => {
  it.each([1, 2, 3])('agrees with brute force (seed %i)', (seed) => {
    const [points, targets] = [cloud(seed, 300), cloud(seed + 100, 600)];
    const squared = (p: number, t: number) =>
      [0, 1, 2].reduce((sum, axis) => sum + (points[3 * p + axis]! - targets[3 * t + axis]!) ** 2, 0);
    nearestVertices(points, targets).forEach((found, p) => {
      const least = Math.min(...Array.from({ length: 200 }, (_, t) => squared(p, t)));
      expect(squared(p, found)).toBe(least);
    });
  });
});

describe('thicken', () => {
  /** Returns a wavy sheet of n × n squares. */
  const wave = (n: number): TriangleMesh => {
    const positions = Float32Array.from({ length: 3 * (n + 1) ** 2 }, (_, at) => {
      const [i, j] = [Math.floor(at / 3 / (n + 1)), Math.floor(at / 3) % (n + 1)];
      return [j / n, i / n, 0.1 * Math.sin(i + 2 * j)][at % 3]!;
    });
    const first = Array.from({ length: n * n }, (_, at) => at + Math.floor(at / n));
    const corners = first.flatMap((v) => [v, v + 1, v + n + 2, v, v + n + 2, v + n + 1]);
    return { positions, indices: Uint32Array.from(corners) };
  };

  it.each(['towards its back', 'towards its front'])(
    'turns a sheet into a closed slab of the right volume, %s',
    (way) => {
      const { positions, indices } = wave(6);
      const inner = positions.map((value, at) =>
        at % 3 === 2 ? value + (way === 'towards its back' ? -0.2 : 0.2) : value,
      );
      const slab = thicken(sheetOf(49, indices), positions, inner);
      expect(inspect(slab)).toMatchObject({ closed: true, components: 1 });
      expect(signedVolume(slab)).toBeCloseTo(0.2, 6);
    },
  );

  it.each([1, 2, 3, 4])('has no negative winding numbers, however the sheet folds (seed %i)', (seed) => {
    const rng = random(seed);
    const { positions, indices } = wave(4);
    // All vertices are displaced in one direction, which only some triangles face, and by noise.
    const way = [rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3), rng.uniform(-0.1, 0.1)];
    const inner = positions.map((value, at) => value + way[at % 3]! + rng.uniform(-0.02, 0.02));
    const solid = thicken(sheetOf(25, indices), positions, inner);
    expect(inspect(solid).openEdges).toBe(0);
    // The union of one separate prism per triangle fills the same voxels, except for 2 %.
    const grid = { shape: [24, 24, 24], min: [-0.4, -0.4, -0.6], max: [1.4, 1.4, 0.6] } as const;
    const alone = new Uint8Array(24 ** 3);
    for (let f = 0; f < indices.length; f += 3) {
      const prism = thicken(sheetOf(25, indices.slice(f, f + 3)), positions, inner);
      voxelize(prism, grid).data.forEach((value, at) => {
        alone[at]! |= value;
      });
    }
    const together = voxelize(solid, grid).data;
    const differ = together.reduce((sum, value, at) => sum + (value === alone[at] ? 0 : 1), 0);
    expect(differ).toBeLessThanOrEqual(0.02 * together.reduce((sum, value) => sum + value, 0));
  });

  it('rejects positions of another number of vertices', () => {
    expect(() => thicken(sheetOf(3, Uint32Array.of(0, 1, 2)), new Float32Array(9), new Float32Array(6))).toThrow(
      /thicken: positions and inner must have 3 vertices, got 3 and 2/,
    );
  });
});

describe('textures', () => {
  const pixels = Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 0, 9, 9, 9, 255);
  it('are read with their alpha, or as opaque', () => {
    const file = encode({ width: 2, height: 2, data: pixels, channels: 4 });
    expect(textureOf(file, 'a.png')).toEqual({ rows: 2, columns: 2, data: pixels });
    const grey = encode({ width: 2, height: 1, data: Uint8Array.of(7, 200), channels: 1 });
    expect([...textureOf(grey, 'g.png').data]).toEqual([7, 7, 7, 255, 200, 200, 200, 255]);
    const deep = encode({ width: 1, height: 1, data: Uint16Array.of(0x1234, 0x5678, 0x9abc), channels: 3, depth: 16 });
    expect([...textureOf(deep, 'd.png').data]).toEqual([0x12, 0x56, 0x9a, 255]);
  });

  it('are named in one line if they are damaged', () => {
    const file = encode({ width: 2, height: 2, data: pixels, channels: 4 });
    expect(() => textureOf(file.slice(0, 50), 'skins/a.png')).toThrow(
      /^textureOf: skins\/a\.png must be a complete PNG, got [^\n]*$/,
    );
    expect(() => textureOf(Uint8Array.of(1, 2, 3), 'skins/a.png')).toThrow(/skins\/a\.png/);
  });

  it('change their hue about grey, and keep alpha', () => {
    const red = { rows: 1, columns: 1, data: Uint8Array.of(200, 0, 0, 99) };
    expect([...tinted(red, { hue: 1 / 3, saturation: 1, brightness: 1 }).data]).toEqual([0, 200, 0, 99]);
    expect([...tinted(red, { hue: 0, saturation: 0, brightness: 1 }).data]).toEqual([67, 67, 67, 99]);
    expect([...tinted(plainTexture([1, 1, 1]), { hue: 0.2, saturation: 1, brightness: 2 }).data]).toEqual([
      255, 255, 255, 255,
    ]);
  });
});

describe('opaqueFaces', () => {
  it('omits transparent triangles', () => {
    const half = { rows: 1, columns: 2, data: Uint8Array.of(0, 0, 0, 255, 0, 0, 0, 0) };
    const uvs = Float32Array.of(0, 0, 0.4, 0, 0, 1, 0.6, 0, 1, 0, 0.9, 1);
    expect([...opaqueFaces({ uvs, indices: Uint32Array.of(0, 1, 2, 3, 4, 5) }, half)]).toEqual([0]);
  });
});
