// Finds the joints of a body in space: positions in the picture from landmarks, depths from volume and landmarks.
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

/** Indices of landmarks, `[right, left]` for joints in pairs. */
const HIPS = [2, 3] as const;
const SHOULDERS = [12, 13] as const;
const ELBOWS = [11, 14] as const;
const [PELVIS, THORAX] = [6, 7] as const;

/** Minimum occupancy of a filled voxel. */
const FILLED = 0.5;

/** Half the side of the square around a landmark in which the body is searched for, as a fraction of the rows. */
const SEARCH_RADIUS = 0.04;

/**
 * Thickness along the line of sight at wrists, elbows, shoulders, ankles and knees, as fractions of the rows. Where the
 * filled run is more than twice as thick, or 1.5 times if the landmark's depth is known, the limb touches another
 * part of the body, and the thickness in this table is assumed.
 */
const LIMB: ReadonlyMap<number, number> = new Map([
  ...([0, 5] as const).map((joint) => [joint, 0.05] as const),
  ...([1, 4] as const).map((joint) => [joint, 0.06] as const),
  ...([10, 15] as const).map((joint) => [joint, 0.03] as const),
  ...([11, 14] as const).map((joint) => [joint, 0.045] as const),
  ...([12, 13] as const).map((joint) => [joint, 0.06] as const),
]);

/**
 * Distance of the pelvis joint from the middle of the body towards the person's back, as a fraction of the body's
 * thickness: mean of 50 people.
 */
const PELVIS_BEHIND = 0.05;

/** Depth of a shoulder joint under the skin of a body seen from the side, as a fraction of the rows. */
const SHOULDER_DEPTH = 0.026;

/**
 * Maximum difference between the landmark's depth of a shoulder and the depth computed from the skin, as a fraction of
 * the rows: two standard deviations of the landmark's depth. If the difference is larger, another part of the body is
 * in front of the shoulder or behind it.
 */
const SHOULDER_DOUBT = 0.08;

/** Distance from shoulder to elbow in the picture below which the arm hides the shoulder, as a fraction of the rows. */
const REACHING = 0.06;

/**
 * Sines of the angle between the line through the shoulders and the picture plane: up to the first, shoulders are not
 * corrected; from the second, they are corrected fully.
 */
const TURNED = [0.1, 0.4] as const;

/** A joint, with the filled run that was chosen on its line of sight. */
interface Sight {
  readonly row: number;
  readonly column: number;
  readonly run: Run;
  /** Depth as a fractional slice. */
  slice: number;
}

/**
 * Returns the 16 joints in the frame of the mesh; undefined for landmarks that are missing, and for those with no body
 * on the lines of sight near them.
 *
 * The depth is the middle of a run of filled voxels on the line of sight of the landmark or, if that has none, on the
 * nearest one that has. Of several runs, the one whose middle is nearest to the landmark's depth is used or, if that
 * depth is unknown, the one nearest to the camera. Where a limb touches a part of the body in front of it or behind it,
 * the landmark's depth is used, clamped to at least half the limb's thickness inside the run; if the depth is unknown,
 * the joint is half the limb's thickness behind the front of the run.
 *
 * Bodies seen from the side have hips and shoulders far from the middle of the run. Where landmarks have depths, hips
 * and pelvis are therefore at these depths, which detectors find to about a centimetre, clamped to the run. If the
 * depths of both shoulders are known and the body is turned, the shoulders are moved to a fixed depth under the skin,
 * partly or, if it is turned far, completely: the nearer shoulder behind the front of its run, the farther one in front
 * of the back of its run. A shoulder that another part of the body hides is not moved. In all cases, the thorax is at
 * the mean depth of the shoulders, if both are known.
 *
 * @throws {VolumetricError} `bad-landmarks`
 */
export function jointsOf({ volume, grid, camera, landmarks, square }: Posed): (Triple | undefined)[] {
  check(landmarks.length === 16, 'bad-landmarks', () => {
    return `measure: landmarks must be 16 points, got ${landmarks.length}`;
  });
  const rows = volume.shape[0]!;
  const places = landmarksIn(landmarks, square, rows);
  const depths = landmarks.map((landmark) => {
    const depth = (landmark as readonly (number | undefined)[])[3];
    return depth !== undefined && Number.isFinite(depth) ? depth * rows : undefined;
  });
  const across = places[HIPS[1]]![1] - places[HIPS[0]]![1];
  const facing = across / (Math.hypot(across, (depths[HIPS[1]] ?? 0) - (depths[HIPS[0]] ?? 0)) || 1);
  const pelvis = pelvisSlice(volume, places[PELVIS]!, Number.isFinite(facing) ? facing : 0);
  const known = depths.map((depth) => (depth === undefined ? undefined : pelvis + depth));
  const sights = places.map(([row, column, confidence], joint): Sight | undefined => {
    if (!((confidence ?? 1) > 0) || !Number.isFinite(row) || !Number.isFinite(column)) return undefined;
    const place = filledNear(volume, row, column);
    if (place === undefined) return undefined;
    const run = runOf(runsAt(volume, ...place), known[joint]);
    return { row, column, run, slice: middleOf(run, { rows, joint, known: known[joint] }) };
  });
  placeHips(sights, known);
  placeShoulders(sights, known, rows);
  placeThorax(sights);
  return sights.map((sight) => {
    return sight && toMesh(indexToWorld(grid, [sight.row, sight.column, sight.slice]), grid, camera);
  });
}

