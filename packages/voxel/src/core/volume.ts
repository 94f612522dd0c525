// Defines volumes and strided views; the only file that calls ndarray().
import ndarray, { type NdArray } from 'ndarray';
import { check, VolumetricError } from './errors.js';
import { checkGrid } from './grid.js';

/** Data of a packed array of this project: bytes or single precision. */
export type VolumeData = Uint8Array | Float32Array;

/**
 * A strided view: element (i, j, …) lies at `data[offset + i·stride[0] + j·stride[1] + …]`.
 * An `NdArray` is one; a plain object with these four fields is another.
 */
export interface View {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** A packed array with any number of axes, last axis fastest. */
export type Packed<T extends VolumeData = VolumeData> = NdArray<T>;

/**
 * Occupancy on a grid: shape `[rows, columns, slices]`, slices fastest. `Uint8Array` of 0/1 or `Float32Array` of 0..1.
 * Row 0 is the top, column 0 the left, slice 0 the nearest to the camera.
 */
export type Volume<T extends VolumeData = VolumeData> = NdArray<T>;

/**
 * Wraps packed data of a given shape, last axis fastest, without a copy.
 *
 * @throws {VolumetricError} `shape-mismatch` when the data's length is not the product of the shape; `no-eval` where a
 *   Content-Security-Policy keeps ndarray from compiling its views.
 */
export function packed<T extends VolumeData>(data: T, shape: readonly number[]): Packed<T> {
  const size = Array.isArray(shape) ? shape.reduce((product, n) => product * n, 1) : NaN;
  check(data?.length === size, 'shape-mismatch', () => {
    return `packed: data must have ${size} elements for shape [${shape}], got ${data?.length}`;
  });
  try {
    return ndarray(data, [...shape]);
  } catch (cause) {
    if (!(cause instanceof EvalError)) throw cause;
    throw new VolumetricError(
      'no-eval',
      "packed: page must allow 'unsafe-eval', for ndarray, got EvalError; pass out",
      { cause },
    );
  }
}

/**
 * Returns a volume of zeros, a `Uint8Array` by default.
 *
 * @param shape  `[rows, columns, slices]`.
 * @throws {VolumetricError} `bad-grid` (shape), `no-eval`
 */
export function emptyVolume(shape: readonly [number, number, number]): Volume<Uint8Array>;
export function emptyVolume(shape: readonly [number, number, number], dtype: 'uint8'): Volume<Uint8Array>;
export function emptyVolume(shape: readonly [number, number, number], dtype: 'float32'): Volume<Float32Array>;
export function emptyVolume(shape: readonly [number, number, number], dtype: 'uint8' | 'float32' = 'uint8'): Volume {
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'emptyVolume');
  const size = shape[0] * shape[1] * shape[2];
  return packed(dtype === 'uint8' ? new Uint8Array(size) : new Float32Array(size), shape);
}

/**
 * Throws unless a view has `axes` axes of positive integer length, integer strides, an integer offset, and all elements
 * within its data.
 *
 * @throws {VolumetricError} `bad-volume`
 */
export function checkView(view: View, caller: string, name: string, axes: number): void {
  const fail = (what: string) => () => `${caller}: ${name} must ${what}`;
  check(
    view?.data !== undefined && Array.isArray(view.shape),
    'bad-volume',
    fail('be a view { data, shape, stride, offset }'),
  );
  const { data, shape, stride, offset } = view;
  check(shape.length === axes, 'bad-volume', fail(`have ${axes} axes, got shape [${shape.join(', ')}]`));
  check(
    shape.every((n) => Number.isInteger(n) && n > 0),
    'bad-volume',
    fail(`have positive integer lengths, got shape [${shape.join(', ')}]`),
  );
  check(
    Array.isArray(stride) && stride.length === axes && stride.every(Number.isInteger) && Number.isInteger(offset),
    'bad-volume',
    fail(`have ${axes} integer strides and an integer offset`),
  );
  let low = offset;
  let high = offset;
  for (let axis = 0; axis < axes; axis++) {
    const reach = (shape[axis]! - 1) * stride[axis]!;
    if (reach < 0) low += reach;
    else high += reach;
  }
  check(
    low >= 0 && high < data.length,
    'bad-volume',
    fail(`keep shape [${shape.join(', ')}] within its ${data.length} elements, it reaches ${low}..${high}`),
  );
}
