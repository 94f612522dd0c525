// How a network's values lie in the few long rows that a step graph takes and gives.
import type { Parameter } from '../../network/shapes.js';

/** A value's place in a row. */
export interface Place {
  readonly path: string;
  /** As the network keeps it. */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  /** A filter: `[…kernel, in, out]` in the network, `[out, in, …kernel]` in the row. */
  readonly filter: boolean;
}

/** Values one behind the other. */
export interface Row {
  readonly places: readonly Place[];
  readonly size: number;
}

/** The rows by the names of a step graph's inputs. */
export interface StepLayout {
  /** What gradients reach: scales and shifts of norms first. */
  readonly params: Row;
  /** Biases that norms take away. */
  readonly fixed: Row;
  /** Running means and variances, in the same order. */
  readonly means: Row;
  readonly variances: Row;
}

/** A row of parameters, in their order. */
export function row(parameters: readonly Parameter[]): Row {
  let offset = 0;
  const places = parameters.map(({ path, shape, role }) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const place: Place = { path, shape, offset, size, filter: role === 'weight' };
    offset += size;
    return place;
  });
  return { places, size: offset };
}

/** Puts a value into its place. */
export function pack(into: Float32Array, { shape, offset, size, filter }: Place, value: Float32Array): void {
  if (!filter) {
    into.set(value, offset);
    return;
  }
  const [from, to] = shape.slice(-2) as [number, number];
  const kernel = size / (from * to);
  for (let o = 0, at = offset; o < to; o++) {
    for (let i = 0; i < from; i++) {
      for (let k = 0; k < kernel; k++) into[at++] = value[(k * from + i) * to + o]!;
    }
  }
}

/** Takes a value from its place. */
export function unpack(from: Float32Array, { shape, offset, size, filter }: Place): Float32Array {
  if (!filter) return from.slice(offset, offset + size);
  const value = new Float32Array(size);
  const [channels, to] = shape.slice(-2) as [number, number];
  const kernel = size / (channels * to);
  for (let o = 0, at = offset; o < to; o++) {
    for (let i = 0; i < channels; i++) {
      for (let k = 0; k < kernel; k++) value[(k * channels + i) * to + o] = from[at++]!;
    }
  }
  return value;
}
