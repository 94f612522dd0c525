// Measures the errors of detected or corrupted landmarks, depths and masks, for each kind of fault of `corruptInputs`.
import { LANDMARK_FLIP_PAIRS, LANDMARK_NAMES, type Landmark, type Packed } from '@vrn/voxel';

/**
 * Landmarks, with depths in units of the image's side, and mask of a person: the ground truth, or what detectors or
 * `corruptInputs` make of it, which is called "seen" below.
 */
export interface Seen {
  readonly landmarks: readonly Landmark[];
  readonly mask: Packed<Float32Array>;
}

/** Kinds of joints, without the pelvis. Left and right joints are of one kind. */
export const KINDS = ['ankle', 'knee', 'hip', 'thorax', 'neck', 'head', 'wrist', 'elbow', 'shoulder'] as const;
export type Kind = (typeof KINDS)[number];

const kindOf = (name: string): Kind | undefined => KINDS.find((kind) => name.includes(kind));

/** Landmark indices of each limb: the joint at the trunk, the middle joint, and the end. */
const LIMBS = [
  [2, 1, 0],
  [3, 4, 5],
  [12, 11, 10],
  [13, 14, 15],
] as const;
const PELVIS = LANDMARK_NAMES.indexOf('pelvis');

/**
 * A left-right pair counts as swapped if d > 2 · SWAP_DISTANCE and c < SWAP_FACTOR · d. Here d is the sum of the
 * distances of the two seen landmarks from their true positions in units of the image's side, and c the same sum after
 * exchanging the two.
 */
const SWAP_FACTOR = 0.5;
const SWAP_DISTANCE = 0.04;

/**
 * Minimum |d| of the limbs that are judged. d is the true depth of a limb's end minus that of its root, in units of the
 * image's side. A limb counts as mirrored if the seen difference has the opposite sign and a magnitude of at least
 * |d| / 2.
 */
const FLIP_DEPTH = 0.06;

/**
 * Minimum distance, in units of the image's side, of missing parts from the seen mask, and of false parts from the true
 * mask.
 */
const PATCH_DISTANCE = 0.02;

/** Minimum total area of missing or of false parts, as a fraction of the image. */
const PATCH_AREA = 0.001;

/**
 * Noise over many samples. Lengths are in units of the image's side. Root mean squares and standard deviations are
 * trimmed: they leave out the largest and the smallest 1 % of the values.
 */
export interface Noise {
  readonly samples: number;
  /**
   * Errors of the rows and columns of landmarks that are found and not swapped, without the pelvis: root mean square,
   * median of the absolute values, and root mean square by kind of joint.
   */
  readonly position: number;
  readonly positionMedian: number;
  readonly positions: Readonly<Record<Kind, number>>;
  /** Fraction of known landmarks that are missing, and fraction of left-right pairs, both found, that are swapped. */
  readonly missing: number;
  readonly swapped: number;
  /** Fraction of samples without depths. */
  readonly flat: number;
  /**
   * Slope of the regression of seen on true depths over all samples, as fitted by `overall`; 10th, 50th and 90th
   * percentile of the slopes of the single samples whose true depths vary enough.
   */
  readonly slope: number;
  readonly slopes: readonly number[];
  /**
   * Standard deviation and mean of the lean of people who do not lie, in degrees. The lean is arctan l, where l is the
   * slope of (seen depth − `slope` · true depth) on the distance below the pelvis, by least squares.
   */
  readonly lean: number;
  readonly leanMean: number;
  /** Standard deviation of the depth errors that remain after the fit of slope and lean, by kind of joint. */
  readonly depths: Readonly<Record<Kind, number>>;
  /** Fraction of limbs that are mirrored in depth, among those that point far enough to the front or back. */
  readonly mirrored: number;
  /** Mean and standard deviation of the displacement of the mask's outline, positive outwards; mean IoU of masks. */
  readonly outline: readonly [mean: number, deviation: number];
  readonly maskIou: number;
  /** Fraction of samples whose seen mask lacks a part (`holes`) or has a false part (`patches`) off the outline. */
  readonly holes: number;
  readonly patches: number;
}

