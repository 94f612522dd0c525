// Finds every person in a picture once, by the joints: in the complete picture, then in smaller overlapping views.
import type { Landmark, Square } from '@vrn/voxel';
import type { Photo } from '../../crop/picture.js';
import type { Detectors } from '../models/detectors.js';
import { certainty, findJoints, isPerson, type Joint, SURE, searchSquare, sureOf } from './findJoints.js';
import { distanceTo, landmarksOfJoints, type Skeleton, skeletonOf } from './skeleton.js';

/** A person found by joints, with the square around the joints. */
export interface Candidate {
  /** The 17 joints of COCO, in pixels of the picture. */
  readonly joints: readonly Joint[];
  /** Square in which to search for landmarks and mask. */
  readonly square: Square;
  /** MPII landmarks estimated from the joints. */
  readonly landmarks: readonly Landmark[];
  readonly skeleton: Skeleton;
  /** Sum of the joints' scores times the side of the square; people are ordered by it. */
  readonly score: number;
}

/** Yields to other tasks; rejects when the caller has aborted. */
export type Pause = () => Promise<void>;

/** Minimum number of confident joints in a view that is examined more closely. */
const MIN_FIRST_JOINTS = 3;

/** Maximum number of people per view, and per picture. */
const MAX_PER_VIEW = 4;
const MAX_PEOPLE = 24;

/** Maximum number of views per scale. */
const MAX_VIEWS = 30;

/**
 * Sides of the smaller views, as fractions of the picture's shorter side. `SMALL_SCALE` is used only if nobody was
 * found before.
 */
const SCALES = [1, 0.6] as const;
const SMALL_SCALE = 0.35;

/**
 * Side of the views of the last search, relative to the median side of the squares around the people found. This search
 * takes place only if at least `MIN_GROUP` people were found and its views are smaller than those of `SCALES`.
 */
const GROUP_VIEW = 1.6;
const MIN_GROUP = 3;

/** Minimum similarity of two sets of joints of the same person, 0..1. */
const MIN_SIMILARITY = 0.4;

/** Joints belong to a known person if more than this fraction of the confident ones is within `MARGIN` of the limbs. */
const MAX_SHARED = 0.55;

/** Maximum distance of a joint from the surface of a person's limbs, in body heights. */
const MARGIN = 0.04;

/** Standard deviation of a joint between two detections of the same person, in body heights. */
const JITTER = 0.06;

/** Factor that enlarges the radius of limbs when people are painted over. */
const PAINT_FACTOR = 1.5;

/** Maximum distance between the edges of two squares that count as equal, as a fraction of the longer side. */
const SAME_SQUARE = 0.1;

/** A view is searched if boxes around the people found cover at most this fraction of its part within the picture. */
const MAX_COVERED = 0.7;

/** Number of points per side at which the covered fraction of a view is sampled. */
const COVER_POINTS = 12;

/** Minimum sum of the 17 joints' scores at which a second detection in almost the same square is skipped. */
const CERTAIN = 11;

/** Joints of a closer view replace the best so far if the sum of their scores exceeds this fraction of the best sum. */
const MIN_CLOSER_CERTAINTY = 0.9;

/**
 * Finds people by their joints, in descending order of their score.
 *
 * MoveNet detects the most central person of a view. That person is painted over and the view is searched again, until
 * no new person is detected, the view has been searched `MAX_PER_VIEW` times, or `MAX_PEOPLE` were found.
 *
 * @param pause  awaited before every run of MoveNet; rejects when the caller has aborted.
 */
