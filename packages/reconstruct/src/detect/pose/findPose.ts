// Finds the points of a person's body, their depths and the person's segmentation, with BlazePose.
import type { Square } from '@vrn/voxel';
import { type PersonMask, personMask } from '../../crop/mask.js';
import type { Photo } from '../../crop/picture.js';
import { cutTurned, fromTurned, type TurnedSquare } from '../../crop/turnedSquare.js';
import { type Joint, SURE, TRUNK } from '../joints/findJoints.js';
import type { Detectors } from '../models/detectors.js';

/** A point of the body that BlazePose detects. */
export interface PosePoint {
  /** In pixels of the picture, integers at pixel centres. */
  readonly row: number;
  readonly column: number;
  /** Depth behind the middle of the hips, in pixels of the picture. */
  readonly depth: number;
  /** Probability that the point is within the view, 0..1. */
  readonly presence: number;
  /** Probability that the point is within the view and nothing hides it, 0..1. */
  readonly visibility: number;
}

export interface Pose {
  /** The 33 points of BlazePose. */
  readonly points: readonly PosePoint[];
  /** Coverage over the square that was searched; it may include other people. */
  readonly segmentation: PersonMask;
  /** BlazePose's probability that the view from which the points are taken shows a person, 0..1. */
  readonly certainty: number;
}

/** Pixels per side of BlazePose's input and of its segmentation. */
const INPUT = 256;

/** Number of points of the body, and the indices of the two points that follow them and define the next square. */
const POINTS = 33;
const CENTRE = 33;
const RIM = 34;

/** Number of values per point: column, row, depth, and the logits of visibility and presence. */
const VALUES = 5;

/** Factor that enlarges the square around the circle that encloses the body, as in BlazePose's own pipeline. */
const MARGIN = 1.25;

/** Range of the second square's side, relative to the first; outside it, the first result is kept. */
const MIN_CHANGE = 0.3;
const MAX_CHANGE = 2;

/** Minimum certainty at which a view is accepted without trying further quarter turns. */
const MIN_CERTAINTY = 0.5;

/** A clockwise quarter turn, in radians. */
const QUARTER = Math.PI / 2;

/** Points whose extents in the picture and in metres are compared: nose, ears, and joints from shoulders to ankles. */
const SIZE_POINTS = [0, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28];

/**
 * Finds the pose of the person in a square.
 *
 * BlazePose runs on the given square, then on a square as in its training data, with the middle of the person in the
 * centre and the trunk upright; two auxiliary points of the first run define it. Without a plausible second square, the
 * first result is kept. The first view is rotated by quarter turns if the joints show a person who lies or is upside
 * down, or if BlazePose sees a person only in a rotated view. The segmentation is that of the given square.
 *
 * Depths are the model's metres times the ratio of the body's extent in the picture to its extent in metres, so they
 * need no assumption about the person's height.
 */
export async function findPose(
  photo: Photo,
  square: Square,
  { joints, detectors }: { readonly joints: readonly Joint[]; readonly detectors: Detectors },
): Promise<Pose> {
  const { view: first, turns } = await firstLook(photo, square, { joints, detectors });
  const next = nextSquare(first);
  const change = next.side / square.side;
  const isPlausible = change >= MIN_CHANGE && change <= MAX_CHANGE;
  const last = isPlausible ? await look(photo, next, detectors) : first;
  const segmentation = personMask(turnedBack(first.segmentation, turns), INPUT, square);
  return { points: pointsOf(last), segmentation, certainty: last.certainty };
}

/** Returns the first of four views, rotated by quarter turns, that shows a person, or else the most certain one. */
async function firstLook(
  photo: Photo,
  square: Square,
  { joints, detectors }: { readonly joints: readonly Joint[]; readonly detectors: Detectors },
): Promise<{ view: View; turns: number }> {
  const likely = quarterTurns(joints);
  let best: { view: View; turns: number } | undefined;
  for (const turns of [likely, ...[0, 2, 1, 3].filter((each) => each !== likely)]) {
    const view = await look(photo, turned(square, turns), detectors);
    if (best === undefined || view.certainty > best.view.certainty) best = { view, turns };
    if (best.view.certainty >= MIN_CERTAINTY) break;
  }
  return best!;
}

