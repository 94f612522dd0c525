// Every person of a picture by their joints: coarsely in overlapping views, then closer, each person once.
import type { Landmark, Square } from '@vrn/voxel';
import type { Photo } from '../crop/picture.js';
import type { Detectors } from './detectors.js';
import { certainty, findJoints, isPerson, type Joint, SURE, searchSquare, sureOf } from './findJoints.js';
import { distanceTo, landmarksOfJoints, type Skeleton, skeletonOf } from './skeleton.js';

/** A person as seen at first: joints, and the square around them. */
export interface Candidate {
  /** The 17 of COCO, in pixels of the picture. */
  readonly joints: readonly Joint[];
  /** In which landmarks and mask are found. */
  readonly square: Square;
  /** MPII landmarks that the joints tell. */
  readonly landmarks: readonly Landmark[];
  readonly skeleton: Skeleton;
  /** Certainty times size: people are ordered by it. */
  readonly score: number;
}

/** Lets other work run; rejects when the caller has aborted. */
export type Pause = () => Promise<void>;

/** A view with fewer sure joints than this is not looked at more closely. */
const MIN_FIRST_JOINTS = 3;

/** People per view, and in all. */
const MAX_PER_VIEW = 4;
const MAX_PEOPLE = 24;

/** Views per scale. */
const MAX_VIEWS = 30;

/** Sides of the smaller views, in shorter sides of the picture. */
const SCALES = [1, 0.6] as const;
const SMALL_SCALE = 0.35;

/** In groups, views this many times as wide as a person's square. */
const GROUP_VIEW = 1.6;
const MIN_GROUP = 3;

/** Two sets of joints are one person where they are this similar, 0..1. */
const SAME = 0.4;

/** Joints are another person's when more than this share of them lies on that person, within so many body heights. */
const SHARED = 0.55;
const MARGIN = 0.04;

/** Standard deviation of a joint of one person seen twice, in body heights. */
const JITTER = 0.06;

/** People are painted over with limbs this much thicker than the skeleton's. */
const PAINT = 1.5;

/** A closer view must be about as certain. */
const CLOSER = 0.9;

/**
 * Finds people by their joints, best first: certain and large.
 *
 * A view shows MoveNet's most central person; that person is painted over and the view looked at again, until nobody is
 * left in it.
 *
 * @param pause  awaited before every view; it rejects when the caller has aborted.
 */
export async function findCandidates(photo: Photo, detectors: Detectors, pause: Pause): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const search = async (views: readonly Square[]): Promise<void> => {
    for (const view of views) {
      for (let n = 0; n < MAX_PER_VIEW && found.length < MAX_PEOPLE; n++) {
        await pause();
        const first = await findJoints(photo, view, detectors, (pixels) => hide(pixels, view, found));
        if (sureOf(first).length < MIN_FIRST_JOINTS || found.some((other) => isSame(first, other))) break;
        const joints = await closer(photo, first, detectors, pause);
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

/** The person in a square that a caller gave. */
export async function candidateIn(photo: Photo, square: Square, detectors: Detectors): Promise<Candidate | undefined> {
  const joints = await findJoints(photo, square, detectors);
  return isPerson(joints) ? candidate(joints) : undefined;
}

function candidate(joints: readonly Joint[]): Candidate {
  const square = searchSquare(joints);
  const landmarks = landmarksOfJoints(joints);
  return { joints, square, landmarks, skeleton: skeletonOf(landmarks), score: certainty(joints) * square.side };
}

/** The same person in a square of their own, twice if that helps. */
async function closer(photo: Photo, first: Joint[], detectors: Detectors, pause: Pause): Promise<Joint[]> {
  let best = first;
  for (let round = 0; round < 2 && sureOf(best).length >= MIN_FIRST_JOINTS; round++) {
    await pause();
    const next = await findJoints(photo, searchSquare(best), detectors);
    if (certainty(next) > CLOSER * certainty(best)) best = next;
  }
  return best;
}

const wholeView = ({ rows, columns }: Photo): Square => {
  const side = Math.max(rows, columns);
  return { left: (columns - side) / 2, top: (rows - side) / 2, side };
};

/** Squares of a given side that cover the picture, each overlapping the next by half. */
function tiles({ rows, columns }: Photo, side: number): Square[] {
  const starts = (length: number): number[] => {
    if (length <= side) return [(length - side) / 2];
    const steps = Math.ceil((length - side) / (0.5 * side));
    return Array.from({ length: steps + 1 }, (_, i) => (i * (length - side)) / steps);
  };
  // The whole view is one of them where the picture is a square.
  if (side >= Math.max(rows, columns)) return [];
  return starts(rows)
    .flatMap((top) => starts(columns).map((left) => ({ left, top, side })))
    .slice(0, MAX_VIEWS);
}

/** Whether joints are a second sight of a person who was found. */
function isSame(joints: readonly Joint[], { joints: others, skeleton }: Candidate): boolean {
  const sure = sureOf(joints);
  const on = sure.filter(({ row, column }) => distanceTo(skeleton, row, column) < MARGIN);
  return similarity(joints, others) > SAME || on.length > SHARED * sure.length;
}

/** Mean over joints sure in both of a Gaussian of their distance; 0 where fewer than three are. */
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

/** Paints people over, in the view's own pixels. */
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
        disc(data as Uint8Array, size, { row, column, radius: (PAINT * radius) / pixel });
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
