// Measures lean and turn of a body: slopes of its depth down the trunk and legs, and across the shoulders.
import { LANDMARK_NAMES, type View } from '@vrn/voxel';
import { longestMiddle, nearestMiddle, runsOf } from './columns.js';
import type { Seen } from './joints.js';
import type { Scale } from './scale.js';

/**
 * Angles in degrees. An angle is undefined if fewer than three lines of sight meet the body, or if they are too close
 * together.
 */
export interface Attitude {
  /** Lean of the body; positive if the head is nearer to the camera than the feet. */
  readonly lean?: number;
  /** Turn of the body, −180..180; positive to the person's left, as in `drawn.turn`. */
  readonly turn?: number;
}

const number = (name: (typeof LANDMARK_NAMES)[number]): number => LANDMARK_NAMES.indexOf(name);

/** Bones along which depths are measured for the lean: first landmark, last landmark and number of points. */
const UPRIGHT = [
  [number('thorax'), number('pelvis'), 12],
  [number('right hip'), number('right knee'), 6],
  [number('right knee'), number('right ankle'), 6],
  [number('left hip'), number('left knee'), 6],
  [number('left knee'), number('left ankle'), 6],
] as const;

const SHOULDERS = [[number('right shoulder'), number('left shoulder'), 9]] as const;

/** Minimum extent of the points: for lean as a fraction of the grid's rows, for turn as a fraction of its columns. */
const MIN_SPREAD = { lean: 0.15, turn: 0.04 } as const;

interface Point {
  readonly row: number;
  readonly column: number;
}

/**
 * Measures the attitude of the true and the predicted body on the same lines of sight: those of points on the bones of
 * trunk and legs, and between the shoulders. On each, the depth of the true body is the middle of its longest run, and
 * that of the prediction the middle of the run nearest to it. Straight lines are fitted by least squares: of depth over
 * row for the lean, and of depth over column for the turn. Equal volumes have equal attitudes.
 *
 * @param seen  the 16 landmarks in rows and columns of the volume.
 */
export function attitudes(
  prediction: View,
  truth: View,
  { seen, scale }: { readonly seen: readonly Seen[]; readonly scale: Scale },
): { readonly prediction: Attitude; readonly truth: Attitude } {
  const [rows, columns] = truth.shape as [number, number, number];
  const down = depthsOn(pointsOn(seen, UPRIGHT), prediction, truth);
  const across = depthsOn(pointsOn(seen, SHOULDERS), prediction, truth);
  const [right, left] = [seen[SHOULDERS[0][0]], seen[SHOULDERS[0][1]]];
  const direction = right && left && left.column < right.column ? -1 : 1;
  const of = (which: 'prediction' | 'truth'): Attitude => {
    const fall = slope(down, ({ row }) => row, { which, least: MIN_SPREAD.lean * rows });
    const skew = slope(across, ({ column }) => column, { which, least: MIN_SPREAD.turn * columns });
    return {
      ...(fall !== undefined && { lean: degrees(Math.atan2(fall * scale.slice, scale.row)) }),
      ...(skew !== undefined && {
        turn: degrees(Math.atan2(direction * skew * scale.slice, direction * scale.column)),
      }),
    };
  };
  return { prediction: of('prediction'), truth: of('truth') };
}

/** Returns the difference a − b of two angles in degrees, wrapped to [−180, 180). */
export const angleBetween = (a: number, b: number): number => ((((a - b + 180) % 360) + 360) % 360) - 180;

const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Returns points spread evenly over the bones whose ends are both seen, ends included. */
function pointsOn(seen: readonly Seen[], bones: readonly (readonly [number, number, number])[]): Point[] {
  return bones.flatMap(([from, to, count]) => {
    const [a, b] = [seen[from], seen[to]];
    if (a === undefined || b === undefined) return [];
    return Array.from({ length: count }, (_, n) => {
      const share = n / (count - 1);
      return { row: a.row + share * (b.row - a.row), column: a.column + share * (b.column - a.column) };
    });
  });
}

interface Depths extends Point {
  readonly truth: number;
  readonly prediction: number | undefined;
}

function depthsOn(points: readonly Point[], prediction: View, truth: View): Depths[] {
  return points.flatMap(({ row, column }) => {
    const middle = longestMiddle(runsOf(truth, row, column));
    if (middle === undefined) return [];
    return [{ row, column, truth: middle, prediction: nearestMiddle(runsOf(prediction, row, column), middle) }];
  });
}

/**
 * Returns the slope in slices per row or column, by least squares; undefined for fewer than three points, or if the
 * points span less than `least` along the axis.
 */
function slope(
  depths: readonly Depths[],
  along: (point: Point) => number,
  { which, least }: { readonly which: 'prediction' | 'truth'; readonly least: number },
): number | undefined {
  const pairs = depths.flatMap((each) => {
    const depth = each[which];
    // Lines of sight run through voxel centres.
    return depth === undefined ? [] : [[Math.round(along(each)), depth] as const];
  });
  const places = pairs.map(([place]) => place);
  if (pairs.length < 3 || Math.max(...places) - Math.min(...places) < least) return undefined;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(places), mean(pairs.map(([, depth]) => depth))];
  const cross = pairs.reduce((sum, [place, depth]) => sum + (place - x) * (depth - y), 0);
  return cross / places.reduce((sum, place) => sum + (place - x) ** 2, 0);
}
