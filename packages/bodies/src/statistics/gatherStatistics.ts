// Gathers statistics of a set of samples, one sample at a time.
import { type Grid, LANDMARK_NAMES, type Landmark, type Packed, type Volume } from '@vrn/voxel';
import type { Provenance, Split } from '../person/person.js';
import { bodySize } from './bodySize.js';
import { gatherHistogram, type Histogram } from './histogram.js';
import { type PoseAngles, poseAngles } from './poseAngles.js';

/** The data of a sample that are measured. */
export interface Measured {
  readonly image: Packed<Float32Array>;
  readonly landmarks: readonly Landmark[];
  readonly mask: Packed<Float32Array>;
  readonly volume: Volume;
  readonly grid: Grid;
  readonly provenance?: Provenance;
  readonly visible?: readonly boolean[];
}

/** Number of distinct names, and up to 40 of them, the most frequent, with their counts. */
export interface Names {
  readonly distinct: number;
  readonly most: readonly (readonly [name: string, count: number])[];
}

/** Statistics of a landmark: proportions of samples, and its mean position relative to rows and columns. */
export interface LandmarkStatistics {
  readonly name: string;
  /** Proportion of samples in which its confidence is above 0 and its position finite. */
  readonly found: number;
  /** Proportion in which it is visible, of the samples that record visibility; `null` if none does. */
  readonly visible: number | null;
  /** Proportion of samples in which it is found on a pixel that the mask covers by at least half. */
  readonly onMask: number;
  /**
   * Mean position over the samples in which it is found, relative to the rows and columns of the image: 0..1 inside the
   * image; `null` if there are none.
   */
  readonly row: number | null;
  readonly column: number | null;
}

/** Statistics of a set of samples. Plain JSON. */
export interface Statistics {
  readonly samples: number;
  readonly splits: Readonly<Record<string, number>>;
  readonly shapes: Readonly<Record<string, number>>;
  readonly sources: Names;
  readonly people: Names;
  readonly subjects: Names;
  readonly motions: Names;
  /** Size of the solid in metres. */
  readonly height: Histogram;
  readonly width: Histogram;
  readonly depth: Histogram;
  /** Proportion of the volume's rows that the solid spans, 0..1. */
  readonly pictureShare: Histogram;
  /** Mean occupancy of all voxels, percent. */
  readonly occupied: Histogram;
  /** Proportion of the image that the mask covers, percent. */
  readonly masked: Histogram;
  /** Intersection over union of the mask and the volume's silhouette, see `BodySize`. */
  readonly agreement: Histogram;
  /** Mean (`brightness`) and standard deviation (`contrast`) of the image's grey values, 0..1. */
  readonly brightness: Histogram;
  readonly contrast: Histogram;
  /** Angles in the image in degrees, and the ratio `facing`, see `PoseAngles`. */
  readonly pose: Readonly<Record<keyof PoseAngles, Histogram>>;
  readonly landmarks: readonly LandmarkStatistics[];
  /** Number of landmarks found in each of `side` × `side` cells of the image, in row order. */
  readonly places: { readonly side: number; readonly counts: readonly number[] };
}

export interface StatisticsGatherer {
  add(sample: Measured, split?: Split): void;
  result(): Statistics;
}

const SIDE = 32;

const MAX_LISTED_NAMES = 40;

/**
 * Creates a gatherer: pass every sample to `add`, then call `result`. Memory grows only with the number of distinct
 * splits and grid shapes, and of names of sources, people, subjects and motions.
 *
 * Cost: O(voxels + pixels) per sample.
 */
