// silhouetteIou: do two bodies, or a body and a mask, have the same outline?
import { check, checkView, silhouette, type View } from '@vrn/voxel';
import { overlap, share } from './overlap.js';
import { checkOverlapOptions, OVERLAP_DEFAULTS, type OverlapOptions } from './pair.js';

export interface SilhouetteIouOptions extends OverlapOptions {
  /** The axis looked along: 0 from above, 1 from the side, 2 from the camera. 2 unless given. */
  readonly axis?: 0 | 1 | 2;
}

/**
 * Intersection over union of two silhouettes. With a mask as `b` it says how well a body covers the person in its
 * photograph, for which no true volume is needed.
 *
 * A silhouette is set where any voxel along the axis is at least the threshold; a mask, where it is itself.
 *
 * @param a        view [rows, columns, slices]. Read only.
 * @param b        another such view, or a mask in the shape of a's silhouette: [rows, columns] along axis 2, [rows, slices]
 *                 along 1, [columns, slices] along 0. Lengths along the axis may differ.
 * @param options  `axis` 2; `threshold` 0.5; `empty` 1: the answer when both silhouettes are empty.
 * @returns        0..1
 * @throws {VolumetricError} `bad-volume` (no view, or NaN in it), `shape-mismatch`, `bad-argument`
 * Cost: one pass over each volume, and one bytes' image for each.
 *
 * @example
 * const body = packed(Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 0), [2, 2, 2]);  // 'set' at [0, 0, 0] and [1, 0, 1]
 * silhouetteIou(body, packed(Uint8Array.of(1, 1, 1, 0), [2, 2]));         // → 0.6666666666666666
 */
export function silhouetteIou(
  a: View,
  b: View,
  { axis = 2, threshold = OVERLAP_DEFAULTS.threshold, empty = OVERLAP_DEFAULTS.empty }: SilhouetteIouOptions = {},
): number {
  checkOverlapOptions(threshold, empty, 'silhouetteIou');
  check(
    axis === 0 || axis === 1 || axis === 2,
    'bad-argument',
    () => `silhouetteIou: axis must be 0, 1 or 2, got ${axis}`,
  );
  checkView(a, 'silhouetteIou', 'a', 3);
  const isMask = b?.shape?.length === 2;
  checkView(b, 'silhouetteIou', 'b', isMask ? 2 : 3);
  const ours = silhouette(a, { axis, threshold });
  const theirs = isMask ? silhouette(deepen(b), { axis: 2, threshold }) : silhouette(b, { axis, threshold });
  const { both, either } = overlap(ours, theirs, 1, 'silhouetteIou');
  return share(both, either, empty);
}

/** A mask as a volume of one slice, the same data. */
const deepen = ({ data, shape, stride, offset }: View): View => ({
  data,
  shape: [...shape, 1],
  stride: [...stride, 1],
  offset,
});