/** Measures the noise of seen landmarks, depths and masks over many samples. */
export function measureNoise(pairs: readonly { readonly truth: Seen; readonly seen: Seen }[]): Noise {
  const positions: Record<Kind, number[]> = table(() => []);
  let [visible, lost, couples, swapped, flat] = [0, 0, 0, 0, 0];
  const fits: DepthFit[] = [];
  const masks = pairs.map(({ truth, seen }) => compareMasks(truth.mask, seen.mask));
  for (const { truth, seen } of pairs) {
    const side = truth.mask.shape[0]!;
    const exchanged = swappedIn(truth, seen, side);
    couples += exchanged.couples;
    swapped += exchanged.landmarks.size / 2;
    truth.landmarks.forEach(([row, column, confidence = 1], n) => {
      if (confidence === 0) return;
      visible++;
      const [seenRow, seenColumn, found = 1] = seen.landmarks[n]!;
      if (found === 0) lost++;
      const kind = kindOf(LANDMARK_NAMES[n]!);
      if (found === 0 || exchanged.landmarks.has(n) || kind === undefined) return;
      positions[kind].push((seenRow - row) / side, (seenColumn - column) / side);
    });
    const fit = depthFit(truth, seen, side);
    if (fit === undefined) flat++;
    else fits.push(fit);
  }
  const all = Object.values(positions).flat();
  const slope = overall(fits);
  const leans = fits.map((fit) => leanOf(fit, slope));
  const upright = leans.filter((_, n) => isTall(fits[n]!));
  const errors: Record<Kind, number[]> = table(() => []);
  fits.forEach((fit, n) => {
    for (const { kind, truth, seen, height } of fit.joints) {
      if (kind !== undefined) errors[kind].push(seen - slope * truth - leans[n]! * height);
    }
  });
  const offsets = masks.map(({ offset }) => offset);
  const angles = upright.map((tangent) => (180 / Math.PI) * Math.atan(tangent));
  return {
    samples: pairs.length,
    position: rms(trimmed(all)),
    positionMedian: quantile(all.map(Math.abs), 0.5),
    positions: mapped(positions, (values) => rms(trimmed(values))),
    missing: lost / visible,
    swapped: swapped / couples,
    flat: flat / pairs.length,
    slope,
    slopes: [0.1, 0.5, 0.9].map((share) => quantile(fits.filter(isDeep).map(slopeOf), share)),
    lean: deviation(trimmed(angles)),
    leanMean: mean(angles),
    depths: mapped(errors, (values) => deviation(trimmed(values))),
    mirrored: fits.reduce((sum, { mirrored }) => sum + mirrored, 0) / fits.reduce((sum, { limbs }) => sum + limbs, 0),
    outline: [mean(offsets), deviation(trimmed(offsets))],
    maskIou: mean(masks.map(({ iou }) => iou)),
    holes: mean(masks.map(({ hole }) => Number(hole))),
    patches: mean(masks.map(({ patch }) => Number(patch))),
  };
}

const table = <T>(value: () => T): Record<Kind, T> =>
  Object.fromEntries(KINDS.map((kind) => [kind, value()])) as Record<Kind, T>;

const mapped = (values: Readonly<Record<Kind, number[]>>, f: (each: number[]) => number): Record<Kind, number> =>
  Object.fromEntries(KINDS.map((kind) => [kind, f(values[kind])])) as Record<Kind, number>;

/** Counts the left-right pairs that are known and found, and collects the landmarks of those that are swapped. */
function swappedIn(truth: Seen, seen: Seen, side: number): { couples: number; landmarks: Set<number> } {
  const distance = (a: number, b: number): number => {
    const [from, to] = [seen.landmarks[a]!, truth.landmarks[b]!];
    return Math.hypot(from[0] - to[0], from[1] - to[1]) / side;
  };
  const landmarks = new Set<number>();
  let couples = 0;
  for (const [a, b] of LANDMARK_FLIP_PAIRS) {
    if ([truth, seen].some((each) => each.landmarks[a]![2] === 0 || each.landmarks[b]![2] === 0)) continue;
    couples++;
    const [direct, crossed] = [distance(a, a) + distance(b, b), distance(a, b) + distance(b, a)];
    if (direct > 2 * SWAP_DISTANCE && crossed < SWAP_FACTOR * direct) landmarks.add(a).add(b);
  }
  return { couples, landmarks };
}

interface JointDepth {
  readonly kind: Kind | undefined;
  readonly truth: number;
  readonly seen: number;
  /** Distance below the pelvis in the image, in units of the image's side. */
  readonly height: number;
}

interface DepthFit {
  /** Joints with known depths, without the pelvis and without the middle joints and ends of mirrored limbs. */
  readonly joints: readonly JointDepth[];
  readonly limbs: number;
  readonly mirrored: number;
}

/** Collects the true and the seen depths of a sample, and counts its limbs; undefined if no depth is seen. */
function depthFit(truth: Seen, seen: Seen, side: number): DepthFit | undefined {
  const depth = ({ landmarks }: Seen, n: number): number => landmarks[n]![3] ?? Number.NaN;
  if (!seen.landmarks.some((_, n) => Number.isFinite(depth(seen, n)))) return undefined;
  let [limbs, mirrored] = [0, 0];
  const left = new Set<number>();
  for (const [root, middle, end] of LIMBS) {
    const [offset, found] = [truth, seen].map((each) => depth(each, end) - depth(each, root));
    if (!(Math.abs(offset!) >= FLIP_DEPTH) || Number.isNaN(found)) continue;
    limbs++;
    if (found! * Math.sign(offset!) > -Math.abs(offset!) / 2) continue;
    mirrored++;
    left.add(middle).add(end);
  }
  const pelvis = truth.landmarks[PELVIS]![0];
  const joints = LANDMARK_NAMES.flatMap((name, n): JointDepth[] => {
    if (n === PELVIS || left.has(n) || !Number.isFinite(depth(truth, n)) || !Number.isFinite(depth(seen, n))) return [];
    const height = (truth.landmarks[n]![0] - pelvis) / side;
    return [{ kind: kindOf(name), truth: depth(truth, n), seen: depth(seen, n), height }];
  });
  return { joints, limbs, mirrored };
}

