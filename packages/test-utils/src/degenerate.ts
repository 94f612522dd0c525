// Lists degenerate test cases: solids whose faces, edges and vertices lie exactly on or between sample points of grids.
import type { Grid, Triple } from '@vrn/voxel';
import { box, boxCorners, octahedron, tetrahedron } from './polyhedra.js';
import { insideOut, type Solid, solid, together, triangleArea } from './solid.js';

/** A closed mesh, a grid, and the number of the grid's voxels inside the mesh under any half-open rule. */
export interface Degenerate {
  readonly name: string;
  readonly mesh: Solid;
  readonly grid: Grid;
  readonly voxels: number;
}

/** Solids that share faces, edges and corners. They share no voxel, and their union has `voxels` voxels. */
export interface Partition {
  readonly name: string;
  readonly parts: readonly Solid[];
  readonly grid: Grid;
  readonly voxels: number;
}

/** A grid of unit voxels from the origin on. Its sample points have coordinates n + ½, exact in single precision. */
const unitGrid = (rows: number, columns: number, slices: number): Grid => ({
  shape: [rows, columns, slices],
  min: [0, 0, 0],
  max: [columns, rows, slices],
});

/**
 * Lists degenerate meshes with their voxel counts.
 *
 * The counts hold for every rule that moves all sample points by one infinitesimal offset (ε, ε², ε³), for any order
 * and signs of the axes. For boxes, a half-open interval of integer length n contains n points. For octahedra and
 * diamonds, symmetry makes all such offsets equivalent. An octahedron of radius r contains its interior points and the
 * points of its boundary at which one given coordinate is negative: r = 3: 25 + 13; r = 4: 63 + 25. A diamond of
 * radius r contains 2r² points in each of its 2r layers.
 */
export function degenerateMeshes(): Degenerate[] {
  const grid = unitGrid(11, 11, 11);
  const middle: Triple = [5.5, 5.5, 5.5];
  const aBox = (name: string, min: Triple, max: Triple, voxels: number, on = grid) => ({
    name,
    mesh: box({ min, max }),
    grid: on,
    voxels,
  });
  return [
    aBox('cube, all faces on sample points', [2.5, 2.5, 2.5], [6.5, 6.5, 6.5], 64),
    aBox('box, all faces on sample points', [1.5, 2.5, 3.5], [3.5, 5.5, 7.5], 24),
    aBox('cube, faces between sample points', [2, 2, 2], [6, 6, 6], 64),
    aBox('cube of one voxel from sample point to sample point', [4.5, 4.5, 4.5], [5.5, 5.5, 5.5], 1),
    aBox('slab between two layers of sample points', [2, 2, 4.75], [8, 8, 5.25], 0),
    aBox('slab around one layer of sample points', [2, 2, 5.25], [8, 8, 5.75], 36),
    aBox('needle between all sample points', [4.75, 4.75, 1], [5.25, 5.25, 9], 0),
    aBox('box from border to border of the grid', [0, 0, 0], [11, 11, 11], 1331),
    aBox('box larger than the grid', [-3, -3, -3], [14, 14, 14], 1331),
    aBox('box beside the grid', [12, 2, 2], [15, 5, 5], 0),
    aBox('box half outside the grid', [-4.5, 2.5, 2.5], [3, 5.5, 5.5], 27),
    aBox('box on a grid of three lengths', [1.5, 0.5, 2.5], [4.5, 2.5, 6.5], 24, unitGrid(3, 5, 8)),
    {
      name: 'octahedron of radius 3, vertices on sample points',
      mesh: octahedron({ radius: 3, centre: middle }),
      grid,
      voxels: 38,
    },
    {
      name: 'octahedron of radius 4, vertices on sample points',
      mesh: octahedron({ radius: 4, centre: middle }),
      grid,
      voxels: 88,
    },
    ...([0, 1, 2] as const).map((axis) => ({
      name: `diamond along ${'xyz'[axis]}, edges on sample points`,
      mesh: diamond(middle, 3, axis),
      grid,
      voxels: 18 * 6,
    })),
    { name: 'cube with a vertex at the centre of each face', mesh: studdedCube(2.5, 8.5), grid, voxels: 216 },
    {
      name: 'cube with a cubic cavity',
      mesh: together([boxOf(1.5, 9.5), insideOut(boxOf(3.5, 6.5))]),
      grid,
      voxels: 512 - 27,
    },
    {
      name: 'two cubes that share an edge',
      mesh: together([boxOf(1.5, 4.5), box({ min: [4.5, 4.5, 1.5], max: [7.5, 7.5, 4.5] })]),
      grid,
      voxels: 54,
    },
    { name: 'two cubes that share a corner', mesh: together([boxOf(1.5, 4.5), boxOf(4.5, 7.5)]), grid, voxels: 54 },
    {
      name: 'two cubes that share a face',
      mesh: together([boxOf(1.5, 4.5), box({ min: [4.5, 1.5, 1.5], max: [7.5, 4.5, 4.5] })]),
      grid,
      voxels: 54,
    },
    { name: 'sheet: a square and its reverse', mesh: sheet(2.5, 7.5, 5.5), grid, voxels: 0 },
    { name: 'cube with faces of zero area', mesh: withSlivers(boxOf(2.5, 6.5)), grid, voxels: 64 },
  ];
}

