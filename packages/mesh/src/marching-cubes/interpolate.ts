// Interpolates a volume at the vertices of a surface: its attributes, and normals from its gradient.
import { type Grid, type View, voxelSize } from '@vrn/voxel';

/** The samples around a position: row, column and slice of each, and its weight. */
const corners = new Int32Array(24);
const shares = new Float64Array(8);

/**
 * Finds the samples from which a position is interpolated trilinearly; beyond the border, these are the nearest
 * samples. Returns their number.
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

/** Interpolates values given at samples, `[rows, columns, slices]` or with channels last, at the given positions. */
export function interpolate({ data, shape, stride, offset }: View, places: Float64Array): Float32Array {
  const channels = shape[3] ?? 1;
  const step = stride[3] ?? 0;
  const out = new Float32Array((places.length / 3) * channels);
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
    }
  }
  return out;
}

/**
 * Unit normals at the given positions: opposite to the gradient of the volume, computed by central differences at the
 * samples, one-sided at the border, and interpolated linearly. On a wall of the volume, the wall's normal; where the
 * gradient is 0, the normal is that of `otherwise`, which is called at most once.
 */
export function gradientNormals(
  volume: View,
  grid: Grid,
  places: Float64Array,
  otherwise: () => Float32Array,
): Float32Array {
  const { data, shape, offset } = volume;
  const [rows, columns, slices] = shape as readonly [number, number, number];
  const [di, dj, dk] = volume.stride as readonly [number, number, number];
  const [dx, dy, dz] = voxelSize(grid);
  const out = new Float32Array(places.length);
  let others: Float32Array | undefined;

  /** Difference of the volume along an axis, from one sample to the next. */
  const slope = (at: number, step: number, index: number, length: number): number => {
    if (length === 1) return 0;
    if (index === 0) return data[at + step]! - data[at]!;
    if (index === length - 1) return data[at]! - data[at - step]!;
    return (data[at + step]! - data[at - step]!) / 2;
  };

  for (let v = 0; v < places.length; v += 3) {
    let down = wallSide(places[v]!, rows);
    let right = wallSide(places[v + 1]!, columns);
    let deep = wallSide(places[v + 2]!, slices);
    if (down === 0 && right === 0 && deep === 0) {
      const count = around(places, v, shape);
      for (let n = 0; n < count; n++) {
        const i = corners[3 * n]!;
        const j = corners[3 * n + 1]!;
        const k = corners[3 * n + 2]!;
        const at = offset + i * di + j * dj + k * dk;
        const share = shares[n]!;
        down -= share * slope(at, di, i, rows);
        right -= share * slope(at, dj, j, columns);
        deep -= share * slope(at, dk, k, slices);
      }
    }
    // Rows run in the direction of −y, slices in the direction of −z.
    const x = right / dx;
    const y = -down / dy;
    const z = -deep / dz;
    const length = Math.sqrt(x * x + y * y + z * z);
    if (length > 0 && length < Number.POSITIVE_INFINITY) {
      out[v] = x / length;
      out[v + 1] = y / length;
      out[v + 2] = z / length;
    } else {
      others ??= otherwise();
      for (let axis = 0; axis < 3; axis++) out[v + axis] = others[v + axis]!;
    }
  }
  return out;
}

/** Side of the volume on which a coordinate lies: −1 before the first sample, 1 after the last, else 0. */
const wallSide = (place: number, length: number): number => (place < 0 ? -1 : place > length - 1 ? 1 : 0);
