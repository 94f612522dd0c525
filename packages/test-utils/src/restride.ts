// Copies views to other memory layouts, to test that kernels give equal results for every layout.
import type { View } from '@vrn/voxel';

/**
 * Copies a view to another memory layout. The elements are equal.
 *
 * The options give the axes from slowest to fastest (`order`), the axes with negative strides (`reversed`), and the
 * number of unused elements between and around the used ones (`gap`). Bytes stay bytes, with unused elements of 255;
 * other types become float32, with unused elements of NaN.
 *
 * @example
 * restride(volume, { order: [2, 0, 1], reversed: [1] });  // slices slowest, columns backwards
 */
export function restride(
  view: View,
  {
    order = view.shape.map((_, axis) => axis),
    reversed = [],
    gap = 0,
  }: {
    readonly order?: readonly number[];
    readonly reversed?: readonly number[];
    readonly gap?: number;
  } = {},
): View {
  const stride = view.shape.map(() => 0);
  let size = 1 + gap;
  for (const axis of order.toReversed()) {
    stride[axis] = size;
    size *= view.shape[axis]!;
  }
  const data =
    view.data instanceof Uint8Array
      ? new Uint8Array(size + gap).fill(255)
      : new Float32Array(size + gap).fill(Number.NaN);
  let offset = gap;
  for (const axis of reversed) {
    offset += (view.shape[axis]! - 1) * stride[axis]!;
    stride[axis] = -stride[axis]!;
  }
  const copy = (axis: number, from: number, to: number): void => {
    if (axis === view.shape.length) {
      data[to] = view.data[from]!;
      return;
    }
    for (let n = 0; n < view.shape[axis]!; n++) copy(axis + 1, from + n * view.stride[axis]!, to + n * stride[axis]!);
  };
  copy(0, view.offset, offset);
  return { data, shape: [...view.shape], stride, offset };
}
