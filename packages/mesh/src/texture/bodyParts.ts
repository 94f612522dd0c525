// Assigns the pixels of a picture to parts of the body, from the person's landmarks.
import type { Landmark } from '@vrn/voxel';

/**
 * Labels of pixels. Trunk and legs have one label, since clothes may cover both; `unsure` pixels show the trunk or a
 * hand.
 */
export const PARTS = { trunk: 0, head: 1, neck: 2, rightArm: 3, leftArm: 4, unsure: 5 } as const;

export type Part = (typeof PARTS)[keyof typeof PARTS];

type Kind = 'head' | 'neck' | 'arm' | 'hand' | 'leg';

interface Limb {
  readonly kind: Kind;
  readonly part: Part;
  /** Indices of two landmarks of MPII. */
  readonly ends: readonly [from: number, to: number];
  /** Start and end of the limb on the line through its landmarks, which are at 0 and 1; beyond 1 are the feet. */
  readonly span: readonly [from: number, to: number];
  /** Length that is added at the end, relative to the length of the trunk. */
  readonly beyond?: number;
  /** Radius, relative to the length of the trunk. */
  readonly radius: number;
}

/** Length of a hand, relative to the length of the trunk. */
const HAND = 0.3;

/**
 * Limbs with the radii of clothed adults. Neck and upper arms start after their first landmarks: the lower half of the
 * neck is inside the collar, and the top of the arm is a shoulder, which belongs to the trunk.
 */
const LIMBS: readonly Limb[] = [
  { kind: 'head', part: PARTS.head, ends: [8, 9], span: [0, 1], radius: 0.24 },
  { kind: 'neck', part: PARTS.neck, ends: [7, 8], span: [0.5, 1], radius: 0.1 },
  { kind: 'arm', part: PARTS.rightArm, ends: [12, 11], span: [0.3, 1], radius: 0.12 },
  { kind: 'arm', part: PARTS.leftArm, ends: [13, 14], span: [0.3, 1], radius: 0.12 },
  { kind: 'arm', part: PARTS.rightArm, ends: [11, 10], span: [0, 1], radius: 0.1 },
  { kind: 'arm', part: PARTS.leftArm, ends: [14, 15], span: [0, 1], radius: 0.1 },
  { kind: 'hand', part: PARTS.rightArm, ends: [11, 10], span: [1, 1], beyond: HAND, radius: 0.14 },
  { kind: 'hand', part: PARTS.leftArm, ends: [14, 15], span: [1, 1], beyond: HAND, radius: 0.14 },
  { kind: 'leg', part: PARTS.trunk, ends: [2, 1], span: [0, 1], radius: 0.17 },
  { kind: 'leg', part: PARTS.trunk, ends: [3, 4], span: [0, 1], radius: 0.17 },
  { kind: 'leg', part: PARTS.trunk, ends: [1, 0], span: [0, 1.3], radius: 0.13 },
  { kind: 'leg', part: PARTS.trunk, ends: [4, 5], span: [0, 1.3], radius: 0.13 },
];

/** Landmarks at the corners of the trunk (shoulders and hips), and radius around the trunk, relative to its length. */
const TRUNK_CORNERS = [12, 13, 3, 2] as const;
const TRUNK_RADIUS = 0.12;

/** Pixels within this multiple of an arm's radius from its axis show the arm, not the trunk behind it. */
const ARM_IN_FRONT = 1.15;

/** Pixels of the trunk within this multiple of a hand's radius from its axis may show fingers. */
const HAND_NEAR = 1.6;

export interface BodyParts {
  /**
   * Part that the camera sees at a pixel. Arms are in front of the trunk; pixels of the trunk close to a hand are
   * `unsure`.
   */
  seenAt(row: number, column: number): Part;
  /** Part that a camera behind the person would see at a pixel. Trunk, head, neck and legs cover the arms. */
  behindAt(row: number, column: number): Part;
  /** Position along the head, 0 at its lower and 1 at its upper landmark; undefined without a head. */
  alongHead(row: number, column: number): number | undefined;
  /** Length of the head in pixels; 0 without a head. */
  readonly head: number;
}

/**
 * Returns the parts of the body that the 16 landmarks of MPII, in pixels, define. If a landmark of a part is missing,
 * the part's pixels get the label of the nearest other part; if a shoulder or a hip is missing, all pixels are trunk.
 *
 * Cost per pixel: O(parts).
 */
