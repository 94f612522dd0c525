// Computes the normal consistency: the mean cosine between the normals of two surfaces at nearest points.
import { check, type TriangleMesh } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { distances } from '../directed.js';
import { faceTarget, type Nearest } from '../nearest/target.js';
import { crossOf } from '../nearest/triangle.js';
import {
  checkDirection,
  type Direction,
  type Prepared,
  prepare,
  SAMPLING_DEFAULTS,
  type SamplingOptions,
  type SearchOptions,
  type Surface,
  samplingOf,
} from '../surface.js';

export interface NormalConsistencyOptions extends SamplingOptions, SearchOptions {
  /** Whether the sign of the cosine is ignored, so that opposite normals count as equal. */
  readonly absolute?: boolean;
  /** One direction, or the mean of both. */
  readonly direction?: Direction;
}

export const NORMAL_CONSISTENCY_DEFAULTS = {
  ...SAMPLING_DEFAULTS,
  absolute: true,
  direction: 'both',
} as const satisfies NormalConsistencyOptions;

/**
 * Normal consistency: the mean of the two directed mean cosines between unit normals n at nearest points.
 *
 *     forward = mean over p in a of |n(p) · n(q)|, q the point of b nearest to p;   without | | if `absolute` is false
 *     both    = (forward + backward) / 2
 *
 * Normals of a mesh are those of its faces, whatever `normals` it has. Faces without area have none; the nearest face
 * that has one counts instead. Only the direction of a point set's normals is used. At an edge, where several faces
 * are equally near, any of them may count.
 *
 * @param a  mesh, or point set with normals, world units. Read only.
 * @param b  the other surface, of the same kind or another.
 * @param options  `absolute` true; `direction` 'both'; for meshes `samples` 100,000 points, `seed` 0;
 *   `kernel` none.
 * @returns  0..1, or −1..1 if `absolute` is false; exactly 1 for equal surfaces
 * @throws {VolumetricError} `bad-mesh`, `bad-argument` (also for point sets without normals)
 * Cost: as `chamfer`.
 *
 * @example
 * normalConsistency(cube({ side: 1 }), cube({ side: 1 }));  // → 1
 *
 * Source: Mescheder et al. 2019 (Occupancy Networks), 4.
 */
export function normalConsistency(a: Surface, b: Surface, options: NormalConsistencyOptions = {}): number {
  checkOptions('normalConsistency', options, [...Object.keys(NORMAL_CONSISTENCY_DEFAULTS), 'kernel']);
  const { absolute = NORMAL_CONSISTENCY_DEFAULTS.absolute, direction = NORMAL_CONSISTENCY_DEFAULTS.direction } =
    options;
  const sampling = samplingOf(options, 'normalConsistency');
  checkDirection(direction, 'normalConsistency');
  check(
    typeof absolute === 'boolean',
    'bad-argument',
    () => `normalConsistency: absolute must be true or false, got ${String(absolute)}`,
  );
  const ours = prepare(a, sampling, 'normalConsistency', 'a');
  const theirs = prepare(b, sampling, 'normalConsistency', 'b');
  for (const [name, { set }] of Object.entries({ a: ours, b: theirs })) {
    check(set === undefined || set.normals !== undefined, 'bad-argument', () => {
      return `normalConsistency: ${name} must have normals, or be a mesh`;
    });
  }
  const { forward, backward } = distances(ours, theirs, direction);
  const there = forward ? meanCosine(ours, theirs, forward, absolute) : 0;
  const back = backward ? meanCosine(theirs, ours, backward, absolute) : 0;
  return direction === 'both' ? (there + back) / 2 : there + back;
}

/** Returns the mean cosine, or mean absolute cosine, between normals of points and of the nearest faces or points. */
export function meanCosine(from: Prepared, to: Prepared, found: Nearest, absolute: boolean): number {
  const [ours, theirs] = [normalsOf(from), normalsOf(to)];
  const items = to.mesh === undefined ? found.items : withNormals(from, to.mesh, found.items, theirs);
  let sum = 0;
  for (let q = 0; q < items.length; q++) {
    const cosine = cosineOf(ours, 3 * from.items[q]!, theirs, 3 * items[q]!);
    sum += absolute ? Math.abs(cosine) : cosine;
  }
  return sum / items.length;
}

/** Returns the normals of all faces (zero for faces without area) or of all points. */
function normalsOf({ mesh, set }: Prepared): ArrayLike<number> {
  if (mesh === undefined) return set?.normals ?? [];
  const normals = new Float64Array(mesh.indices.length);
  const normal = new Float64Array(3);
  for (let face = 0; 3 * face < normals.length; face++) {
    const length = crossOf(mesh, face, normal);
    if (length > 0) for (let axis = 0; axis < 3; axis++) normals[3 * face + axis] = normal[axis]! / length;
  }
  return normals;
}

/** Returns the nearest face that has an area, per point. */
function withNormals(from: Prepared, mesh: TriangleMesh, items: Uint32Array, normals: ArrayLike<number>): Uint32Array {
  const hasNone = (face: number) =>
    normals[3 * face] === 0 && normals[3 * face + 1] === 0 && normals[3 * face + 2] === 0;
  const open = from.order().filter((q) => hasNone(items[q]!));
  if (open.length === 0) return items;
  const solid = Uint32Array.from({ length: mesh.indices.length / 3 }, (_, face) => face).filter(
    (face) => !hasNone(face),
  );
  const indices = new Uint32Array(3 * solid.length);
  for (let n = 0; n < indices.length; n++) indices[n] = mesh.indices[3 * solid[Math.floor(n / 3)]! + (n % 3)]!;
  const again = faceTarget({ positions: mesh.positions, indices }, undefined).nearest(from.queries, open).items;
  const answer = items.slice();
  for (const q of open) answer[q] = solid[again[q]!]!;
  return answer;
}

/** Returns the cosine of the angle between two vectors; exactly 1 for equal ones, since √(s · s) is exactly s. */
function cosineOf(u: ArrayLike<number>, i: number, v: ArrayLike<number>, j: number): number {
  const [ux, uy, uz] = [u[i]!, u[i + 1]!, u[i + 2]!];
  const [vx, vy, vz] = [v[j]!, v[j + 1]!, v[j + 2]!];
  const lengths = Math.sqrt((ux * ux + uy * uy + uz * uz) * (vx * vx + vy * vy + vz * vz));
  return Math.min(1, Math.max(-1, (ux * vx + uy * vy + uz * vz) / lengths));
}