/**
 * Fits seen depths to true ones. Returns the slope b that minimises Σ (seen − b · truth − lᵢ · height)² over
 * the joints of all samples, where lᵢ is fitted for each sample i.
 */
function overall(fits: readonly DepthFit[]): number {
  let [cross, square] = [0, 0];
  for (const { joints } of fits) {
    const heights = joints.reduce((sum, { height }) => sum + height ** 2, 0);
    if (heights === 0) continue;
    // Least-squares slope, without intercept, of depths on `height`.
    const along = (value: (joint: JointDepth) => number): number =>
      joints.reduce((sum, joint) => sum + value(joint) * joint.height, 0) / heights;
    const [t, s] = [along(({ truth }) => truth), along(({ seen }) => seen)];
    for (const { truth, seen, height } of joints) {
      cross += (truth - t * height) * (seen - s * height);
      square += (truth - t * height) ** 2;
    }
  }
  return cross / square;
}

/**
 * Tangent of a sample's lean: the l that minimises Σ (seen − `slope` · truth − l · height)² over its joints; 0
 * if all heights are 0.
 */
function leanOf({ joints }: DepthFit, slope: number): number {
  const heights = joints.reduce((sum, { height }) => sum + height ** 2, 0);
  const rest = joints.reduce((sum, { truth, seen, height }) => sum + (seen - slope * truth) * height, 0);
  return heights === 0 ? 0 : rest / heights;
}

/** Whether the true depths of a sample vary enough to determine a slope from this sample alone. */
const isDeep = ({ joints }: DepthFit): boolean => rms(joints.map(({ truth }) => truth)) > 0.08;

/** Whether the joints of a sample differ enough in height to determine a lean, which excludes people who lie. */
const isTall = ({ joints }: DepthFit): boolean => rms(joints.map(({ height }) => height)) > 0.12;

const slopeOf = (fit: DepthFit): number => overall([fit]);

interface MaskFaults {
  readonly iou: number;
  /** Displacement of the outline in units of the image's side: (seen − true area) / length of the true outline. */
  readonly offset: number;
  readonly hole: boolean;
  readonly patch: boolean;
}

function compareMasks(truth: Packed<Float32Array>, seen: Packed<Float32Array>): MaskFaults {
  const [rows, columns] = truth.shape as [number, number];
  const inside = (mask: Packed<Float32Array>): Uint8Array => Uint8Array.from(mask.data, (v) => Number(v >= 0.5));
  const [a, b] = [inside(truth), inside(seen)];
  let [both, either, border] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    both += a[at]! & b[at]!;
    either += a[at]! | b[at]!;
    const [i, j] = [Math.floor(at / columns), at % columns];
    if (a[at] === 0) continue;
    if (i + 1 < rows && a[at + columns] === 0) border++;
    if (i > 0 && a[at - columns] === 0) border++;
    if (j + 1 < columns && a[at + 1] === 0) border++;
    if (j > 0 && a[at - 1] === 0) border++;
  }
  const area = (mask: Uint8Array): number => mask.reduce((sum, each) => sum + each, 0);
  const reach = Math.round(PATCH_DISTANCE * rows);
  const far = (from: Uint8Array, of: Uint8Array): boolean => {
    const near = grown(of, { rows, columns, reach });
    let count = 0;
    for (let at = 0; at < from.length; at++) if (from[at] === 1 && near[at] === 0) count++;
    return count >= PATCH_AREA * rows * columns;
  };
  // Counting pixel edges overstates the length of an outline by a factor of 4/π, on average over all directions.
  const length = (border * Math.PI) / 4;
  return {
    iou: either === 0 ? 1 : both / either,
    offset: length === 0 ? 0 : (area(b) - area(a)) / length / rows,
    hole: far(a, b),
    patch: far(b, a),
  };
}

/** Dilates a mask by a square that extends `reach` pixels to each side. */
function grown(mask: Uint8Array, { rows, columns, reach }: { rows: number; columns: number; reach: number }) {
  const pass = (from: Uint8Array, step: number, length: number): Uint8Array => {
    const to = new Uint8Array(from.length);
    for (let at = 0; at < from.length; at++) {
      if (from[at] === 0) continue;
      const place = Math.floor(at / step) % length;
      const [low, high] = [Math.max(-reach, -place), Math.min(reach, length - 1 - place)];
      for (let k = low; k <= high; k++) to[at + k * step] = 1;
    }
    return to;
  };
  return pass(pass(mask, 1, columns), columns, rows);
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const rms = (values: readonly number[]): number => Math.sqrt(mean(values.map((each) => each ** 2)));

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return rms(values.map((each) => each - middle));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Share of the values that trimmed statistics leave out at each end, since gross failures count as separate faults. */
const TRIM = 0.01;

function trimmed(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const out = Math.floor(TRIM * sorted.length);
  return sorted.slice(out, sorted.length - out);
}
