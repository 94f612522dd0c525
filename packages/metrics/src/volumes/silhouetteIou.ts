// Computes the intersection over union of two silhouettes: of two volumes, or of a volume and a mask.
import { check, checkView, silhouette, type View } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { overlap, share } from './overlap.js';
import { checkOverlapOptions, OVERLAP_DEFAULTS, type OverlapOptions } from './pair.js';
import { alignPair, type GridOptions, type PlacedVolume } from './placed.js';

export interface SilhouetteIouOptions extends OverlapOptions, GridOptions {
  /** Line of sight: 0 from above, 1 from the side, 2 from the camera. Default 2. */
  readonly axis?: 0 | 1 | 2;
}

/**
 * Intersection over union of two silhouettes. With a mask as `b`, it measures how well the outline of a body matches
 * the person in the photograph, without a ground-truth volume.
 *
 * A pixel of a silhouette is set if any voxel along the axis is at least the threshold. A pixel of a mask is set if its
 * value is at least the threshold.
 *
 * @param a        view [rows, columns, slices], or `{ volume, grid }`. Read only.
 * @param b        as `a`, or a mask in the shape of a's silhouette: [rows, columns] along axis 2, [rows, slices]
 *                 along 1, [columns, slices] along 0. Two volumes may differ in length and grid along the axis.
 * @param options  `axis` 2; `threshold` 0.5; `empty` 1: the result when both silhouettes are empty; `grid`: a grid or
 *                 'common', to resample both volumes; not available with a mask.
 * @returns        0..1
 * @throws {VolumetricError} `bad-volume` (not a view, or NaN or ±Infinity in it), `shape-mismatch`, `bad-grid` (grids
 *                     differ), `bad-argument`, `no-eval` as `silhouette` of @vrn/voxel
 * Cost: one pass over each volume, and an image of bytes for each.
 *
 * @example
 * const body = packed(Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 0), [2, 2, 2]);  // set at [0, 0, 0] and [1, 0, 1]
 * silhouetteIou(body, packed(Uint8Array.of(1, 1, 1, 0), [2, 2]));         // → 0.6666666666666666
 */
export function silhouetteIou(
  a: View | PlacedVolume<View>,
  b: View | PlacedVolume<View>,
  options: SilhouetteIouOptions = {},
): number {
  checkOptions('silhouetteIou', options, ['axis', 'threshold', 'empty', 'grid']);
  const { axis = 2, threshold = OVERLAP_DEFAULTS.threshold, empty = OVERLAP_DEFAULTS.empty, grid } = options;
  checkOverlapOptions(threshold, empty, 'silhouetteIou');
  check(
    axis === 0 || axis === 1 || axis === 2,
    'bad-argument',
    () => `silhouetteIou: axis must be 0, 1 or 2, got ${axis}`,
  );
  const [ours, theirs] = alignPair(a, b, 'silhouetteIou', ['a', 'b'], { grid, ignore: axis });
  checkView(ours, 'silhouetteIou', 'a', 3);
  const isMask = theirs?.shape?.length === 2;
  checkView(theirs, 'silhouetteIou', 'b', isMask ? 2 : 3);
  const outline = silhouette(ours, { axis, threshold });
  const other = isMask ? silhouette(deepen(theirs), { axis: 2, threshold }) : silhouette(theirs, { axis, threshold });
  const { both, either } = overlap(outline, other, 1, 'silhouetteIou');
  return share(both, either, empty);
}

/** Views a mask as a volume of one slice, with the same data. */
const deepen = ({ data, shape, stride, offset }: View): View => ({
  data,
  shape: [...shape, 1],
  stride: [...stride, 1],
  offset,
});
