// Tests the winding number against the sum over all triangles.
import { cube, icosphere, insideOut, torus } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/core/random.js';
import type { TriangleMesh } from '../../../src/core/triangleMesh.js';
import { windingNumber } from '../../../src/solid/winding/windingNumber.js';
import { joined, soup, windingBySum, without } from '../windingOracle.js';

const rng = random(1983);
const ball = icosphere({ subdivisions: 4 });
const MESHES: Record<string, TriangleMesh> = {
  'ball of 5,120': ball,
  'ring of 6,400': torus({ radius: 1, tube: 0.3, sides: 80, rings: 40 }),
  'half a ball': without(ball, (face) => face < 2560),
  'ball with a third of its faces gone': without(ball, (face) => face % 3 === 0),
  'ball in loose, shaken triangles': soup(icosphere({ subdivisions: 3 }), 0.05, () => rng.uniform(-1, 1)),
  'two balls that overlap': joined(ball, icosphere({ subdivisions: 3, centre: [0.7, 0.2, 0] })),
  'long thin triangles': joined(...Array.from({ length: 300 }, () => sliver())),
};

function sliver(): TriangleMesh {
  const at = () => rng.uniform(-1, 1);
  const [x, y, z] = [at(), at(), at()];
  return {
    positions: Float32Array.of(x, y, z, x + at(), y + at(), z + at(), x + 0.01 * at(), y + 0.01 * at(), z),
    indices: Uint32Array.of(0, 1, 2),
  };
}

/** Returns points spread over and around the mesh, half of them close to vertices. */
function points(mesh: TriangleMesh): [number, number, number][] {
  return Array.from({ length: 600 }, (_, n) => {
    const v = 3 * rng.integer(mesh.positions.length / 3);
    const spread = n % 2 === 0 ? 0 : 0.02;
    const of = (axis: number) =>
      spread === 0 ? rng.uniform(-1.5, 1.5) : mesh.positions[v + axis]! + spread * rng.normal();
    return [of(0), of(1), of(2)];
  });
}

/** Returns a function of beta: the largest error over the mesh's points, and the root mean square error. */
function errorsOf(mesh: TriangleMesh): (beta?: number) => { most: number; rms: number } {
  const expected = points(mesh).map((p) => [p, windingBySum(mesh, ...p)] as const);
  return (beta) => {
    const winding = windingNumber(mesh, beta === undefined ? {} : { beta });
    const each = expected.map(([p, sum]) => Math.abs(winding(...p) - sum));
    return { most: Math.max(...each), rms: Math.sqrt(each.reduce((sum, e) => sum + e * e, 0) / each.length) };
  };
}