/** Lists partitions of cubes along planes, edges and corners that contain sample points. */
export function degeneratePartitions(): Partition[] {
  const grid = unitGrid(8, 8, 8);
  return [3, 4, 5, 6].flatMap((side) => {
    const low = 1.5;
    const high = 1.5 + side;
    const corners = boxCorners([low, low, low], [high, high, high]);
    const pieces = (list: readonly (readonly [number, number, number, number])[]) =>
      list.map(([a, b, c, d]) => tetrahedron({ corners: [corners[a]!, corners[b]!, corners[c]!, corners[d]!] }));
    const centre: Triple = [(low + high) / 2, (low + high) / 2, (low + high) / 2];
    const common = { grid, voxels: side ** 3 };
    return [
      {
        name: `cube of ${side} in five tetrahedra`,
        parts: pieces([
          [0, 3, 5, 6],
          [1, 0, 3, 5],
          [2, 0, 3, 6],
          [4, 0, 5, 6],
          [7, 3, 5, 6],
        ]),
        ...common,
      },
      {
        name: `cube of ${side} in six tetrahedra around its diagonal`,
        parts: pieces([
          [0, 1, 3, 7],
          [0, 3, 2, 7],
          [0, 2, 6, 7],
          [0, 6, 4, 7],
          [0, 4, 5, 7],
          [0, 5, 1, 7],
        ]),
        ...common,
      },
      {
        name: `cube of ${side} in twelve tetrahedra around its centre`,
        parts: cones(boxOf(low, high), centre),
        ...common,
      },
      {
        name: `cube of ${side} in two unequal boxes`,
        parts: [
          box({ min: [low, low, low], max: [high, low + 1, high] }),
          box({ min: [low, low + 1, low], max: [high, high, high] }),
        ],
        ...common,
      },
    ];
  });
}

const boxOf = (low: number, high: number): Solid => box({ min: [low, low, low], max: [high, high, high] });

const cornersOf = ({ positions }: Solid): Triple[] =>
  Array.from(
    { length: positions.length / 3 },
    (_, v): Triple => [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!],
  );

const facesOf = ({ indices }: Solid): Triple[] =>
  Array.from(
    { length: indices.length / 3 },
    (_, f): Triple => [indices[3 * f]!, indices[3 * f + 1]!, indices[3 * f + 2]!],
  );

/** Creates a tetrahedron from every face of a solid to an apex. */
function cones(mesh: Solid, apex: Triple): Solid[] {
  const corners = cornersOf(mesh);
  return facesOf(mesh).map(([a, b, c]) => tetrahedron({ corners: [corners[a]!, corners[b]!, corners[c]!, apex] }));
}

/** A square prism: |u| + |v| ≤ radius perpendicular to the axis, and ±radius along it. */
function diamond(centre: Triple, radius: number, axis: 0 | 1 | 2): Solid {
  const at = (along: number, u: number, v: number): Triple => {
    const p = [0, 0, 0];
    p[axis] = along;
    p[(axis + 1) % 3] = u;
    p[(axis + 2) % 3] = v;
    return [centre[0] + p[0]!, centre[1] + p[1]!, centre[2] + p[2]!];
  };
  const round = [
    [radius, 0],
    [0, radius],
    [-radius, 0],
    [0, -radius],
  ] as const;
  const corners = [-radius, radius].flatMap((along) => round.map(([u, v]) => at(along, u, v)));
  const faces: Triple[] = [
    [0, 2, 1],
    [0, 3, 2],
    [4, 5, 6],
    [4, 6, 7],
  ];
  for (let s = 0; s < 4; s++) {
    const t = (s + 1) % 4;
    faces.push([s, t, t + 4], [s, t + 4, s + 4]);
  }
  const square = 2 * radius * radius;
  return solid(corners, faces, {
    volume: square * 2 * radius,
    area: 2 * square + 8 * Math.SQRT2 * radius * radius,
    euler: 2,
  });
}

/** A cube whose faces are fans of four triangles around a vertex at their centre. */
function studdedCube(low: number, high: number): Solid {
  const plain = boxOf(low, high);
  const corners = cornersOf(plain);
  const pairs = facesOf(plain);
  const faces: Triple[] = [];
  for (let f = 0; f < 12; f += 2) {
    const [a, b, c] = pairs[f]!;
    const d = pairs[f + 1]![2];
    const p = corners[a]!;
    const q = corners[c]!;
    const stud = corners.push([(p[0] + q[0]) / 2, (p[1] + q[1]) / 2, (p[2] + q[2]) / 2]) - 1;
    faces.push([a, b, stud], [b, c, stud], [c, d, stud], [d, a, stud]);
  }
  return solid(corners, faces, plain);
}

/** A square at depth z with a front and a back face: a closed mesh without volume. */
function sheet(low: number, high: number, z: number): Solid {
  const corners: Triple[] = [
    [low, low, z],
    [high, low, z],
    [high, high, z],
    [low, high, z],
  ];
  const faces: Triple[] = [
    [0, 1, 2],
    [0, 2, 3],
    [0, 2, 1],
    [0, 3, 2],
  ];
  return solid(corners, faces, { volume: 0, area: 4 * triangleArea(corners[0]!, corners[1]!, corners[2]!), euler: 2 });
}

/** Adds two faces of zero area to a solid: one with three equal vertices, one with two. */
function withSlivers(mesh: Solid): Solid {
  return { ...mesh, indices: Uint32Array.from([...mesh.indices, 0, 0, 0, 0, 1, 0]) };
}
