// Creates polyhedra with exactly known measurements: box, cube, tetrahedron, octahedron.
import type { Triple } from '@vrn/voxel';
import { cross, dot, type Solid, solid, subtract, triangleArea } from './solid.js';

// Corners are numbered 4·(x is max) + 2·(y is max) + (z is max).
const BOX_FACES: readonly Triple[] = [
  [0, 1, 3],
  [0, 3, 2], // x min
  [4, 6, 7],
  [4, 7, 5], // x max
  [0, 4, 5],
  [0, 5, 1], // y min
  [2, 3, 7],
  [2, 7, 6], // y max
  [0, 2, 6],
  [0, 6, 4], // z min
  [1, 5, 7],
  [1, 7, 3], // z max
];

/** Lists the eight corners of a box, numbered 4·(x is max) + 2·(y is max) + (z is max). */
export function boxCorners(min: Triple, max: Triple): Triple[] {
  return Array.from(
    { length: 8 },
    (_, c): Triple => [c & 4 ? max[0] : min[0], c & 2 ? max[1] : min[1], c & 1 ? max[2] : min[2]],
  );
}

/** Creates an axis-aligned box of 8 vertices and 12 triangles. */
export function box({ min, max }: { readonly min: Triple; readonly max: Triple }): Solid {
  const [x, y, z] = subtract(max, min);
  return solid(boxCorners(min, max), BOX_FACES, { volume: x * y * z, area: 2 * (x * y + y * z + z * x), euler: 2 });
}

/** Creates an axis-aligned cube; by default of side 1, centred at the origin. */
export function cube({
  side = 1,
  centre = [0, 0, 0],
}: {
  readonly side?: number;
  readonly centre?: Triple;
} = {}): Solid {
  const h = side / 2;
  const [x, y, z] = centre;
  return box({ min: [x - h, y - h, z - h], max: [x + h, y + h, z + h] });
}

const S = Math.SQRT1_2 / 2;
const REGULAR = [
  [S, S, S],
  [S, -S, -S],
  [-S, S, -S],
  [-S, -S, S],
] as const;

/** Creates a tetrahedron of any four corners in any order; by default regular, of edge 1, centred at the origin. */
export function tetrahedron({
  corners = REGULAR,
}: {
  readonly corners?: readonly [Triple, Triple, Triple, Triple];
} = {}): Solid {
  const [a, b, c, d] = corners;
  const sixfold = dot(subtract(b, a), cross(subtract(c, a), subtract(d, a)));
  const [p, q] = sixfold > 0 ? [1, 2] : [2, 1];
  return solid(
    corners,
    [
      [0, q, p],
      [0, p, 3],
      [p, q, 3],
      [q, 0, 3],
    ],
    {
      volume: Math.abs(sixfold) / 6,
      area: triangleArea(a, b, c) + triangleArea(a, b, d) + triangleArea(b, c, d) + triangleArea(a, c, d),
      euler: 2,
    },
  );
}

/** Creates an octahedron: the points with |x| + |y| + |z| ≤ radius relative to the centre. */
export function octahedron({
  radius = 1,
  centre = [0, 0, 0],
}: {
  readonly radius?: number;
  readonly centre?: Triple;
} = {}): Solid {
  const [x, y, z] = centre;
  const corners: Triple[] = [
    [x + radius, y, z],
    [x - radius, y, z],
    [x, y + radius, z],
    [x, y - radius, z],
    [x, y, z + radius],
    [x, y, z - radius],
  ];
  const faces: Triple[] = [
    [0, 2, 4],
    [2, 1, 4],
    [1, 3, 4],
    [3, 0, 4],
    [2, 0, 5],
    [1, 2, 5],
    [3, 1, 5],
    [0, 3, 5],
  ];
  return solid(corners, faces, { volume: (4 / 3) * radius ** 3, area: 4 * Math.sqrt(3) * radius ** 2, euler: 2 });
}
