// Tests simplification with meshoptimizer: counts, volume, closedness, attributes, rejected arguments.
import { cube, icosphere, torus } from '@vrn/test-utils';
import { edgeCounts, packed, random, scaleMesh, type TriangleMesh } from '@vrn/voxel';
import { MeshoptSimplifier } from 'meshoptimizer';
import { describe, expect, it } from 'vitest';
import { partEdges } from '../../src/edit/partEdges.js';
import { type Simplifier, simplify } from '../../src/edit/simplify.js';
import { smooth } from '../../src/edit/smooth.js';
import { vertexNormals } from '../../src/edit/vertexNormals.js';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { inspect } from '../../src/measure/inspect.js';
import { signedVolume } from '../../src/measure/measure.js';

const simplifier = MeshoptSimplifier;
const ball = icosphere({ radius: 1, subdivisions: 5 });

/** Returns the surface of a binary volume of a ball with a radius of 20 voxels. */
function voxelBall(): TriangleMesh {
  const [side, middle] = [48, 23.5];
  const data = Uint8Array.from({ length: side ** 3 }, (_, at) => {
    const [i, j, k] = [Math.floor(at / side / side), Math.floor(at / side) % side, at % side];
    return Math.hypot(i - middle, j - middle, k - middle) < 20 ? 1 : 0;
  });
  return marchingCubes(packed(data, [side, side, side]));
}

/** Returns the surface of random voxels, of which a share is inside: it has many necks and holes. */
function noise(share: number, side = 16): TriangleMesh {
  const rng = random(8);
  return marchingCubes(
    packed(
      Uint8Array.from({ length: side ** 3 }, () => (rng.uniform(0, 1) < share ? 1 : 0)),
      [side, side, side],
    ),
  );
}

describe('simplifying a closed mesh', () => {
  it.each([
    ['sphere', ball, 0.1, 0.01],
    ['torus', torus({ radius: 2, tube: 0.7, sides: 96, rings: 48 }), 0.25, 0.01],
    ['smoothed voxels', smooth(voxelBall()), 0.1, 0.01],
    ['staircase of voxels', voxelBall(), 0.1, 0.01],
  ])('%s: stays closed, keeps its volume and meets the target', async (_, mesh, ratio, tolerance) => {
    const small = await simplify(mesh, { simplifier, ratio });
    const target = (ratio * mesh.indices.length) / 3;
    expect(inspect(small)).toMatchObject({ closed: true, unusedVertices: 0 });
    expect(Math.abs(small.indices.length / 3 / target - 1)).toBeLessThan(0.02);
    expect(Math.abs(signedVolume(small) / signedVolume(mesh) - 1)).toBeLessThan(tolerance);
    expect(inspect(small).eulerCharacteristic).toBe(inspect(mesh).eulerCharacteristic);
  });

  it.each([0.5, 0.1, 0.02])('keeps noise closed (ratio %d)', async (ratio) => {
    for (const share of [0.1, 0.3, 0.5]) {
      const mesh = noise(share);
      const small = await simplify(mesh, { simplifier, ratio });
      expect(edgeCounts(small)).toMatchObject({ open: 0, nonManifold: 0, inconsistent: 0 });
      expect(small.indices.length).toBeLessThanOrEqual(1.05 * ratio * mesh.indices.length);
    }
  });
});

describe('the error', () => {
  it('is in world units and limits simplification', async () => {
    for (const radius of [1, 1000]) {
      const mesh = scaleMesh(ball, radius);
      const small = await simplify(mesh, { simplifier, ratio: 0.01, error: 0.005 * radius });
      expect(small.error).toBeLessThanOrEqual(0.005 * radius);
      expect(small.error).toBeGreaterThan(0.001 * radius);
      expect(small.indices.length).toBeGreaterThan(0.02 * mesh.indices.length);
      // The error has the magnitude of the actual distance: the radius of the ball with the same volume shrinks by less
      // than four times the error.
      const mean = inspect(small).volume / inspect(mesh).volume;
      expect(radius * (1 - Math.cbrt(mean))).toBeLessThan(4 * small.error);
    }
  });

  it('is 0 if nothing changes', async () => {
    expect(await simplify(ball, { simplifier, ratio: 1 })).toMatchObject({ error: 0, indices: ball.indices });
    expect((await simplify(ball, { simplifier, triangles: 1e9 })).positions).toBe(ball.positions);
    const none = { positions: new Float32Array(), indices: new Uint32Array() };
    expect(await simplify(none, { simplifier })).toEqual({ ...none, error: 0 });
  });
});

