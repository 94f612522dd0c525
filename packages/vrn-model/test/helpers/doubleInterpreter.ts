// Interprets the network on float64 arrays with simple loops, precise enough for finite differences.
import type { Interpreter } from '../../src/network/interpreter.js';

/** Feature maps `[batch, (slices,) rows, columns, channels]`, packed. */
export interface Dense {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Returns the values of a parameter, and creates them if they are missing. */
export type ParameterSource = (path: string, shape: readonly number[]) => Float64Array;

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
const dense = (shape: readonly number[]): Dense => ({ shape, data: new Float64Array(size(shape)) });

/** Shape with a slice axis: 2D features are volumes of one slice. */
const volumetric = (shape: readonly number[]): number[] =>
  shape.length === 5 ? [...shape] : [shape[0]!, 1, shape[1]!, shape[2]!, shape[3]!];
const threeAxes = (factors: readonly number[]): number[] => (factors.length === 3 ? [...factors] : [1, ...factors]);

/** Calls `visit` with every position [batch, slice, row, column] of a shape, and the index of its first channel. */
function positions(
  shape: readonly number[],
  visit: (at: readonly [number, number, number, number], first: number) => void,
) {
  const [batch, slices, rows, columns, channels] = volumetric(shape) as [number, number, number, number, number];
  let first = 0;
  for (let b = 0; b < batch; b++)
    for (let s = 0; s < slices; s++)
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++, first += channels) visit([b, s, i, j], first);
}

/** Index of a position's first channel, or -1 outside the shape. */
function indexOf(shape: readonly number[], [b, s, i, j]: readonly [number, number, number, number]): number {
  const [, slices, rows, columns, channels] = volumetric(shape) as [number, number, number, number, number];
  if (s < 0 || s >= slices || i < 0 || i >= rows || j < 0 || j >= columns) return -1;
  return (((b * slices + s) * rows + i) * columns + j) * channels;
}

const sized = (x: Dense, spatial: readonly number[], channels = x.shape.at(-1)!): Dense =>
  dense([x.shape[0]!, ...spatial, channels]);