type Known = readonly (number | undefined)[];

/** Puts hips and pelvis at their landmarks' depths where these are known, clamped to the run. */
function placeHips(sights: readonly (Sight | undefined)[], known: Known): void {
  for (const joint of [...HIPS, PELVIS]) {
    const [sight, depth] = [sights[joint], known[joint]];
    if (sight !== undefined && depth !== undefined) sight.slice = Math.max(sight.run[0], Math.min(sight.run[1], depth));
  }
}

/** Moves shoulders of a body that is turned sideways towards `SHOULDER_DEPTH` under the skin of their own side. */
function placeShoulders(sights: readonly (Sight | undefined)[], known: Known, rows: number): void {
  const [right, left] = SHOULDERS.map((joint) => sights[joint]);
  const [rightDepth, leftDepth] = SHOULDERS.map((joint) => known[joint]);
  if (right === undefined || left === undefined || rightDepth === undefined || leftDepth === undefined) return;
  const width = Math.hypot(right.row - left.row, right.column - left.column);
  const sine = (leftDepth - rightDepth) / (Math.hypot(leftDepth - rightDepth, width) || 1);
  const share = Math.max(0, Math.min(1, (Math.abs(sine) - TURNED[0]) / (TURNED[1] - TURNED[0])));
  const middle = ([first, last]: Run): number => (first + last) / 2;
  const skin = SHOULDER_DEPTH * rows - 0.5;
  for (const [n, sight] of [right, left].entries()) {
    const isNear = sine > 0 === (n === 0);
    const { run } = sight;
    const depth = isNear ? Math.min(middle(run), run[0] + skin) : Math.max(middle(run), run[1] - skin);
    const elbow = sights[ELBOWS[n]!];
    const isHidden = elbow && Math.hypot(elbow.row - sight.row, elbow.column - sight.column) < REACHING * rows;
    if (isHidden || Math.abs(depth - [rightDepth, leftDepth][n]!) > SHOULDER_DOUBT * rows) continue;
    sight.slice += share * (depth - sight.slice);
  }
}

/** Puts the thorax at the mean depth of the shoulders, because the chin or an arm may be on its line of sight. */
function placeThorax(sights: readonly (Sight | undefined)[]): void {
  const [thorax, right, left] = [sights[THORAX], ...SHOULDERS.map((joint) => sights[joint])];
  if (thorax && right && left) thorax.slice = (right.slice + left.slice) / 2;
}

/**
 * Returns the slice of the pelvis, the origin of landmarks' depths; the middle slice if there is no body near it.
 *
 * @param facing  cosine of the person's turn: 1 faces the camera, −1 shows the back.
 */
function pelvisSlice(volume: View, [row, column]: Landmark, facing: number): number {
  const place = Number.isFinite(row) && Number.isFinite(column) ? filledNear(volume, row, column) : undefined;
  if (place === undefined) return (volume.shape[2]! - 1) / 2;
  const [first, last] = runsAt(volume, ...place).reduce((best, run) =>
    run[1] - run[0] > best[1] - best[0] ? run : best,
  );
  return (first + last) / 2 + PELVIS_BEHIND * facing * (last - first + 1);
}

type Run = readonly [first: number, last: number];

/** Returns row and column of the nearest line of sight with filled voxels; undefined if the search square has none. */
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

/** Returns the run whose middle is nearest to a depth or, if that is unknown, the run nearest to the camera. */
function runOf(runs: readonly Run[], known: number | undefined): Run {
  if (known === undefined) return runs[0]!;
  const distance = ([first, last]: Run): number => Math.abs((first + last) / 2 - known);
  return runs.reduce((best, run) => (distance(run) < distance(best) ? run : best));
}

function middleOf(
  [first, last]: Run,
  { rows, joint, known }: { readonly rows: number; readonly joint: number; readonly known: number | undefined },
): number {
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