export function bodyParts(landmarks: readonly Landmark[] | undefined): BodyParts {
  const point = (index: number): readonly [number, number] | undefined => {
    const [row, column, confidence = 1] = landmarks?.[index] ?? [0, 0, 0];
    return confidence > 0 && Number.isFinite(row) && Number.isFinite(column) ? [row, column] : undefined;
  };
  const corners = TRUNK_CORNERS.map(point);
  const trunk = corners.every((corner) => corner !== undefined) ? corners : undefined;
  const size = trunk ? trunkLength(trunk) : 0;
  const limbs = LIMBS.flatMap(({ kind, part, ends, span, beyond = 0, radius }) => {
    const [start, end] = [point(ends[0]), point(ends[1])];
    if (!start || !end || size === 0) return [];
    const at = (t: number): Point => [start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])];
    const more = (beyond * size) / (Math.hypot(end[0] - start[0], end[1] - start[1]) || 1);
    return [{ kind, part, from: at(span[0]), to: at(span[1] + more), radius: radius * size }];
  });
  const head = limbs.find(({ kind }) => kind === 'head');
  /**
   * Returns the nearest part among the limbs of these kinds and the trunk, by the distance from the limb's axis, or
   * from the trunk, as a multiple of its radius. For `ARMS` and `HANDS`, the trunk is left out.
   */
  const nearest = (row: number, column: number, kinds: readonly Kind[]): { part: Part; distance: number } => {
    const fromTrunk = trunk ? outsideOf(trunk, row, column) / (TRUNK_RADIUS * size) : Number.POSITIVE_INFINITY;
    let found: { part: Part; distance: number } = { part: PARTS.trunk, distance: fromTrunk };
    if (kinds === ARMS || kinds === HANDS) found = { part: PARTS.trunk, distance: Number.POSITIVE_INFINITY };
    for (const { part, kind, from, to, radius } of limbs) {
      if (!kinds.includes(kind)) continue;
      const { distance: pixels, along } = distanceTo(from, to, row, column);
      const distance = pixels / radius;
      if ((kind === 'head' || kind === 'neck') && along < 0) continue;
      if (distance < found.distance) found = { part, distance };
    }
    return found;
  };
  return {
    head: head ? Math.hypot(head.to[0] - head.from[0], head.to[1] - head.from[1]) : 0,
    alongHead: (row, column) => head && distanceTo(head.from, head.to, row, column).along,
    seenAt(row, column) {
      const arm = nearest(row, column, ARMS);
      if (arm.distance < ARM_IN_FRONT) return arm.part;
      const hand = nearest(row, column, HANDS);
      const { part } = nearest(row, column, ALL);
      return part === PARTS.trunk && hand.distance < HAND_NEAR ? PARTS.unsure : part;
    },
    behindAt(row, column) {
      const core = nearest(row, column, ['head', 'neck', 'leg']);
      return core.distance < 1 ? core.part : nearest(row, column, ALL).part;
    },
  };
}

const ALL = ['head', 'neck', 'arm', 'hand', 'leg'] as const;
const ARMS = ['arm', 'hand'] as const;
const HANDS = ['hand'] as const;

type Corners = readonly (readonly [number, number] | undefined)[];

/** Returns the distance between the middles of shoulders and hips, or the shoulders' width if that is larger. */
function trunkLength(corners: Corners): number {
  const [a, b, c, d] = corners as [Point, Point, Point, Point];
  const long = Math.hypot((a[0] + b[0] - c[0] - d[0]) / 2, (a[1] + b[1] - c[1] - d[1]) / 2);
  return Math.max(long, Math.hypot(a[0] - b[0], a[1] - b[1]));
}

type Point = readonly [row: number, column: number];

/** Returns a pixel's distance from a segment, and its position along the segment's line: 0 at `from`, 1 at `to`. */
function distanceTo(from: Point, to: Point, row: number, column: number): { distance: number; along: number } {
  const [dy, dx] = [to[0] - from[0], to[1] - from[1]];
  const square = dy * dy + dx * dx;
  const along = square === 0 ? 0 : ((row - from[0]) * dy + (column - from[1]) * dx) / square;
  const t = Math.min(1, Math.max(0, along));
  return { distance: Math.hypot(row - from[0] - t * dy, column - from[1] - t * dx), along };
}

/** Returns the distance from a quadrilateral; 0 inside it. */
function outsideOf(corners: Corners, row: number, column: number): number {
  let inside = false;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4; i++) {
    const [from, to] = [corners[i]!, corners[(i + 1) % 4]!];
    nearest = Math.min(nearest, distanceTo(from, to, row, column).distance);
    const crosses = from[0] > row !== to[0] > row;
    if (crosses && column < from[1] + ((row - from[0]) / (to[0] - from[0])) * (to[1] - from[1])) inside = !inside;
  }
  return inside ? 0 : nearest;
}
