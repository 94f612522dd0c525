// Converts the 33 points of BlazePose to the 16 landmarks of MPII: linear combinations, fitted on renders.
import { LANDMARK_NAMES } from '@vrn/voxel';

/** Indices of BlazePose's points by name: of the person's right, then left side. */
const POINTS = {
  nose: [0, 0],
  eye: [5, 2],
  ear: [8, 7],
  mouth: [10, 9],
  shoulder: [12, 11],
  elbow: [14, 13],
  wrist: [16, 15],
  pinky: [18, 17],
  index: [20, 19],
  hip: [24, 23],
  knee: [26, 25],
  ankle: [28, 27],
  toe: [32, 31],
} as const;

/** Weights of points on the landmark's side, of points on the other side, and of the means of both. */
interface Weights {
  readonly own?: Readonly<Partial<Record<keyof typeof POINTS, number>>>;
  readonly other?: Readonly<Partial<Record<keyof typeof POINTS, number>>>;
  readonly both?: Readonly<Partial<Record<keyof typeof POINTS, number>>>;
}

/**
 * Weights for positions in the picture; for each landmark they sum to 1. They minimise the distances (with a slight
 * penalty for large weights) on 114 renders of dressed people in motion, turned by up to 100°, seen by cameras of
 * −15..30° elevation and 15..50° field of view. Some renders have their own backgrounds, others flat, graded or
 * patterned ones. Of 120 renders, the six on which BlazePose failed were left out. BlazePose has no landmarks for the
 * top of the head and the neck.
 */
const POSITIONS: Readonly<Record<string, Weights>> = {
  ankle: { own: { ankle: 1.12, knee: -0.07, toe: -0.05 } },
  knee: { own: { knee: 0.97, hip: 0.01, ankle: 0.02 } },
  hip: { own: { hip: 1.18, shoulder: -0.02, knee: -0.11 }, other: { shoulder: -0.05 } },
  wrist: { own: { wrist: 0.7, elbow: 0.09, index: 0.06, pinky: 0.15 } },
  elbow: { own: { elbow: 1.05, shoulder: -0.06, wrist: 0.01 } },
  shoulder: { own: { shoulder: 0.89, elbow: 0.09, hip: 0.03 }, other: { shoulder: -0.01 } },
  pelvis: { both: { hip: 1.21, shoulder: -0.08, knee: -0.13 } },
  thorax: { both: { shoulder: 0.94, ear: 0.13, mouth: -0.07 } },
  'upper neck': { both: { shoulder: 0.75, hip: -0.18, ear: 0.3, mouth: 0.06, nose: 0.07 } },
  'head top': { both: { ear: 2.11, eye: 0.08, nose: -0.24, mouth: -0.45, shoulder: -0.5 } },
};

/** Distributes a weight over the points of the head: nose, eyes and ears. */
const head = (weight: number) => ({ nose: 0.2 * weight, eye: 0.4 * weight, ear: 0.4 * weight });

/**
 * Weights for depths behind the pelvis, from BlazePose's depths behind the middle of the hips. They minimise the
 * absolute errors (with a slight penalty for large weights) on the renders of `POSITIONS` and 96 others on flat greys.
 * BlazePose's depths vary less than the true ones, and so, to a smaller degree, do the fitted depths. The weights are
 * therefore divided by the square root of the slope of fitted against true depths, so that the depths of each landmark
 * vary about as much as the true ones.
 */
const DEPTHS: Readonly<Record<string, Weights>> = {
  ankle: {
    own: { shoulder: -0.49, elbow: -0.23, wrist: 0.19, hip: 0.18, knee: 0.24, ankle: 0.47, toe: 0.57 },
    other: { shoulder: -0.02, knee: -0.24, ankle: 0.06 },
    both: head(-0.1),
  },
  knee: {
    own: { shoulder: -0.33, elbow: -0.3, wrist: 0.29, hip: 0.31, knee: 0.83, ankle: -0.12, toe: 0.35 },
    other: { shoulder: -0.11, knee: 0.11, ankle: -0.1 },
    both: head(0.27),
  },
  hip: {
    own: { shoulder: 0.08, elbow: 0.03, hip: 0.55, knee: 0.04, ankle: -0.01 },
    other: { shoulder: -0.11, knee: -0.04, ankle: 0.02 },
  },
  wrist: {
    own: { shoulder: 0.05, elbow: 0.2, wrist: 0.7, hip: 0.61, knee: -0.09, ankle: -0.19, toe: 0.13 },
    other: { shoulder: -0.47, knee: 0.26 },
    both: head(0.42),
  },
  elbow: {
    own: { shoulder: 0.44, elbow: 0.45, wrist: 0.15, hip: 0.66, knee: -0.2, ankle: 0.02, toe: -0.04 },
    other: { shoulder: -0.1, knee: -0.05, ankle: 0.05 },
    both: head(0.02),
  },
  shoulder: {
    own: { shoulder: 0.61, elbow: 0.26, wrist: -0.06, hip: 0.58, knee: -0.08, ankle: -0.04, toe: -0.05 },
    other: { shoulder: 0.16, knee: -0.07, ankle: -0.05 },
    both: head(0.18),
  },
  pelvis: {},
  thorax: { both: { ...head(0.2), shoulder: 1.19, knee: -0.17, ankle: -0.13, wrist: -0.11 } },
  'upper neck': { both: { ...head(0.4), shoulder: 1.33, knee: -0.12, ankle: -0.17, wrist: -0.1 } },
  'head top': { both: { ...head(0.56), shoulder: 1.67, knee: -0.19, ankle: -0.11, wrist: -0.24 } },
};

/** For each landmark of MPII, the list of `[point, weight]` whose weighted sum it is. */
type Rows = readonly (readonly (readonly [point: number, weight: number])[])[];

const POSITION_ROWS = rowsOf(POSITIONS);
const DEPTH_ROWS = rowsOf(DEPTHS);

/** Computes positions of the 16 landmarks along one axis of the picture from those of the 33 points. */
export const combinePositions = (values: readonly number[]): number[] => combine(POSITION_ROWS, values);

/** Computes depths of the 16 landmarks behind the pelvis from those of the 33 points. */
export const combineDepths = (depths: readonly number[]): number[] => combine(DEPTH_ROWS, depths);

/** Returns the points on which a landmark mostly depends: those with at least a third of the largest weight. */
export const mainPoints = (landmark: number): number[] => {
  const row = POSITION_ROWS[landmark]!;
  const largest = Math.max(...row.map(([, weight]) => weight));
  return row.filter(([, weight]) => weight >= largest / 3).map(([point]) => point);
};

const combine = (rows: Rows, values: readonly number[]): number[] =>
  rows.map((row) => row.reduce((sum, [point, weight]) => sum + weight * values[point]!, 0));

function rowsOf(table: Readonly<Record<string, Weights>>): Rows {
  return LANDMARK_NAMES.map((name) => {
    const isLeft = name.startsWith('left ');
    const { own = {}, other = {}, both = {} } = table[name.replace(/^(left|right) /, '')]!;
    const row: [number, number][] = [];
    const add = (weights: NonNullable<Weights['own']>, sides: readonly (0 | 1)[]): void => {
      for (const [point, weight] of Object.entries(weights)) {
        for (const side of sides) row.push([POINTS[point as keyof typeof POINTS][side], weight / sides.length]);
      }
    };
    add(own, [isLeft ? 1 : 0]);
    add(other, [isLeft ? 0 : 1]);
    add(both, [0, 1]);
    return row;
  });
}