export async function findCandidates(photo: Photo, detectors: Detectors, pause: Pause): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const search = async (views: readonly Square[]): Promise<void> => {
    for (const view of views) {
      if (covered(photo, view, found) > MAX_COVERED) continue;
      for (let n = 0; n < MAX_PER_VIEW && found.length < MAX_PEOPLE; n++) {
        await pause();
        const first = await findJoints(photo, view, detectors, (pixels) => hide(pixels, view, found));
        if (sureOf(first).length < MIN_FIRST_JOINTS || found.some((other) => isSame(first, other))) break;
        const joints = await closer(photo, { joints: first, view }, detectors, pause);
        if (!isPerson(joints) || found.some((other) => isSame(joints, other))) break;
        found.push(candidate(joints));
      }
    }
  };
  const short = Math.min(photo.rows, photo.columns);
  await search([wholeView(photo)]);
  for (const scale of SCALES) await search(tiles(photo, scale * short));
  if (found.length === 0) await search(tiles(photo, SMALL_SCALE * short));
  if (found.length >= MIN_GROUP) {
    const sides = found.map(({ square }) => square.side).toSorted((a, b) => a - b);
    const side = GROUP_VIEW * sides[sides.length >> 1]!;
    if (side < SCALES[1] * short) await search(tiles(photo, side));
  }
  return found.toSorted((a, b) => b.score - a.score);
}

/** Finds the person in a square that a caller passed; undefined if there is none. */
export async function candidateIn(photo: Photo, square: Square, detectors: Detectors): Promise<Candidate | undefined> {
  const joints = await findJoints(photo, square, detectors);
  return isPerson(joints) ? candidate(joints) : undefined;
}

function candidate(joints: readonly Joint[]): Candidate {
  const square = searchSquare(joints);
  const landmarks = landmarksOfJoints(joints);
  return { joints, square, landmarks, skeleton: skeletonOf(landmarks), score: certainty(joints) * square.side };
}

/**
 * Detects a person again in the square around the joints, up to twice. Stops earlier if the joints are certain and the
 * square hardly changes, or if fewer than `MIN_FIRST_JOINTS` joints are confident.
 */
async function closer(
  photo: Photo,
  { joints: first, view }: { readonly joints: Joint[]; readonly view: Square },
  detectors: Detectors,
  pause: Pause,
): Promise<Joint[]> {
  let best = first;
  let seen = view;
  for (let round = 0; round < 2 && sureOf(best).length >= MIN_FIRST_JOINTS; round++) {
    const square = searchSquare(best);
    if (certainty(best) >= CERTAIN && isNear(square, seen)) break;
    await pause();
    const next = await findJoints(photo, square, detectors);
    if (certainty(next) > MIN_CLOSER_CERTAINTY * certainty(best)) best = next;
    seen = square;
  }
  return best;
}

/** Returns whether corresponding edges of two squares are closer than `SAME_SQUARE` times the longer side. */
const isNear = (a: Square, b: Square): boolean =>
  [a.left - b.left, a.top - b.top, a.left + a.side - b.left - b.side, a.top + a.side - b.top - b.side].every(
    (gap) => Math.abs(gap) < SAME_SQUARE * Math.max(a.side, b.side),
  );

const wholeView = ({ rows, columns }: Photo): Square => {
  const side = Math.max(rows, columns);
  return { left: (columns - side) / 2, top: (rows - side) / 2, side };
};

/**
 * Returns squares of a given side that cover the picture; neighbours overlap by at least half. If there are more than
 * `MAX_VIEWS` squares, returns the first ones from the top.
 */
function tiles({ rows, columns }: Photo, side: number): Square[] {
  const starts = (length: number): number[] => {
    if (length <= side) return [(length - side) / 2];
    const steps = Math.ceil((length - side) / (0.5 * side));
    return Array.from({ length: steps + 1 }, (_, i) => (i * (length - side)) / steps);
  };
  // The view of the complete picture has been searched already.
  if (side >= Math.max(rows, columns)) return [];
  return starts(rows)
    .flatMap((top) => starts(columns).map((left) => ({ left, top, side })))
    .slice(0, MAX_VIEWS);
}

/**
 * Returns the fraction of a view that boxes around people cover, counting only the view's part within the picture; 1
 * for a view outside the picture.
 */
