// Projects a volume along an axis to its silhouette.
import { check } from '../core/errors.js';
import { checkOptions } from '../core/options.js';
import { checkView, type Packed, packed, type View } from '../core/volume.js';

export interface SilhouetteOptions {
  /** The axis of projection: 0 from above, 1 from the side, 2 (the default) from the camera. */
  readonly axis?: 0 | 1 | 2;
  /** Voxels of at least this value are solid. Any finite number. Default 0.5. */
  readonly threshold?: number;
}

export const SILHOUETTE_DEFAULTS = { axis: 2, threshold: 0.5 } as const;

/**
 * Returns 1 where any voxel along the axis is solid, else 0.
 *
 * @param volume  `[rows, columns, slices]`, any strides, finite values.
 * @returns  `[rows, columns]` for axis 2, `[rows, slices]` for axis 1, `[columns, slices]` for axis 0.
 * @throws {VolumetricError} `bad-volume`, `bad-argument`, `no-eval` as {@link packed}
 * Cost: O(voxels).
 *
 * @example
 * silhouette(voxelize(ball, grid)).shape;  // → [rows, columns]
 */
export function silhouette(volume: View, options: SilhouetteOptions = {}): Packed<Uint8Array> {
  checkOptions('silhouette', options, SILHOUETTE_DEFAULTS);
  const { axis = SILHOUETTE_DEFAULTS.axis, threshold = SILHOUETTE_DEFAULTS.threshold } = options;
  checkView(volume, 'silhouette', 'volume', 3);
  check(axis === 0 || axis === 1 || axis === 2, 'bad-argument', () => {
    return `silhouette: axis must be 0, 1 or 2, got ${axis}`;
  });
  check(Number.isFinite(threshold), 'bad-argument', () => `silhouette: threshold must be finite, got ${threshold}`);
  const { data, shape, stride, offset } = volume;
  const [first, second] = [0, 1, 2].filter((each) => each !== axis) as [number, number];
  const [height, width, depth] = [shape[first]!, shape[second]!, shape[axis]!];
  const out = new Uint8Array(height * width);
  let sum = 0;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      let at = offset + i * stride[first]! + j * stride[second]!;
      let solid = 0;
      for (let k = 0; k < depth; k++, at += stride[axis]!) {
        const value = data[at]!;
        sum += value;
        if (value >= threshold) solid = 1;
      }
      out[i * width + j] = solid;
    }
  }
  check(Number.isFinite(sum), 'bad-volume', () => {
    return `silhouette: volume must have finite values only, its sum is ${sum}`;
  });
  return packed(out, [height, width]);
}
