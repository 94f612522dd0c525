// Concatenation along the last axis and splitting, its inverse: the backend's own (4.22) walk over rows in JavaScript one
// value at a time, which takes longer than the convolutions between them where rows are short.
import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, type KernelCall, runKernel, type WasmBackend, withWindow } from './backend.js';

/** Fewer rows than this are copied as quickly one by one. */
const FEW = 256;

/** How rows come together: two of equal width at a time. */
type Tree =
  | { readonly width: number; readonly part: number }
  | { readonly width: number; readonly halves: readonly [Tree, Tree] };

/** The tree of some widths, undefined where neighbours of equal width run out before all are one. */
function pairUp(widths: readonly number[]): Tree | undefined {
  const trees: Tree[] = widths.map((width, part) => ({ width, part }));
  while (trees.length > 1) {
    let at = trees.length - 2;
    while (at >= 0 && trees[at]!.width !== trees[at + 1]!.width) at--;
    if (at < 0) return undefined;
    const halves = [trees[at]!, trees[at + 1]!] as const;
    trees.splice(at, 2, { width: 2 * halves[0].width, halves });
  }
  return trees[0];
}

const product = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/** What is to be joined or cut: rows of `widths`, or nothing where the backend's own kernel is to do it. */
function layout(x: tf.TensorInfo, axis: number, widths: (inner: number) => number[]) {
  const at = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const [rows, inner] = [product(x.shape.slice(0, at)), product(x.shape.slice(at + 1))];
  const tree = x.dtype === 'float32' && rows >= FEW && inner > 0 ? pairUp(widths(inner)) : undefined;
  return tree !== undefined && tree.width > 0 ? { rows, tree, at } : undefined;
}

/** Wider rows than this are joined by transposing, two widths that are equal at a time. */
const NARROW = 32;

type Join = KernelCall<Readonly<Record<string, tf.TensorInfo>>, { readonly axis: number }>;

/** A kernel for `Concat`; the backend's own does what it cannot. */
export const concat =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { inputs, attrs, backend } = call as unknown as Join;
    const parts = Object.values(inputs);
    const plan = layout(parts[0]!, attrs.axis, (inner) => {
      const at = tf.util.parseAxisParam(attrs.axis, parts[0]!.shape)[0]!;
      return parts.map((part) => part.shape[at]! * inner);
    });
    if (plan === undefined || parts.length === 1) return stock(call);
    const { rows, tree, at } = plan;
    const shape = parts[0]!.shape.map((n, axis) => (axis === at ? parts.reduce((sum, p) => sum + p.shape[at]!, 0) : n));
    if (tree.width > NARROW) return { ...join(backend, tree, { rows, parts }), shape };
    const joined = allocate(backend, shape);
    const out = floats(backend, joined);
    const widths = parts.map((part) => product(part.shape.slice(at)));
    const values = parts.map((part) => floats(backend, part));
    if (joinTenFiveFive(values, widths, out)) return joined;
    let first = 0;
    for (const [i, width] of widths.entries()) {
      joinRows(values[i]!, width, out, tree.width, first);
      first += width;
    }
    return joined;
  };

/**
 * Copies rows into the columns from `first` on of wider rows: ten or five columns at a time, or four, each lot straight on. A
 * loop within a row that ends after so few costs a misprediction a row, and takes twice as long.
 */
function joinRows(from: Float32Array, width: number, to: Float32Array, all: number, first: number): void {
  const places = [width, all, first, from.byteOffset >> 2, to.byteOffset >> 2, from.length, to.length];
  if (width % 10 === 0 && places.every((n) => n % 2 === 0)) {
    for (let at = 0; at < width; at += 10)
      copyTens(pairs(from), width / 2, pairs(to), all / 2, at / 2, (first + at) / 2);
    return;
  }
  for (let at = 0; at < width; ) {
    const left = width - at;
    const lot = left % 5 === 0 ? 5 : left >= 4 ? 4 : 1;
    COPIERS[lot](from, width, to, all, at, first + at);
    at += lot;
  }
}

/**
 * Rows of ten, five and five, which most of the narrowest flat network's blocks join, in one pass: a third of the time of
 * three. False, and nothing done, where they are others.
 */