/** Creates an interpreter whose norms use the statistics of the batch, as in training. */
export function doubleInterpreter(param: ParameterSource, epsilon = 1e-5): Interpreter<Dense> {
  return {
    shape: (x) => x.shape,
    convolution: (path, x, { out, kernel, stride = 1, bias }) => {
      const from = x.shape.at(-1)!;
      const w = param(`${path}/w`, [...kernel, from, out]);
      const b = bias ? param(`${path}/b`, [out]) : undefined;
      const [ks, ki, kj] = threeAxes(kernel) as [number, number, number];
      const steps = kernel.map(() => stride);
      const y = sized(
        x,
        x.shape.slice(1, -1).map((n, axis) => n / steps[axis]!),
        out,
      );
      positions(y.shape, ([batch, s, i, j], first) => {
        for (let o = 0; o < out; o++) y.data[first + o] = b?.[o] ?? 0;
        for (let t = 0; t < ks * ki * kj; t++) {
          const [ts, ti, tj] = [Math.floor(t / (ki * kj)), Math.floor(t / kj) % ki, t % kj];
          const slice = kernel.length === 3 ? s * stride + ts - (ks - 1) / 2 : 0;
          const source = indexOf(x.shape, [
            batch,
            slice,
            i * stride + ti - (ki - 1) / 2,
            j * stride + tj - (kj - 1) / 2,
          ]);
          if (source < 0) continue;
          for (let c = 0; c < from; c++)
            for (let o = 0; o < out; o++) y.data[first + o]! += x.data[source + c]! * w[(t * from + c) * out + o]!;
        }
      });
      return y;
    },
    norm: (path, x) => {
      const channels = x.shape.at(-1)!;
      const [scale, shift] = [param(`${path}/scale`, [channels]), param(`${path}/shift`, [channels])];
      const y = dense(x.shape);
      const n = x.data.length / channels;
      for (let c = 0; c < channels; c++) {
        let [mean, variance] = [0, 0];
        for (let at = c; at < x.data.length; at += channels) mean += x.data[at]! / n;
        for (let at = c; at < x.data.length; at += channels) variance += (x.data[at]! - mean) ** 2 / n;
        const gain = scale[c]! / Math.sqrt(variance + epsilon);
        for (let at = c; at < x.data.length; at += channels) y.data[at] = (x.data[at]! - mean) * gain + shift[c]!;
      }
      return y;
    },
    relu: (x) => ({ shape: x.shape, data: x.data.map((value) => Math.max(0, value)) }),
    add: (a, b) => ({ shape: a.shape, data: a.data.map((value, at) => value + b.data[at]!) }),
    concat: (parts) => {
      const y = sized(
        parts[0]!,
        parts[0]!.shape.slice(1, -1),
        parts.reduce((sum, part) => sum + part.shape.at(-1)!, 0),
      );
      positions(y.shape, (_, first) => {
        let to = first;
        for (const { shape, data } of parts) {
          const channels = shape.at(-1)!;
          const start = (first / y.shape.at(-1)!) * channels;
          for (let c = 0; c < channels; c++) y.data[to++] = data[start + c]!;
        }
      });
      return y;
    },
    pool: (x, factors) => {
      const [fs, fi, fj] = threeAxes(factors) as [number, number, number];
      const y = sized(
        x,
        x.shape.slice(1, -1).map((n, axis) => n / factors[axis]!),
      );
      y.data.fill(Number.NEGATIVE_INFINITY);
      positions(x.shape, ([b, s, i, j], first) => {
        const to = indexOf(y.shape, [b, Math.floor(s / fs), Math.floor(i / fi), Math.floor(j / fj)]);
        for (let c = 0; c < x.shape.at(-1)!; c++) y.data[to + c] = Math.max(y.data[to + c]!, x.data[first + c]!);
      });
      return y;
    },
    upsample: (x, factors) => {
      const [fs, fi, fj] = threeAxes(factors) as [number, number, number];
      const y = sized(
        x,
        x.shape.slice(1, -1).map((n, axis) => n * factors[axis]!),
      );
      positions(y.shape, ([b, s, i, j], first) => {
        const from = indexOf(x.shape, [b, Math.floor(s / fs), Math.floor(i / fi), Math.floor(j / fj)]);
        for (let c = 0; c < x.shape.at(-1)!; c++) y.data[first + c] = x.data[from + c]!;
      });
      return y;
    },
    resize: (x, spatial) => {
      const y = sized(x, spatial);
      const old = volumetric(x.shape).slice(1, 4);
      const to = threeAxes(spatial);
      positions(y.shape, ([b, ...at], first) => {
        const spots = at.map((p, axis) => (to[axis] === 1 ? 0 : (p * (old[axis]! - 1)) / (to[axis]! - 1)));
        for (let corner = 0; corner < 8; corner++) {
          let weight = 1;
          const place = spots.map((spot, axis) => {
            const low = Math.floor(spot);
            const high = (corner >> axis) & 1;
            weight *= high ? spot - low : 1 - (spot - low);
            return low + high;
          }) as [number, number, number];
          if (weight === 0) continue;
          const from = indexOf(x.shape, [b, ...place]);
          for (let c = 0; c < x.shape.at(-1)!; c++) y.data[first + c]! += weight * x.data[from + c]!;
        }
      });
      return y;
    },
    lift: (x, slices) => {
      const [batch, rows, columns, channels] = x.shape as [number, number, number, number];
      const y = dense([batch, slices, rows, columns, channels / slices]);
      positions(y.shape, ([b, s, i, j], first) => {
        const from = indexOf(x.shape, [b, 0, i, j]) + (s * channels) / slices;
        for (let c = 0; c < channels / slices; c++) y.data[first + c] = x.data[from + c]!;
      });
      return y;
    },
    flatten: (x) => {
      const [batch, slices, rows, columns] = x.shape as [number, number, number, number];
      const y = dense([batch, rows, columns, slices]);
      positions(x.shape, ([b, s, i, j], first) => {
        y.data[indexOf(y.shape, [b, 0, i, j]) + s] = x.data[first]!;
      });
      return y;
    },
  };
}