function covered({ rows, columns }: Photo, view: Square, people: readonly Candidate[]): number {
  const boxes = people.map(({ joints }) => boxAround(sureOf(joints)));
  let [inside, hidden] = [0, 0];
  for (let at = 0; at < COVER_POINTS ** 2; at++) {
    const row = view.top + ((Math.floor(at / COVER_POINTS) + 0.5) / COVER_POINTS) * view.side;
    const column = view.left + (((at % COVER_POINTS) + 0.5) / COVER_POINTS) * view.side;
    if (row < 0 || column < 0 || row >= rows || column >= columns) continue;
    inside++;
    if (boxes.some((box) => row > box.top && row < box.bottom && column > box.left && column < box.right)) hidden++;
  }
  return inside === 0 ? 1 : hidden / inside;
}

/** Returns the box around joints, grown on all sides by a tenth of its height, since head and feet extend farther. */
function boxAround(joints: readonly Joint[]): { top: number; bottom: number; left: number; right: number } {
  const [rows, columns] = [joints.map(({ row }) => row), joints.map(({ column }) => column)];
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
  const beyond = 0.1 * (bottom - top);
  return {
    top: top - beyond,
    bottom: bottom + beyond,
    left: Math.min(...columns) - beyond,
    right: Math.max(...columns) + beyond,
  };
}

/** Returns whether joints belong to a person who was found already. */
function isSame(joints: readonly Joint[], { joints: others, skeleton }: Candidate): boolean {
  const sure = sureOf(joints);
  const on = sure.filter(({ row, column }) => distanceTo(skeleton, row, column) < MARGIN);
  return similarity(joints, others) > MIN_SIMILARITY || on.length > MAX_SHARED * sure.length;
}

/**
 * Returns the similarity of two sets of joints, 0..1: the mean of exp(−d²/2) over the joints with scores above SURE in
 * both sets, or 0 for fewer than three such joints. Here d is the distance between the two positions of a joint,
 * divided by JITTER times the body's height, which is estimated as the larger side of the smallest squares around the
 * confident joints of each set.
 */
function similarity(a: readonly Joint[], b: readonly Joint[]): number {
  const height = Math.max(searchSquare(a).side, searchSquare(b).side) / 1.5;
  let [sum, count] = [0, 0];
  for (let j = 0; j < a.length; j++) {
    if (a[j]!.score <= SURE || b[j]!.score <= SURE) continue;
    const apart = Math.hypot(a[j]!.row - b[j]!.row, a[j]!.column - b[j]!.column) / (JITTER * height);
    sum += Math.exp(-(apart ** 2) / 2);
    count++;
  }
  return count < 3 ? 0 : sum / count;
}

/** Paints grey discs over the limbs of people in a view. */
function hide({ rows: size, data }: Photo, view: Square, people: readonly Candidate[]): void {
  const pixel = view.side / size;
  for (const { skeleton } of people) {
    for (const { from, to, radius } of skeleton.bones) {
      const length = Math.hypot(to.row - from.row, to.column - from.column);
      const steps = Math.ceil((2 * length) / radius) + 1;
      for (let step = 0; step <= steps; step++) {
        const t = step / steps;
        const row = (from.row + t * (to.row - from.row) + 0.5 - view.top) / pixel;
        const column = (from.column + t * (to.column - from.column) + 0.5 - view.left) / pixel;
        disc(data as Uint8Array, size, { row, column, radius: (PAINT_FACTOR * radius) / pixel });
      }
    }
  }
}

function disc(
  data: Uint8Array,
  size: number,
  { row, column, radius }: { row: number; column: number; radius: number },
) {
  const from = (value: number) => Math.max(0, Math.ceil(value - radius - 0.5));
  const to = (value: number) => Math.min(size - 1, Math.floor(value + radius - 0.5));
  for (let i = from(row); i <= to(row); i++) {
    for (let j = from(column); j <= to(column); j++) {
      if (Math.hypot(i + 0.5 - row, j + 0.5 - column) <= radius) {
        data.fill(128, (i * size + j) * 3, (i * size + j) * 3 + 3);
      }
    }
  }
}