describe('vertex attributes', () => {
  const colors = ball.positions.map((x) => (x > 0 ? 1 : 0));
  const uvs = Float32Array.from({ length: (2 * ball.positions.length) / 3 }, (_, i) => i);
  const full = { ...ball, colors, uvs, normals: vertexNormals(ball) };

  it('are kept', async () => {
    const small = await simplify(full, { simplifier, triangles: 500 });
    for (let v = 0; v < small.positions.length / 3; v++) {
      const old = small.uvs![2 * v]! / 2;
      for (const name of ['positions', 'colors', 'normals'] as const) {
        expect(small[name]!.subarray(3 * v, 3 * v + 3)).toEqual(full[name].subarray(3 * old, 3 * old + 3));
      }
    }
  });

  it('affect the error: triangles are kept where colours change', async () => {
    /** Returns the largest extent along x of a face that crosses x = 0, the border between the colours. */
    const blur = ({ positions, indices }: TriangleMesh): number => {
      let most = 0;
      for (let f = 0; f < indices.length; f += 3) {
        const x = [0, 1, 2].map((corner) => positions[3 * indices[f + corner]!]!);
        if (Math.min(...x) <= 0 && Math.max(...x) > 0) most = Math.max(most, Math.max(...x) - Math.min(...x));
      }
      return most;
    };
    const plain = await simplify(ball, { simplifier, triangles: 500 });
    const coloured = await simplify({ ...ball, colors }, { simplifier, triangles: 500 });
    expect(blur(coloured)).toBeLessThan(0.5 * blur(plain));
  });
});

it('does not move locked open edges', async () => {
  const half = {
    ...ball,
    indices: ball.indices.filter((_, i, all) =>
      [0, 1, 2].every((c) => ball.positions[3 * all[i - (i % 3) + c]! + 1]! >= 0),
    ),
  };
  const { openEdges } = inspect(half);
  expect(openEdges).toBeGreaterThan(50);
  expect(inspect(await simplify(half, { simplifier, ratio: 0.1, lockBorder: true })).openEdges).toBe(openEdges);
  expect(inspect(await simplify(half, { simplifier, ratio: 0.1 })).openEdges).toBeLessThan(openEdges);
});

describe('partEdges', () => {
  it('splits an edge of four triangles without moving the surface', () => {
    const [a, b] = [cube({ side: 1 }), cube({ side: 1, centre: [1, 1, 0] })];
    // Two cubes share an edge and its vertices: corners 0 and 1 of the second are corners 6 and 7 of the first.
    const shared = (v: number) => (v === 0 ? 6 : v === 1 ? 7 : v + 8);
    const mesh = {
      positions: Float32Array.of(...a.positions, ...b.positions),
      indices: Uint32Array.of(...a.indices, ...b.indices.map(shared)),
      colors: Float32Array.from({ length: 48 }, (_, i) => i / 48),
    };
    expect(inspect(mesh)).toMatchObject({ closed: false, nonManifoldEdges: 1, volume: 2 });
    const split = partEdges(mesh);
    expect(inspect(split)).toMatchObject({ closed: true, volume: 2, faces: 26, vertices: 17 });
    expect([...split.positions.subarray(-3)]).toEqual([0.5, 0.5, 0]);
    // The last vertex is the midpoint of vertices 6 and 7, also in its colour.
    expect(split.colors!.at(-1)).toBeCloseTo((20 + 23) / 2 / 48, 6);
  });

  it('removes two triangles that lie back to back', () => {
    const mesh = { ...ball, indices: Uint32Array.of(...ball.indices, 0, 1, 2, 2, 1, 0) };
    const edge = {
      ...mesh,
      indices: Uint32Array.of(...ball.indices, ...ball.indices.subarray(0, 3), ...ball.indices.slice(0, 3).reverse()),
    };
    expect(inspect(edge)).toMatchObject({ closed: false });
    expect(inspect(partEdges(edge))).toMatchObject({ closed: true, faces: ball.indices.length / 3 });
  });

  it('returns the same mesh if no edge has to be split', () => {
    expect(partEdges(ball)).toBe(ball);
  });
});

describe('simplify rejects', () => {
  const failing = {
    ...simplifier,
    get ready(): Promise<void> {
      return Promise.reject('no memory');
    },
  };
  const of = (options: object) => simplify(ball, { simplifier, ...options });
  it.each([
    ['a ratio of 0', { ratio: 0 }, /ratio must be in \(0, 1\]/],
    ['a ratio of NaN', { ratio: Number.NaN }, /ratio/],
    ['a fractional number of triangles', { triangles: 0.5 }, /triangles must be a positive integer/],
    ['both', { ratio: 0.5, triangles: 9 }, /ratio or triangles, got both/],
    ['a negative error', { error: -1 }, /error must be at least 0/],
    ['no simplifier', { simplifier: undefined }, /simplifier must be MeshoptSimplifier/],
    ['an environment without WebAssembly', { simplifier: { supported: false } }, /no WebAssembly/],
    ['a simplifier that fails to start', { simplifier: failing }, /no memory/],
  ])('%s', async (_, options, message) => {
    await expect(of(options)).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringMatching(message) });
  });

  it('an invalid mesh', async () => {
    const broken = { ...ball, colors: new Float32Array(1) };
    await expect(simplify(broken, { simplifier })).rejects.toMatchObject({ code: 'bad-mesh' });
  });
});

it('accepts any implementation of the simplifier interface', async () => {
  // A stand-in simplifier that keeps the first triangles.
  const first: Simplifier = {
    supported: true,
    ready: Promise.resolve(),
    simplify: (indices, _, __, count) => [indices.slice(0, count), 0.25],
    simplifyWithAttributes: () => [new Uint32Array(), 0],
  };
  const small = await simplify(cube({ side: 1 }), { simplifier: first, triangles: 2 });
  expect(small).toMatchObject({ error: 0.25, indices: Uint32Array.of(0, 1, 3, 0, 3, 2) });
  expect(small.positions).toHaveLength(12);
});
