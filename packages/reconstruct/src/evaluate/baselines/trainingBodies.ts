// Reads the training bodies that baselines are fitted on.
import type { ShardList, StoredSample } from '@vrn/bodies';
import { check } from '@vrn/voxel';
import { at, sizeOf } from '../measures/columns.js';
import type { Seen } from '../measures/joints.js';
import { seenJoints } from '../measures/joints.js';
import { maskOf } from '../measures/maskOf.js';

/** A training body, with its volume as cumulative counts along each column. */
export interface TrainingBody {
  /** Whether the mask covers at least half of a pixel, `[rows · columns]`. */
  readonly covered: Uint8Array;
  /** Number of occupied voxels of each column before each slice, `[rows · columns · (slices + 1)]`. */
  readonly before: Uint16Array;
  readonly occupied: number;
  readonly seen: readonly Seen[];
}

/** Training bodies of one shape. */
export interface TrainingBodies {
  readonly shape: readonly [rows: number, columns: number, slices: number];
  readonly bodies: readonly TrainingBody[];
}

/** Minimum coverage of a pixel that belongs to the mask. */
export const COVERED = 0.5;

/**
 * Reads at most `most` samples, spread evenly over the list, as training bodies.
 *
 * @throws {VolumetricError} `bad-argument` for an empty list; `shape-mismatch` unless all volumes have one shape
 */
export async function readTrainingBodies(
  list: ShardList,
  { most, onProgress }: { readonly most: number; readonly onProgress?: (done: number, total: number) => void },
): Promise<TrainingBodies> {
  check(list.length > 0, 'bad-argument', () => 'fitBaselines: training set must have samples, got none');
  const count = Math.min(most, list.length);
  const bodies: TrainingBody[] = [];
  let shape: TrainingBodies['shape'] | undefined;
  for (let n = 0; n < count; n++) {
    const sample = await list.get(Math.floor((n * list.length) / count));
    const size = sizeOf(sample.volume);
    shape ??= size;
    check(String(size) === String(shape), 'shape-mismatch', () => {
      return `fitBaselines: volumes of the training set must have one shape, got [${shape}] and [${size}]`;
    });
    bodies.push(trainingBody(sample));
    onProgress?.(n + 1, count);
  }
  return { shape: shape!, bodies };
}

function trainingBody(sample: StoredSample): TrainingBody {
  const { volume } = sample;
  const [rows, columns, slices] = sizeOf(volume);
  const before = new Uint16Array(rows * columns * (slices + 1));
  let occupied = 0;
  for (let column = 0; column < rows * columns; column++) {
    let count = 0;
    for (let k = 0; k < slices; k++) {
      if (at(volume, Math.floor(column / columns), column % columns, k) >= 0.5) count++;
      before[column * (slices + 1) + k + 1] = count;
    }
    occupied += count;
  }
  return {
    covered: Uint8Array.from(maskOf(sample).data, (value) => Number(value >= COVERED)),
    before,
    occupied,
    seen: seenJoints(sample),
  };
}
