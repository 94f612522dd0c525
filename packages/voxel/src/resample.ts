// A volume at another resolution.
import { checkGrid, type Triple } from './grid.js';
import { checkView, packed, type View, type Volume } from './volume.js';

/**
 * The volume on a grid of another shape over the same box: linear between voxel centres, constant beyond the outermost.
 *
 * @param volume  `[rows, columns, slices]`, any strides.
 * @param shape   `[rows, columns, slices]`, positive integers.
 * @returns  single precision, also of bytes.
 * @throws {VolumetricError} `bad-volume`, `bad-grid`
 * Cost: O(voxels of the result), one axis after the other.
 *
 * @example
 * resample(volume64, [128, 128, 128]);  // finer, no sharper
 */
export function resample(volume: View, shape: Triple): Volume<Float32Array> {
  checkView(volume, 'resample', 'volume', 3);
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'resample');
  let { data, stride, offset } = volume;
  let from = [...volume.shape];
  for (const axis of [0, 1, 2] as const) {
    const to = from.map((length, each) => (each === axis ? shape[axis] : length));
    const out = alongAxis({ data, shape: from, stride, offset }, to, axis);
    [data, from, stride, offset] = [out, to, [to[1]! * to[2]!, to[2]!, 1], 0];
  }
  return packed(data as Float32Array, shape);
}

function alongAxis({ data, shape, stride, offset }: View, to: readonly number[], axis: 0 | 1 | 2): Float32Array {
  const [rows, columns, slices] = to as [number, number, number];
  const length = shape[axis]!;
  const places = Array.from({ length: to[axis]! }, (_, i) => {
    const at = Math.min(length - 1, Math.max(0, ((i + 0.5) * length) / to[axis]! - 0.5));
    const low = Math.min(Math.floor(at), Math.max(0, length - 2));
    return { low, share: at - low, step: length > 1 ? stride[axis]! : 0 };
  });
  const out = new Float32Array(rows * columns * slices);
  const index = [0, 0, 0];
  for (let at = 0; at < out.length; at++) {
    index[2] = at % slices;
    index[1] = Math.floor(at / slices) % columns;
    index[0] = Math.floor(at / (slices * columns));
    const { low, share, step } = places[index[axis]!]!;
    index[axis] = low;
    const first = offset + index[0]! * stride[0]! + index[1]! * stride[1]! + index[2]! * stride[2]!;
    out[at] = data[first]! * (1 - share) + data[first + step]! * share;
  }
  return out;
}
