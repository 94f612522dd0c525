// Lays out a network's values in the flat rows that are the inputs and outputs of a step graph.
import type { Parameter } from '../../network/shapes.js';

/** Position of a value in a row. */
export interface Place {
  readonly path: string;
  /** Shape of the value in the network. */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  /** Whether the value is a filter: `[…kernel, in, out]` in the network, `[out, in, …kernel]` in the row. */
  readonly filter: boolean;
}

/** A one-dimensional tensor that stores several values one after another. */
export interface Row {
  readonly places: readonly Place[];
  readonly size: number;
}

/** The rows of a step graph by the names of its inputs. */
export interface StepLayout {
  /** Parameters that have gradients: scale and shift of every norm first, then all others. */
  readonly params: Row;
  /** Biases that have no effect on training steps, because norms subtract them. */
  readonly fixed: Row;
  /** Running means of the norms, in the order of the forward pass. */
  readonly means: Row;
  /** Running variances of the norms, in the same order. */
  readonly variances: Row;
}

/** Lays out parameters in one row, in the given order. */
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

/** Copies a value into its position in a row, with the axes of a filter in the row's order. */
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

/** Copies a value from its position in a row, with the axes of a filter in the network's order. */
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
