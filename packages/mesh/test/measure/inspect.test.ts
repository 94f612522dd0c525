// Tests counts and defects of meshes against known values and against a simple count with maps.
import { cube, icosphere, insideOut, tetrahedron, together } from '@vrn/test-utils';
import { edgeCounts, random, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/measure/inspect.js';
import { soup } from '../edit/soup.js';

const ball = icosphere({ radius: 1, subdivisions: 2 });

/** Reference implementation: counts edges with a map. */
function naiveEdges({ indices }: TriangleMesh) {
  const uses = new Map<string, number[]>();
  for (const [corner, a] of indices.entries()) {
    const b = indices[corner % 3 === 2 ? corner - 2 : corner + 1]!;
    if (a === b) continue;
    const key = a < b ? `${a},${b}` : `${b},${a}`;
    uses.set(key, [...(uses.get(key) ?? []), a < b ? 1 : -1]);
  }
  const all = [...uses.values()];
  return {
    edges: all.length,
    open: all.filter(({ length }) => length === 1).length,
    nonManifold: all.filter(({ length }) => length > 2).length,
    inconsistent: all.filter((each) => each.length === 2 && each[0] === each[1]).length,
  };
}

describe('edgeCounts', () => {
  it.each([1, 2, 3, 4, 5, 6])('agrees with the reference on random triangles (seed %d)', (seed) => {
    const rng = random(seed);
    const vertices = 3 + 5 * seed;
    const mesh = {
      positions: new Float32Array(3 * vertices),
      indices: Uint32Array.from({ length: 3 * 90 }, () => Math.floor(rng.uniform(0, vertices))),
    };
    expect(edgeCounts(mesh)).toEqual(naiveEdges(mesh));
  });

  it('counts a fan of thousands of triangles around one vertex', () => {
    const count = 5000;
    const mesh = {
      positions: new Float32Array(3 * (count + 1)),
      indices: Uint32Array.from(
        { length: 3 * count },
        (_, i) => [0, 1 + Math.floor(i / 3), 1 + ((Math.floor(i / 3) + 1) % count)][i % 3]!,
      ),
    };
    expect(edgeCounts(mesh)).toEqual({ edges: 2 * count, open: count, nonManifold: 0, inconsistent: 0 });
  });
});

describe('inspect', () => {
  it('finds no defect in a sphere', () => {
    expect(inspect(ball)).toMatchObject({
      ...{ vertices: 162, faces: 320, unusedVertices: 0, components: 1, openEdges: 0, nonManifoldEdges: 0 },
      ...{ inconsistentEdges: 0, degenerateFaces: 0, eulerCharacteristic: 2, closed: true },
    });
  });

  it('finds a hole, a reversed face, and a face too many', () => {
    const { indices } = ball;
    expect(inspect({ ...ball, indices: indices.slice(3) })).toMatchObject({ closed: false, openEdges: 3 });
    const turned = indices.slice();
    [turned[1], turned[2]] = [turned[2]!, turned[1]!];
    expect(inspect({ ...ball, indices: turned })).toMatchObject({ closed: false, inconsistentEdges: 3 });
    const twice = Uint32Array.of(...indices, ...indices.subarray(0, 3));
    expect(inspect({ ...ball, indices: twice })).toMatchObject({ closed: false, nonManifoldEdges: 3 });
  });

  it('counts pieces, loose triangles, unused vertices and faces without area', () => {
    const pair = together([cube({ side: 1 }), insideOut(tetrahedron({})), ball]);
    expect(inspect(pair)).toMatchObject({ components: 3, closed: true, eulerCharacteristic: 6 });
    expect(inspect(soup(ball))).toMatchObject({ components: 320, openEdges: 960 });
    const more = {
      positions: Float32Array.of(...ball.positions, 9, 9, 9),
      indices: Uint32Array.of(...ball.indices, 0, 0, 1),
    };
    expect(inspect(more)).toMatchObject({ unusedVertices: 1, degenerateFaces: 1, max: [9, 9, 9] });
  });

  it('returns the bounding box, and an empty box for an empty mesh', () => {
    expect(inspect(cube({ side: 2, centre: [1, 2, 3] }))).toMatchObject({ min: [0, 1, 2], max: [2, 3, 4] });
    const none = { positions: new Float32Array(), indices: new Uint32Array() };
    expect(inspect(none)).toMatchObject({
      ...{ min: [0, 0, 0], max: [0, 0, 0], closed: false, volume: 0, area: 0, components: 0 },
    });
  });
});