/** Outputs of the model on a view. */
interface View {
  readonly from: TurnedSquare;
  readonly points: Float32Array;
  /** 39 × (column, row, depth) in metres from the middle of the hips, along the axes of the view. */
  readonly metres: Float32Array;
  readonly segmentation: Float32Array;
  /** Probability that the view shows a person, 0..1. */
  readonly certainty: number;
}

async function look(photo: Photo, from: TurnedSquare, detectors: Detectors): Promise<View> {
  const [segmentation, points, metres, certainty] = await detectors.run(
    'blazepose-full',
    cutTurned(photo, from, INPUT),
    {
      scale: 1 / 255,
      shift: 0,
      outputs: ['Identity_1', 'Identity_2', 'Identity_4', 'Identity_3'],
    },
  );
  return { from, points: points!, metres: metres!, segmentation: segmentation!, certainty: certainty![0]! };
}

/**
 * Returns the number of clockwise quarter turns of the view, 0..3, with which the trunk is closest to upright in it; 0
 * unless all four joints of the trunk are confident.
 */
function quarterTurns(joints: readonly Joint[]): number {
  const trunk = TRUNK.map((joint) => joints[joint]);
  if (!trunk.every((joint) => joint !== undefined && joint.score > SURE)) return 0;
  const [left, right, leftHip, rightHip] = trunk as readonly Joint[] as [Joint, Joint, Joint, Joint];
  const down = left.row + right.row - leftHip.row - rightHip.row;
  const across = left.column + right.column - leftHip.column - rightHip.column;
  return (Math.round(Math.atan2(across, -down) / QUARTER) + 4) % 4;
}

const turned = ({ left, top, side }: Square, turns: number): TurnedSquare => ({
  centre: { row: top + side / 2 - 0.5, column: left + side / 2 - 0.5 },
  side,
  angle: turns * QUARTER,
});

/** Rotates a map of a rotated view back to the axes of the picture. */
function turnedBack(map: Float32Array, turns: number): Float32Array {
  if (turns === 0) return map;
  const last = INPUT - 1;
  return map.map((_, at) => {
    const [i, j] = [Math.floor(at / INPUT), at % INPUT];
    if (turns === 1) return map[(last - j) * INPUT + i]!;
    return turns === 2 ? map[(last - i) * INPUT + last - j]! : map[j * INPUT + last - i]!;
  });
}

/** Returns the position of a point in the picture. */
const placeOf = ({ from, points }: View, point: number) =>
  fromTurned(from, points[VALUES * point + 1]! / INPUT - 0.5, points[VALUES * point]! / INPUT - 0.5);

/** Returns the square around the body, rotated so that the trunk is upright in it. */
function nextSquare(view: View): TurnedSquare {
  const [centre, rim] = [placeOf(view, CENTRE), placeOf(view, RIM)];
  const [down, across] = [rim.row - centre.row, rim.column - centre.column];
  return { centre, side: 2 * MARGIN * Math.hypot(down, across), angle: Math.atan2(across, -down) };
}

function pointsOf(view: View): PosePoint[] {
  const { points, metres } = view;
  const pixels = pixelsPerMetre(view);
  return Array.from({ length: POINTS }, (_, point) => ({
    ...placeOf(view, point),
    depth: metres[3 * point + 2]! * pixels,
    visibility: sigmoid(points[VALUES * point + 3]!),
    presence: sigmoid(points[VALUES * point + 4]!),
  }));
}

/** Returns the ratio of the body's extent in the picture to its extent in metres, both in the plane of the picture. */
function pixelsPerMetre({ from, points, metres }: View): number {
  const extent = (values: Float32Array, stride: number): number => {
    let sum = 0;
    for (const axis of [0, 1]) {
      const along = SIZE_POINTS.map((point) => values[stride * point + axis]!);
      const mean = along.reduce((total, value) => total + value, 0) / along.length;
      for (const value of along) sum += (value - mean) ** 2;
    }
    return Math.sqrt(sum);
  };
  const inMetres = extent(metres, 3);
  return inMetres > 0 ? (extent(points, VALUES) / inMetres) * (from.side / INPUT) : 0;
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
