// Tests the volume against exact integer arithmetic, and the area and Euler characteristic of known solids.
import { cube, degenerateMeshes, icosphere, insideOut, octahedron, tetrahedron, torus } from '@vrn/test-utils';
import { random, scaleMesh, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/measure/inspect.js';
import { eulerCharacteristic, signedVolume, surfaceArea } from '../../src/measure/measure.js';

const SOLIDS = {
  cube: cube({ side: 2 }),
  tetrahedron: tetrahedron({}),
  octahedron: octahedron({ radius: 1.5 }),
  sphere: icosphere({ radius: 1, subdivisions: 3 }),
  torus: torus({ radius: 2, tube: 0.5 }),
};

/** Converts a single-precision number to units of 2⁻¹⁴⁹, in which it is an integer. */
const units = (value: number): bigint => BigInt(value * 2 ** 149);
const size = (value: bigint): bigint => (value < 0n ? -value : value);

/** Returns six times the volume and the sum of the magnitudes of its terms, in units of 2⁻⁴⁴⁷. */
function exactly({ positions, indices }: TriangleMesh): { sixfold: bigint; terms: bigint } {
  let sixfold = 0n;
  let terms = 0n;
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) =>
      Array.from(positions.subarray(3 * indices[f + corner]!, 3 * indices[f + corner]! + 3), units),
    ) as [bigint[], bigint[], bigint[]];
    for (let axis = 0; axis < 3; axis++) {
      const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
      sixfold += a[axis]! * (b[u]! * c[v]! - b[v]! * c[u]!);
      terms += size(a[axis]! * b[u]! * c[v]!) + size(a[axis]! * b[v]! * c[u]!);
    }
  }
  return { sixfold, terms };
}

/** Relative error of `signedVolume`, after subtracting 2⁻¹⁰⁰ times the sum of the magnitudes of the terms. */
function errorOf(mesh: TriangleMesh): number {
  const { sixfold, terms } = exactly(mesh);
  // In units of 2⁻⁵⁴⁷ the volume is an integer, unless it is negligible.
  const got = 6n * BigInt(Math.round(signedVolume(mesh) * 2 ** 273 * 2 ** 274));
  const off = size(got - (sixfold << 100n)) - terms - 6n;
  return off <= 0n ? 0 : Number(off) / Number(size(sixfold) << 100n);
}

/** Returns random triangles with coordinates u · 2ᵛ, u uniform in −1..1 and v uniform between `low` and `high`. */
function triangles(count: number, low: number, high: number): TriangleMesh {
  const rng = random(count);
  const positions = Float32Array.from({ length: 9 * count }, () => rng.uniform(-1, 1) * 2 ** rng.uniform(low, high));
  return { positions, indices: Uint32Array.from({ length: 3 * count }, (_, v) => v) };
}

describe('signedVolume', () => {
  it.each([
    ['a sphere', SOLIDS.sphere],
    ['a sphere at a million', { ...SOLIDS.sphere, positions: SOLIDS.sphere.positions.map((x) => x + 1e6) }],
    ['a sphere of the smallest numbers', scaleMesh(SOLIDS.sphere, 1e-41)],
    ['a sphere of the largest numbers', scaleMesh(SOLIDS.sphere, 3e38)],
    ['a sphere and its inside, which cancel but for a bump', almostNothing()],
    ['triangles anywhere', triangles(500, -10, 10)],
    ['triangles of all sizes there are', triangles(500, -148, 127)],
  ])('of %s is exact to the last bit but one', (_, mesh) => {
    expect(errorOf(mesh)).toBeLessThanOrEqual(2 ** -52);
  });

  /** A sphere and its inverted copy with one vertex slightly moved. */
  function almostNothing(): TriangleMesh {
    const { positions, indices } = SOLIDS.sphere;
    const both = Float32Array.of(...positions, ...positions);
    both[both.length - 1]! += 1e-6;
    const inner = insideOut(SOLIDS.sphere).indices.map((v) => v + positions.length / 3);
    return { positions: both, indices: Uint32Array.of(...indices, ...inner) };
  }

  it('does not depend on the position of a mesh, to the bit', () => {
    // A side of 2⁻⁶ is two units in the last place at 2¹⁶ in single precision.
    const small = cube({ side: 2 ** -6 });
    const far = { ...small, positions: small.positions.map((x) => x + 2 ** 16) };
    expect(signedVolume(far)).toBe(2 ** -18);
    expect(signedVolume(small)).toBe(2 ** -18);
  });

  it('is 0 without faces', () => {
    expect(signedVolume({ positions: new Float32Array(3), indices: new Uint32Array() })).toBe(0);
  });
});

describe.each(Object.entries(SOLIDS))('%s', (_, mesh) => {
  it('has the known volume, area and Euler characteristic', () => {
    // The known values hold before rounding to single precision: a relative 6e-8 per coordinate.
    expect(signedVolume(mesh) / mesh.volume).toBeCloseTo(1, 6);
    expect(surfaceArea(mesh) / mesh.area).toBeCloseTo(1, 6);
    expect(eulerCharacteristic(mesh)).toBe(mesh.euler);
    expect(signedVolume(insideOut(mesh))).toBe(-signedVolume(mesh));
  });
});

describe('surfaceArea', () => {
  it('is accurate far from the origin, for large and for tiny meshes', () => {
    const far = { ...SOLIDS.cube, positions: SOLIDS.cube.positions.map((n) => n + 4096) };
    expect(surfaceArea(far)).toBe(24);
    expect(surfaceArea(scaleMesh(SOLIDS.cube, 2 ** 120))).toBe(24 * 2 ** 240);
    expect(surfaceArea(scaleMesh(SOLIDS.cube, 2 ** -140))).toBe(24 * 2 ** -280);
  });
});

it('signedVolume is accurate for degenerate meshes', () => {
  for (const { mesh } of degenerateMeshes()) expect(inspect(mesh).volume).toBeCloseTo(mesh.volume, 4);
});
