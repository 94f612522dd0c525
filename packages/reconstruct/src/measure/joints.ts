// Finds the joints of a body in space: each landmark in the plane, its depth from the volume.
import {
  check,
  fromViewFrame,
  type Grid,
  indexToWorld,
  type Landmark,
  type Square,
  type Triple,
  type View,
} from '@vrn/voxel';
import type { Camera } from '../body/camera.js';
import { landmarksIn } from '../crop/square.js';

/** The part of a `Body` from which joints are found. */
export interface Posed {
  readonly volume: View;
  readonly grid: Grid;
  readonly camera: Camera;
  readonly landmarks: readonly Landmark[];
  readonly square: Square;
}

/** Index of the pelvis among the landmarks. */
const PELVIS = 6;

/** Occupancy above which a voxel is filled. */
const FILLED = 0.5;

/** How far from a landmark the body is searched, as a fraction of the rows. */
const SEARCH_RADIUS = 0.04;

/**
 * Thickness along the line of sight at wrists, elbows, shoulders, ankles and knees, as fractions of the rows. Where the
 * filled run is more than twice as thick, or 1.5 times if the landmark's depth is known, the limb touches another
 * part of the body, and the thickness below is assumed.
 */
const LIMB: ReadonlyMap<number, number> = new Map([
  ...([0, 5] as const).map((joint) => [joint, 0.05] as const),
  ...([1, 4] as const).map((joint) => [joint, 0.06] as const),
  ...([10, 15] as const).map((joint) => [joint, 0.03] as const),
  ...([11, 14] as const).map((joint) => [joint, 0.045] as const),
  ...([12, 13] as const).map((joint) => [joint, 0.06] as const),
]);

/**
 * Returns the 16 joints in the frame of the mesh; undefined for landmarks that are missing or behind which there is no
 * body.
 *
 * The depth is the middle of the filled run on the line of sight. Of several runs it is the one nearest to the
 * landmark's depth, or, if that is not known, the one nearest to the camera. Where a limb touches a part of the body in
 * front of it or behind it, the landmark's depth is used, clamped to at least half the limb's thickness inside the run;
 * if it is not known, the joint is half the limb's thickness behind the front of the run.
 *
 * @throws {VolumetricError} `bad-landmarks`
 */
export function jointsOf({ volume, grid, camera, landmarks, square }: Posed): (Triple | undefined)[] {
  check(landmarks.length === 16, 'bad-landmarks', () => {
    return `measure: landmarks must be 16 points, got ${landmarks.length}`;
  });
  const rows = volume.shape[0]!;
  const depths = landmarks.map((landmark) => (landmark as readonly (number | undefined)[])[3]);
  const places = landmarksIn(landmarks, square, rows);
  const pelvis = pelvisSlice(volume, places[PELVIS]!);
  return places.map(([row, column, confidence], joint) => {
    if (!((confidence ?? 1) > 0) || !Number.isFinite(row) || !Number.isFinite(column)) return undefined;
    const place = filledNear(volume, row, column);
    if (place === undefined) return undefined;
    const depth = depths[joint];
    const known = depth !== undefined && Number.isFinite(depth) ? pelvis + depth * rows : undefined;
    const slice = middleOf(runsAt(volume, ...place), { rows, joint, known });
    return toMesh(indexToWorld(grid, [row, column, slice]), grid, camera);
  });
}

/** Returns the slice of the pelvis, the origin of landmarks' depths; the middle of the volume if it is missing. */
function pelvisSlice(volume: View, [row, column]: Landmark): number {
  const place = Number.isFinite(row) && Number.isFinite(column) ? filledNear(volume, row, column) : undefined;
  if (place === undefined) return (volume.shape[2]! - 1) / 2;
  const [first, last] = runsAt(volume, ...place).reduce((best, run) =>
    run[1] - run[0] > best[1] - best[0] ? run : best,
  );
  return (first + last) / 2;
}

type Run = readonly [first: number, last: number];

/** Returns the nearest line of sight with filled voxels. */
function filledNear(volume: View, row: number, column: number): [number, number] | undefined {
  const [rows, columns] = volume.shape as [number, number, number];
  const reach = Math.ceil(SEARCH_RADIUS * rows);
  let best: [number, number] | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = Math.max(0, Math.round(row) - reach); i <= Math.min(rows - 1, Math.round(row) + reach); i++) {
    for (let j = Math.max(0, Math.round(column) - reach); j <= Math.min(columns - 1, Math.round(column) + reach); j++) {
      const distance = Math.hypot(i - row, j - column);
      if (distance >= nearest || runsAt(volume, i, j).length === 0) continue;
      nearest = distance;
      best = [i, j];
    }
  }
  return best;
}

function runsAt({ data, shape, stride, offset }: View, row: number, column: number): Run[] {
  const runs: Run[] = [];
  let first = -1;
  for (let k = 0; k <= shape[2]!; k++) {
    const isFilled = k < shape[2]! && data[offset + row * stride[0]! + column * stride[1]! + k * stride[2]!]! >= FILLED;
    if (isFilled && first < 0) first = k;
    if (!isFilled && first >= 0) {
      runs.push([first, k - 1]);
      first = -1;
    }
  }
  return runs;
}

function middleOf(
  runs: readonly Run[],
  { rows, joint, known }: { readonly rows: number; readonly joint: number; readonly known: number | undefined },
): number {
  const middle = ([first, last]: Run): number => (first + last) / 2;
  const [first, last] =
    known === undefined
      ? runs[0]!
      : runs.reduce((best, run) => (Math.abs(middle(run) - known) < Math.abs(middle(best) - known) ? run : best));
  const limb = (LIMB.get(joint) ?? Number.POSITIVE_INFINITY) * rows;
  const thickness = (last - first + 1) / limb;
  if (thickness <= (known === undefined ? 2 : 1.5)) return (first + last) / 2;
  return Math.max(first + limb / 2, Math.min(last - limb / 2, known ?? first));
}

/** Maps a point of the view frame to the frame of the mesh. */
function toMesh(point: Triple, grid: Grid, { fieldOfView, viewToMesh: m }: Camera): Triple {
  const one = { positions: Float32Array.from(point), indices: new Uint32Array(0) };
  const [x, y, z] = fromViewFrame(one, { grid, fov: fieldOfView }).positions as unknown as Triple;
  const row = (n: number) => m[n]! * x + m[4 + n]! * y + m[8 + n]! * z + m[12 + n]!;
  return [row(0), row(1), row(2)];
}
