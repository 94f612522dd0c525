// Interpolates attributes of samples at the vertices of a surface.
import { check, type View } from '@vrn/voxel';

/** The samples around a position: row, column and slice of each, and its weight. */
const corners = new Int32Array(24);
const shares = new Float64Array(8);

/**
 * Stores in `corners` and `shares` the samples, and their weights, for trilinear interpolation at the position that
 * starts at index `at` of `places`. Samples of weight 0 are left out; positions beyond the outermost samples are
 * clamped to them. Returns the number of samples.
 */
function around(places: Float64Array, at: number, shape: readonly number[]): number {
  let count = 1;
  shares[0] = 1;
  for (let axis = 0; axis < 3; axis++) {
    const last = shape[axis]! - 1;
    const given = places[at + axis]!;
    const place = given < 0 ? 0 : given > last ? last : given;
    const low = Math.floor(place);
    const share = place - low;
    for (let n = 0; n < count; n++) corners[3 * n + axis] = low;
    if (share === 0) continue;
    for (let n = 0; n < count; n++) {
      const twin = 3 * (count + n);
      for (let before = 0; before < axis; before++) corners[twin + before] = corners[3 * n + before]!;
      corners[twin + axis] = low + 1;
      shares[count + n] = shares[n]! * share;
      shares[n]! *= 1 - share;
    }
    count *= 2;
  }
  return count;
}

/**
 * Interpolates an attribute given at samples, `[rows, columns, slices]` or with channels last, at the positions `[3V]`:
 * fractional row, column and slice. Returns `[V · channels]`.
 *
 * @throws {VolumetricError} `bad-volume` where a result is NaN or infinite.
 */
export function interpolate(name: string, { data, shape, stride, offset }: View, places: Float64Array): Float32Array {
  const channels = shape[3] ?? 1;
  const step = stride[3] ?? 0;
  const out = new Float32Array((places.length / 3) * channels);
  let finite = 0;
  for (let v = 0; 3 * v < places.length; v++) {
    const count = around(places, 3 * v, shape);
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let n = 0; n < count; n++) {
        let at = offset + channel * step;
        for (let axis = 0; axis < 3; axis++) at += corners[3 * n + axis]! * stride[axis]!;
        sum += shares[n]! * data[at]!;
      }
      out[v * channels + channel] = sum;
      finite += out[v * channels + channel]! - out[v * channels + channel]!;
    }
  }
  check(finite === 0, 'bad-volume', () => {
    return `marchingCubes: attributes.${name} must be finite at the surface, got NaN or infinity`;
  });
  return out;
}
