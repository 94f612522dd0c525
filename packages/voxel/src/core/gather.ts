// Copies the elements of a strided view into a packed array.
import type { View } from './volume.js';

/**
 * Array types that {@link gather} returns: that of the view's data if it is one of these, else double precision.
 */
export type Gathered = Uint8Array | Float32Array | Float64Array;

/** Elements per side of the tiles in which two axes are transposed: a tile and its copy take 16 KiB at most. */
const TILE = 32;

/**
 * Returns a view's elements in one array, last axis fastest.
 *
 * @param view  any number of axes, any strides; not checked (see `checkView`). Read only.
 * @param options.mayShare  return a subarray of the view's own data, instead of a copy, where the view is packed and
 *   its data has a type of `Gathered`.
 * Cost: O(elements): one memory copy for packed views of those types, or none with `mayShare`; else element by element.
 * Axes are transposed in tiles, so that few reads and writes miss the cache.
 */
export function gather(view: View, { mayShare = false }: { readonly mayShare?: boolean } = {}): Gathered {
  const { data, shape, stride, offset } = view;
  const size = shape.reduce((product, length) => product * length, 1);
  const Kind = data instanceof Uint8Array ? Uint8Array : data instanceof Float32Array ? Float32Array : Float64Array;
  if (data instanceof Kind && isPacked(view)) {
    const part = data.subarray(offset, offset + size);
    return mayShare ? part : new Kind(part);
  }
  const out = new Kind(size);
  // Axes of length 1 are skipped. Planes are spanned by the last axis and the axis of smallest absolute stride,
  // or by the last two axes if these are the same. Outer loops run over the remaining axes.
  const axes = shape.map((_, axis) => axis).filter((axis) => shape[axis]! > 1);
  const nearness = (axis: number): number => Math.abs(stride[axis]!);
  const last = axes.at(-1) ?? -1;
  const nearest = axes.reduce((best, axis) => (nearness(axis) < nearness(best) ? axis : best), last);
  const across = nearest === last ? (axes.at(-2) ?? -1) : nearest;
  const outStride = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const plane = [across, last].map((axis) => ({
    length: shape[axis] ?? 1,
    from: stride[axis] ?? 0,
    to: outStride[axis] ?? 0,
  })) as [Line, Line];
  const outer = axes.filter((axis) => axis !== last && axis !== across);
  const index = outer.map(() => 0);
  let [from, to] = [offset, 0];
  for (;;) {
    copyPlane(data, out, { from, to, plane, isTiled: nearest !== last });
    let n = outer.length - 1;
    for (; n >= 0; n--) {
      const axis = outer[n]!;
      from += stride[axis]!;
      to += outStride[axis]!;
      if (++index[n]! < shape[axis]!) break;
      from -= shape[axis]! * stride[axis]!;
      to -= shape[axis]! * outStride[axis]!;
      index[n] = 0;
    }
    if (n < 0) return out;
  }
}

/** Whether a view's elements are contiguous, last axis fastest. */
function isPacked({ shape, stride }: View): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis]! > 1 && stride[axis] !== step) return false;
    step *= shape[axis]!;
  }
  return true;
}

/** One axis of a plane: its number of elements, and their strides in the source and in the result. */
interface Line {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

function copyPlane(
  data: ArrayLike<number>,
  out: Gathered,
  {
    from,
    to,
    plane: [rows, columns],
    isTiled,
  }: { readonly from: number; readonly to: number; readonly plane: readonly [Line, Line]; readonly isTiled: boolean },
): void {
  const [height, width] = isTiled ? [TILE, TILE] : [rows.length, columns.length];
  const [fromStep, toStep] = [columns.from, columns.to];
  for (let top = 0; top < rows.length; top += height) {
    const bottom = Math.min(rows.length, top + height);
    for (let left = 0; left < columns.length; left += width) {
      const right = Math.min(columns.length, left + width);
      for (let i = top; i < bottom; i++) {
        let source = from + i * rows.from + left * fromStep;
        let target = to + i * rows.to + left * toStep;
        for (let j = left; j < right; j++, source += fromStep, target += toStep) out[target] = data[source]!;
      }
    }
  }
}