export function gatherStatistics(): StatisticsGatherer {
  const histograms = {
    height: gatherHistogram(0.4, 2.4, 25),
    width: gatherHistogram(0, 2.4),
    depth: gatherHistogram(0, 2.4),
    pictureShare: gatherHistogram(0, 1),
    occupied: gatherHistogram(0, 6),
    masked: gatherHistogram(0, 60),
    agreement: gatherHistogram(0.6, 1, 20),
    brightness: gatherHistogram(0, 1),
    contrast: gatherHistogram(0, 0.4),
  };
  const pose = {
    elbow: gatherHistogram(0, 180),
    knee: gatherHistogram(0, 180),
    shoulder: gatherHistogram(0, 180),
    hip: gatherHistogram(0, 180),
    lean: gatherHistogram(-180, 180, 36),
    facing: gatherHistogram(-1.5, 1.5),
  } as const;
  const names = { sources: new Map(), people: new Map(), subjects: new Map(), motions: new Map() } as const;
  const [splits, shapes] = [new Map<string, number>(), new Map<string, number>()];
  const points = LANDMARK_NAMES.map(() => ({ found: 0, visible: 0, recorded: 0, onMask: 0, row: 0, column: 0 }));
  const places = new Array<number>(SIDE * SIDE).fill(0);
  let samples = 0;
  return {
    add: (sample, split) => {
      samples++;
      const { image, landmarks, mask, volume, grid, provenance, visible } = sample;
      if (split !== undefined) count(splits, split);
      count(shapes, grid.shape.join('×'));
      if (provenance !== undefined) {
        const { source, person, subject, motion } = provenance;
        count(names.sources, source);
        count(names.people, `${source}/${person}`);
        if (subject !== undefined) count(names.subjects, `${source}/${subject}`);
        if (motion !== undefined) count(names.motions, `${source}/${motion}`);
      }
      const size = bodySize(volume, mask, grid);
      for (const name of ['height', 'width', 'depth', 'agreement'] as const) histograms[name].add(size[name]);
      histograms.pictureShare.add(size.share);
      histograms.occupied.add(100 * size.occupied);
      histograms.masked.add(100 * mean(mask.data));
      const grey = greys(image.data);
      const level = mean(grey);
      histograms.brightness.add(level);
      histograms.contrast.add(Math.sqrt(Math.max(0, mean(grey.map((value) => (value - level) ** 2)))));
      const angles = poseAngles(landmarks);
      for (const name of Object.keys(pose) as (keyof PoseAngles)[]) {
        for (const value of angles[name]) pose[name].add(value);
      }
      addLandmarks(sample, visible, { points, places });
    },
    result: () => {
      const of = <Name extends string>(all: Readonly<Record<Name, { result(): Histogram }>>) =>
        Object.fromEntries(
          Object.entries(all).map(([name, each]) => [name, (each as { result(): Histogram }).result()]),
        ) as Record<Name, Histogram>;
      return {
        samples,
        splits: sorted(splits),
        shapes: sorted(shapes),
        sources: listed(names.sources),
        people: listed(names.people),
        subjects: listed(names.subjects),
        motions: listed(names.motions),
        ...of(histograms),
        pose: of(pose),
        landmarks: points.map(({ found, visible, recorded, onMask, row, column }, n) => ({
          name: LANDMARK_NAMES[n]!,
          found: samples === 0 ? 0 : found / samples,
          visible: recorded === 0 ? null : visible / recorded,
          onMask: samples === 0 ? 0 : onMask / samples,
          row: found === 0 ? null : row / found,
          column: found === 0 ? null : column / found,
        })),
        places: { side: SIDE, counts: [...places] },
      };
    },
  };
}

interface Points {
  readonly points: { found: number; visible: number; recorded: number; onMask: number; row: number; column: number }[];
  readonly places: number[];
}

function addLandmarks({ landmarks, mask }: Measured, visible: readonly boolean[] | undefined, to: Points): void {
  const [rows, columns] = mask.shape as [number, number];
  for (const [n, [row, column, confidence = 1]] of landmarks.entries()) {
    const point = to.points[n];
    if (point === undefined) continue;
    if (visible !== undefined) point.recorded++;
    if (visible?.[n] === true) point.visible++;
    if (!(confidence > 0) || !Number.isFinite(row + column)) continue;
    point.found++;
    const [y, x] = [(row + 0.5) / rows, (column + 0.5) / columns];
    point.row += y;
    point.column += x;
    if (y < 0 || y >= 1 || x < 0 || x >= 1) continue;
    to.places[Math.floor(y * SIDE) * SIDE + Math.floor(x * SIDE)]!++;
    if (mask.data[Math.floor(y * rows) * columns + Math.floor(x * columns)]! >= 0.5) point.onMask++;
  }
}

const count = (map: Map<string, number>, name: string): void => void map.set(name, (map.get(name) ?? 0) + 1);

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : 1);

const sorted = (map: Map<string, number>): Record<string, number> => Object.fromEntries([...map].sort(byName));

const listed = (map: Map<string, number>): Names => ({
  distinct: map.size,
  most: [...map].sort((a, b) => b[1] - a[1] || byName(a, b)).slice(0, MAX_LISTED_NAMES),
});

function mean(data: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += data[at]!;
  return sum / data.length;
}

/** Returns one grey value per pixel: its sRGB values weighted by the luma coefficients of Rec. 709. */
function greys(data: Float32Array): Float32Array {
  const out = new Float32Array(data.length / 3);
  for (let at = 0; at < out.length; at++) {
    out[at] = 0.2126 * data[3 * at]! + 0.7152 * data[3 * at + 1]! + 0.0722 * data[3 * at + 2]!;
  }
  return out;
}
