// Checks pairs of volumes, and iterates over both at the same time.
import { check, checkView, type PackedBits, type View, VolumetricError } from '@vrn/voxel';

/** A view of values, or packed bits. */
export type Occupancy = View | PackedBits;

export interface OverlapOptions {
  /** A voxel is set if and only if its value is at least this. Any finite number. Default 0.5. */
  readonly threshold?: number;
  /** Result if no voxel is set in either, 0..1. Default 1: two empty volumes agree. */
  readonly empty?: number;
}

export const OVERLAP_DEFAULTS = { threshold: 0.5, empty: 1 } as const;

/** Names of the caller's two arguments, for messages. */
export type Names = readonly [a: string, b: string];

/** Throws `bad-volume` unless both are views or packed bits, `shape-mismatch` unless their shapes are equal. */
export function checkPair(a: Occupancy, b: Occupancy, caller: string, [nameA, nameB]: Names = ['a', 'b']): void {
  checkOccupancy(a, caller, nameA);
  checkOccupancy(b, caller, nameB);
  check(a.shape.length === b.shape.length && a.shape.every((n, axis) => n === b.shape[axis]), 'shape-mismatch', () => {
    return `${caller}: ${nameB} must have the shape of ${nameA}, [${a.shape.join(', ')}], got [${b.shape.join(', ')}]`;
  });
}

/** Throws `bad-volume` unless the volume is a view or packed bits. */
export function checkOccupancy(volume: Occupancy, caller: string, name: string): void {
  if (!isBits(volume)) {
    checkView(volume, caller, name, volume?.shape?.length ?? 3);
    return;
  }
  const { words, shape } = volume;
  const isShape = Array.isArray(shape) && shape.length === 3 && shape.every((n) => Number.isInteger(n) && n > 0);
  const needed = isShape ? Math.ceil((shape[0] * shape[1] * shape[2]) / 32) : 0;
  const isWords = ArrayBuffer.isView(words) && words[Symbol.toStringTag] === 'Uint32Array';
  check(isShape && isWords && words.length === needed, 'bad-volume', () => {
    return `${caller}: ${name} must have a shape of three and a Uint32Array of one word per 32 voxels, got ${words?.length} for [${String(shape)}]`;
  });
}

export const isBits = (volume: Occupancy): volume is PackedBits =>
  volume !== null && typeof volume === 'object' && 'words' in volume;

/** Throws `bad-argument` unless the threshold is a finite number and `empty` lies in 0..1. */
export function checkOverlapOptions(threshold: number, empty: number, caller: string): void {
  check(Number.isFinite(threshold), 'bad-argument', () => `${caller}: threshold must be a number, got ${threshold}`);
  check(empty >= 0 && empty <= 1, 'bad-argument', () => `${caller}: empty must lie in 0..1, got ${empty}`);
}

/**
 * Iterates over two views of equal shape, run by run along the last axis; in a single run if both are packed.
 *
 * @param visit  called for each run with its first index in the data of `a` and its step there, the same for `b`, and
 *   the number of elements.
 */
export function eachRun(
  a: View,
  b: View,
  visit: (startA: number, stepA: number, startB: number, stepB: number, length: number) => void,
): void {
  const { shape } = a;
  if (isPacked(a) && isPacked(b)) {
    const size = shape.reduce((product, n) => product * n, 1);
    visit(a.offset, 1, b.offset, 1, size);
    return;
  }
  const last = shape.length - 1;
  const walk = (axis: number, i: number, j: number): void => {
    const [stepA, stepB, length] = [a.stride[axis]!, b.stride[axis]!, shape[axis]!];
    if (axis === last) visit(i, stepA, j, stepB, length);
    else for (let n = 0; n < length; n++) walk(axis + 1, i + n * stepA, j + n * stepB);
  };
  walk(0, a.offset, b.offset);
}

export function isPacked({ shape, stride }: View): boolean {
  let size = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== size) return false;
    size *= shape[axis]!;
  }
  return true;
}

/** Throws `bad-volume` naming the first invalid element, if any. Called only if a kernel's sums suggest one. */
export function refuse(
  views: Readonly<Record<string, View>>,
  must: string,
  isBad: (value: number) => boolean,
  caller: string,
): void {
  for (const [name, { data, shape, stride, offset }] of Object.entries(views)) {
    const find = (index: readonly number[], at: number): void => {
      const axis = index.length;
      if (axis < shape.length) {
        for (let n = 0; n < shape[axis]!; n++) find([...index, n], at + n * stride[axis]!);
      } else if (isBad(data[at]!)) {
        throw new VolumetricError(
          'bad-volume',
          `${caller}: ${name} must ${must}, got ${data[at]} at [${index.join(', ')}]`,
        );
      }
    };
    find([], offset);
  }
}