function joinTenFiveFive(parts: readonly Float32Array[], widths: readonly number[], out: Float32Array): boolean {
  const [a, b, c] = parts as readonly [Float32Array, Float32Array, Float32Array];
  if (String(widths) !== '10,5,5' || a.byteOffset % 8 !== 0 || out.byteOffset % 8 !== 0) return false;
  const [tens, twenties] = [pairs(a), pairs(out)];
  for (let five = 0, ten = 0, twenty = 10, end = b.length; five < end; five += 5, ten += 10, twenty += 20) {
    twenties[ten] = tens[five]!;
    twenties[ten + 1] = tens[five + 1]!;
    twenties[ten + 2] = tens[five + 2]!;
    twenties[ten + 3] = tens[five + 3]!;
    twenties[ten + 4] = tens[five + 4]!;
    out[twenty] = b[five]!;
    out[twenty + 1] = b[five + 1]!;
    out[twenty + 2] = b[five + 2]!;
    out[twenty + 3] = b[five + 3]!;
    out[twenty + 4] = b[five + 4]!;
    out[twenty + 5] = c[five]!;
    out[twenty + 6] = c[five + 1]!;
    out[twenty + 7] = c[five + 2]!;
    out[twenty + 8] = c[five + 3]!;
    out[twenty + 9] = c[five + 4]!;
  }
  return true;
}

type Copier<T> = (from: T, width: number, to: T, all: number, start: number, target: number) => void;

const pairs = (x: Float32Array) => new Float64Array(x.buffer, x.byteOffset, x.length / 2);

/** Five pairs of values. */
const copyTens: Copier<Float64Array> = (from, width, to, all, start, target) => {
  const end = to.length;
  for (let i = start, o = target; o < end; i += width, o += all) {
    to[o] = from[i]!;
    to[o + 1] = from[i + 1]!;
    to[o + 2] = from[i + 2]!;
    to[o + 3] = from[i + 3]!;
    to[o + 4] = from[i + 4]!;
  }
};

const COPIERS: { readonly [lot in 5 | 4 | 1]: Copier<Float32Array> } = {
  5: (from, width, to, all, start, target) => {
    const end = to.length;
    for (let i = start, o = target; o < end; i += width, o += all) {
      to[o] = from[i]!;
      to[o + 1] = from[i + 1]!;
      to[o + 2] = from[i + 2]!;
      to[o + 3] = from[i + 3]!;
      to[o + 4] = from[i + 4]!;
    }
  },
  4: (from, width, to, all, start, target) => {
    const end = to.length;
    for (let i = start, o = target; o < end; i += width, o += all) {
      to[o] = from[i]!;
      to[o + 1] = from[i + 1]!;
      to[o + 2] = from[i + 2]!;
      to[o + 3] = from[i + 3]!;
    }
  },
  1: (from, width, to, all, start, target) => {
    const end = to.length;
    for (let i = start, o = target; o < end; i += width, o += all) to[o] = from[i]!;
  },
};

function join(
  backend: WasmBackend,
  tree: Tree,
  from: { readonly rows: number; readonly parts: readonly tf.TensorInfo[] },
): tf.TensorInfo {
  if ('part' in tree) return from.parts[tree.part]!;
  const halves = tree.halves.map((half) => join(backend, half, from));
  const half = tree.halves[0].width;
  const stacked = allocate(backend, [2, from.rows, half]);
  for (const [i, each] of halves.entries()) {
    floats(backend, stacked).set(floats(backend, each), i * from.rows * half);
    if ('halves' in tree.halves[i]!) backend.disposeData(each.dataId);
  }
  const joined = runKernel('Transpose', backend, { inputs: { x: stacked }, attrs: { perm: [1, 0, 2] } });
  backend.disposeData(stacked.dataId);
  return joined;
}

type Cut = KernelCall<
  { readonly x: tf.TensorInfo },
  { readonly numOrSizeSplits: number | number[]; readonly axis: number }
>;

/** A kernel for `SplitV`; the backend's own does what it cannot. */
export const splitV =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { inputs, attrs, backend } = call as unknown as Cut;
    const { x } = inputs;
    const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0]!;
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, attrs.numOrSizeSplits, axis);
    const plan = layout(x, attrs.axis, (inner) => sizes.map((size) => size * inner));
    if (plan === undefined || sizes.length === 1) return stock(call);
    const outputs = sizes.map((size) =>
      allocate(
        backend,
        x.shape.map((n, i) => (i === axis ? size : n)),
      ),
    );
    cut(backend, plan.tree, { x, rows: plan.rows, outputs });
    return outputs;
  };

function cut(
  backend: WasmBackend,
  tree: Tree,
  to: { readonly x: tf.TensorInfo; readonly rows: number; readonly outputs: readonly tf.TensorInfo[] },
): void {
  if ('part' in tree) {
    floats(backend, to.outputs[tree.part]!).set(floats(backend, to.x));
    return;
  }
  const half = tree.halves[0].width;
  const paired = { ...to.x, shape: [to.rows, 2, half] };
  const stacked = runKernel('Transpose', backend, { inputs: { x: paired }, attrs: { perm: [1, 0, 2] } });
  for (const [i, each] of tree.halves.entries()) {
    const window = { of: stacked, offset: i * to.rows * half, shape: [to.rows, half] };
    withWindow(backend, window, (x) => cut(backend, each, { ...to, x }));
  }
  backend.disposeData(stacked.dataId);
}
