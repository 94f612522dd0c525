// Replaces the wasm backend's concatenation and splitting of tensors by faster kernels. The backend's own kernels
// (4.22) copy row by row in JavaScript. If rows are short, this takes longer than a network's convolutions.
import * as tf from '@tensorflow/tfjs-core';
import { allocate, floats, type KernelCall, runKernel, type WasmBackend, withWindow } from './backend.js';

/** With fewer rows than this, the backend's own kernel is at least as fast. */
const MIN_ROWS = 256;

/** A binary tree of parts. Each inner node joins two neighbours of equal width. Widths are in values per row. */
type Tree =
  | { readonly width: number; readonly part: number }
  | { readonly width: number; readonly halves: readonly [Tree, Tree] };

/** Builds the tree of the given widths. Returns undefined if they cannot be paired into one tree. */
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

/**
 * Plans how to join parts of the given widths into rows, or to split rows into such parts. `at` is the axis, counted
 * from 0. Returns undefined if the backend's own kernel has to be used.
 */
function layout(x: tf.TensorInfo, axis: number, widths: (inner: number) => number[]) {
  const at = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const [rows, inner] = [product(x.shape.slice(0, at)), product(x.shape.slice(at + 1))];
  const tree = x.dtype === 'float32' && rows >= MIN_ROWS && inner > 0 ? pairUp(widths(inner)) : undefined;
  return tree !== undefined && tree.width > 0 ? { rows, tree, at } : undefined;
}

/** Rows of more values than this are joined by transposition, two parts of equal width at a time. */
const MAX_COPIED_WIDTH = 32;

type Join = KernelCall<Readonly<Record<string, tf.TensorInfo>>, { readonly axis: number }>;

/**
 * Creates a kernel for `Concat`. It calls the backend's own kernel, `stock`, for a single part and where {@link layout}
 * returns no plan.
 */
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
    if (tree.width > MAX_COPIED_WIDTH) return { ...join(backend, tree, { rows, parts }), shape };
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
 * Copies rows of `width` values into rows of `all` values, starting at column `first`. Copies ten, five, four or one
 * columns of all rows per pass, without an inner loop: a short inner loop would cost one branch misprediction per row.
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
 * Joins rows of 10, 5 and 5 values in one pass instead of three: the widths in volumetric blocks of 20 channels.
 * Returns false, without writing, for other widths or unaligned memory.
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

/** Copies one group of columns of all rows; widths and positions are in elements of the arrays. */
type Copier<T> = (from: T, width: number, to: T, all: number, start: number, target: number) => void;

/** Views float32 values as 64-bit elements, to move two values at a time. */
const pairs = (x: Float32Array) => new Float64Array(x.buffer, x.byteOffset, x.length / 2);

/** Copies ten columns as five pairs. */
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

/** Copiers by number of columns per pass. */
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

/** Joins the parts below a node, by transposing `[2, rows, half]` to `[rows, 2, half]`. */
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

/**
 * Creates a kernel for `SplitV`. It calls the backend's own kernel, `stock`, for a single part and where {@link layout}
 * returns no plan.
 */
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

/** Splits rows into the outputs below a node, by transposing `[rows, 2, half]` to `[2, rows, half]`. */
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