describe('windingNumber', () => {
  it.each(Object.entries(MESHES))('is as accurate as it says: %s', (_, mesh) => {
    // The documented error bounds.
    const errors = errorsOf(mesh);
    const plain = errors();
    expect(plain.most).toBeLessThan(0.01);
    expect(plain.rms).toBeLessThan(0.002);
    expect(errors(4).most).toBeLessThan(0.0005);
    // With an infinite beta: the same sum in another order, with up to 6,400 roundings of numbers up to 1.
    expect(errors(Number.POSITIVE_INFINITY).most).toBeLessThan(1e-11);
  });

  it('counts how often a closed mesh goes round', () => {
    const of = (mesh: TriangleMesh) => windingNumber(mesh)(0.1, 0.2, -0.1);
    expect(of(cube({ side: 2 }))).toBeCloseTo(1, 12);
    expect(of(insideOut(cube({ side: 2 })))).toBeCloseTo(-1, 12);
    expect(of(joined(cube({ side: 2 }), cube({ side: 1 })))).toBeCloseTo(2, 12);
    expect(of(joined(cube({ side: 2 }), insideOut(cube({ side: 1 }))))).toBeCloseTo(0, 12);
    expect(windingNumber(cube({ side: 2 }))(0, 0, 3)).toBeCloseTo(0, 12);
  });

  it('is one half in the middle of a flat hole, and five sixths in the middle of the cube', () => {
    // The two faces at +z are missing: seen from the middle of the hole, the others cover half of the sphere.
    const open = without(cube({ side: 2 }), (face) => topFaces(cube({ side: 2 })).includes(face));
    expect(open.indices).toHaveLength(30);
    expect(windingNumber(open)(0, 0, 1)).toBeCloseTo(0.5, 12);
    // Seen from the cube's centre, they cover five sixths.
    expect(windingNumber(open)(0, 0, 0)).toBeCloseTo(5 / 6, 12);
  });

  it('has the value of one side on a triangle: the one towards +z, else +x, else +y', () => {
    const winding = windingNumber(cube({ side: 2 }));
    expect([winding(0.3, 0.2, -1), winding(0.3, 0.2, 1)].map((w) => Math.round(w) + 0)).toEqual([1, 0]);
    expect([winding(-1, 0.3, 0.2), winding(1, 0.3, 0.2)].map((w) => Math.round(w) + 0)).toEqual([1, 0]);
    expect([winding(0.3, -1, 0.2), winding(0.3, 1, 0.2)].map((w) => Math.round(w) + 0)).toEqual([1, 0]);
  });

  it('keeps to what the mesh was, takes no faces for nothing, and any scale', () => {
    const mesh = { ...cube({ side: 2 }) };
    const winding = windingNumber(mesh);
    mesh.positions.fill(0);
    expect(winding(0, 0, 0)).toBeCloseTo(1, 12);
    expect(windingNumber({ positions: new Float32Array(), indices: new Uint32Array() })(1, 2, 3)).toBe(0);
    for (const scale of [1e-30, 1e-6, 1e6, 1e30]) {
      const scaled = windingNumber({ ...ball, positions: ball.positions.map((x) => x * scale) });
      // The rounding of positions, 6e-8, adds to the error of the clusters.
      for (const p of points(ball).slice(0, 40)) {
        const [x, y, z] = p.map((c) => c * scale) as [number, number, number];
        expect(Math.abs(scaled(x, y, z) - windingBySum(ball, ...p))).toBeLessThan(0.01);
      }
    }
  });

  it('adds nothing for triangles without area', () => {
    const flat = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0), indices: Uint32Array.of(0, 1, 2, 0, 0, 0) };
    const winding = windingNumber(flat);
    expect(winding(0.5, 0.1, 0)).toBeCloseTo(0, 12);
    expect(winding(0.5, 0, 0)).toBeCloseTo(0, 12);
    expect(winding(9, 9, 9)).toBeCloseTo(0, 12);
  });

  it('refuses points and meshes that are none', () => {
    const winding = windingNumber(cube({ side: 2 }));
    expect(() => winding(Number.NaN, 0, 0)).toThrow(
      /^windingNumber: x, y, z must be finite in single precision, got NaN, 0, 0/,
    );
    expect(() => winding(0, Number.POSITIVE_INFINITY, 0)).toThrow(/must be finite/);
    expect(() => windingNumber(cube({ side: 2 }), { beta: 0.5 })).toThrow(/beta must be 1 or more/);
    expect(() => windingNumber(cube({ side: 2 }), { beta: Number.NaN })).toThrow(/beta must be 1 or more/);
    const broken = { positions: Float32Array.of(0, 0, Number.NaN), indices: Uint32Array.of(0, 0, 0) };
    expect(() => windingNumber(broken)).toThrow(expect.objectContaining({ code: 'bad-mesh' }));
  });
});

/** Returns the faces of a mesh whose vertices all have z = 1. */
function topFaces({ positions, indices }: TriangleMesh): number[] {
  return Array.from({ length: indices.length / 3 }, (_, face) => face).filter((face) =>
    [0, 1, 2].every((corner) => positions[3 * indices[3 * face + corner]! + 2] === 1),
  );
}
