// Packs the elements of a view for storage, and checks that they are in 0..1.
import { check, type View } from '@vrn/voxel';

/**
 * Packs the elements of a view, last axis fastest, and checks their range. Does not copy packed bytes or floats.
 *
 * @param view    any strides, any number of axes.
 * @param caller  name of the public function, for messages.
 * @param name    name of the array, for messages.
 * @returns       bytes of 0 and 1, or fractions of 0..1.
 * @throws {VolumetricError} `bad-volume` for values outside 0..1
 */
export function voxels(view: View, caller: string, name: string): Uint8Array | Float32Array {
  const out = elements(view);
  const wrong = out instanceof Uint8Array ? beyondOne(out) : beyond(out);
  check(wrong === undefined, 'bad-volume', () => `${caller}: ${name} must have values in 0..1 only, got ${wrong}`);
  return out;
}

/**
 * Finds a byte above 1. Combines all bytes by bitwise OR, four at a time if they are aligned, and searches only if the
 * result has a byte above 1.
 */
function beyondOne(bytes: Uint8Array): number | undefined {
  const fours = bytes.byteOffset % 4 === 0 ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : [];
  let bits = 0;
  for (let at = 0; at < fours.length; at++) bits |= fours[at]!;
  for (let at = 4 * fours.length; at < bytes.length; at++) bits |= bytes[at]!;
  return (bits & 0xfefe_fefe) !== 0 ? bytes.find((value) => value > 1) : undefined;
}

/** Finds a value outside 0..1, NaN included. */
function beyond(singles: Float32Array): number | undefined {
  for (let at = 0; at < singles.length; at++) {
    if (!(singles[at]! >= 0 && singles[at]! <= 1)) return singles[at];
  }
  return undefined;
}

/** Packs the elements of a view unchecked. Bytes stay bytes; other types become float32. Copies only if necessary. */
export function elements({ data, shape, stride, offset }: View): Uint8Array | Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const isPacked = shape.every((length, axis) => length === 1 || stride[axis] === steps[axis]);
  if (isPacked && (data instanceof Uint8Array || data instanceof Float32Array)) {
    return data.subarray(offset, offset + size);
  }
  const out = data instanceof Uint8Array ? new Uint8Array(size) : new Float32Array(size);
  const last = shape.length - 1;
  const row = (axis: number, from: number, to: number): void => {
    for (let n = 0; n < shape[axis]!; n++) {
      const source = from + n * stride[axis]!;
      const target = to + n * steps[axis]!;
      if (axis === last) out[target] = data[source]!;
      else row(axis + 1, source, target);
    }
  };
  row(0, offset, 0);
  return out;
}
