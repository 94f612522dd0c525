// Appends losses, scores and gradients for the stacks' coarse volumes. For CPUs, full-size volumes are computed in
// strips of rows, which fit into the cache.
import type { Graph } from './graph/graph.js';
import type { Operand } from './graphInterpreter.js';
import { type Given, lossOfStack, lossOnPart, truthOf } from './operators/loss.js';
import type { Batch, LossSettings, OnPart } from './operators/lossTerm.js';
import { changes, type Lengths, stretch, stretchGradient } from './operators/resample.js';

export interface Supervision {
  /** Losses, one scalar per stack. */
  readonly losses: readonly string[];
  /** Scores (mean intersection over union), one scalar per stack. */
  readonly ious: readonly string[];
  /** Gradients of the sum of the losses with respect to the coarse logits, one per stack. */
  readonly gradients: readonly string[];
}

export interface SupervisionOptions {
  readonly target: Given;
  readonly batch: Batch;
  readonly settings: LossSettings;
  /**
   * Approximate number of floats of a volume that are computed at a time. Default: the whole volume. Strips stay in the
   * CPU's cache; on GPUs a loop only adds latency.
   */
  readonly strip: number | undefined;
}

/** Appends losses, scores and gradients of all stacks for the target `[batch, rows, columns, slices]`. */
export function supervise(
  graph: Graph,
  stacks: readonly Operand[],
  { target, batch, settings, strip }: SupervisionOptions,
): Supervision {
  const [rows, ...across] = batch.size;
  const [, ...coarse] = stacks[0]!.shape as [number, ...Lengths];
  const [, ...coarseAcross] = coarse;
  const down = changes(coarse, [rows, ...coarseAcross]);
  const lines = stacks.map(({ name }) => down.reduce((x, axis) => stretch(graph, x, axis), name));
  const height = strip === undefined ? rows : stripRows(batch.size, strip);
  const part: Part = { from: [height, ...coarseAcross], size: [height, ...across], bits: target.bits, settings };
  const values = [target.name, ...lines];
  const { sums, gradients } = height === rows ? onPart(graph, values, part) : inStrips(graph, values, { rows, part });
  const [voxels, ...rest] = sums as readonly [string, ...string[]];
  const totals = shares(rest, stacks.length).map((each) => lossOfStack(graph, { sums: each, voxels, batch }, settings));
  return {
    losses: totals.map(({ value }) => value),
    ious: totals.map(({ iou }) => iou),
    gradients: shares(gradients, stacks.length).map((each, stack) =>
      each
        .map((gradient) => down.reduceRight((dx, axis) => stretchGradient(graph, dx, axis), gradient))
        .map((gradient, i) => graph.op('Mul', [gradient, totals[stack]!.factors[i]!]))
        .reduce((a, b) => graph.op('Add', [a, b])),
    ),
  };
}

/**
 * Returns the number of rows per strip: the divisor n of `rows` that minimises
 * |log(n · columns · slices / strip)|.
 */
function stripRows([rows, columns, slices]: Lengths, strip: number): number {
  const divisors = Array.from({ length: rows }, (_, i) => i + 1).filter((n) => rows % n === 0);
  const off = (n: number): number => Math.abs(Math.log((n * columns * slices) / strip));
  return divisors.reduce((best, n) => (off(n) < off(best) ? n : best));
}

interface Part {
  /** Lengths of a part whose rows are upsampled but whose columns and slices are not. */
  readonly from: Lengths;
  /** Lengths of the part with all axes upsampled. */
  readonly size: Lengths;
  readonly bits: boolean;
  readonly settings: LossSettings;
}

/**
 * Appends the losses on one part, from the target and every stack's logits, upsampled along rows only. Sums: the number
 * of occupied voxels of the ground truth, then each stack's sums. Gradients: with respect to these logits, before
 * multiplication by the factors of {@link lossOfStack}.
 */
function onPart(graph: Graph, [target, ...lines]: readonly string[], { from, size, bits, settings }: Part): OnPart {
  const axes = changes(from, size);
  const truth = truthOf(graph, { name: target!, bits }, size);
  const stacks = lines.map((line) => {
    const logits = axes.reduce((x, axis) => stretch(graph, x, axis), line);
    return lossOnPart(graph, { logits, truth }, settings);
  });
  const toLine = (dy: string): string => axes.reduceRight((dx, axis) => stretchGradient(graph, dx, axis), dy);
  return {
    sums: [truth.voxels, ...stacks.flatMap(({ sums }) => sums)],
    gradients: stacks.flatMap(({ gradients }) => gradients.map(toLine)),
  };
}

/** Runs {@link onPart} strip by strip. Adds up the sums, `[batch]`, and joins the gradients, `[batch, rows, …]`. */
function inStrips(
  graph: Graph,
  values: readonly string[],
  { rows, part }: { readonly rows: number; readonly part: Part },
): OnPart {
  const { from, size } = part;
  const parts = values.map((value, i) => {
    const shape = [1, ...(i === 0 ? size : from)];
    const type = i === 0 && part.bits ? 'uint8' : 'float';
    return { name: graph.op('Reshape', [value, graph.integers([-1, ...shape])]), shape, type } as const;
  });
  let count = 0;
  const results = graph.scan(parts, (within, names) => {
    const { sums, gradients } = onPart(within, names, part);
    count = sums.length;
    return [...sums.map((name) => ({ name, shape: [1] })), ...gradients.map((name) => ({ name, shape: [1, ...from] }))];
  });
  const [height, ...across] = from;
  const sumOverStrips = (sum: string): string => {
    const perSample = graph.op('Reshape', [sum, graph.integers([-1, rows / height])]);
    return graph.op('ReduceSum', [perSample, graph.integers([1])], { keepdims: 0 });
  };
  return {
    sums: results.slice(0, count).map(sumOverStrips),
    gradients: results.slice(count).map((dy) => graph.op('Reshape', [dy, graph.integers([-1, rows, ...across])])),
  };
}

/** Splits a list into `parts` consecutive lists of equal length. */
function shares<T>(values: readonly T[], parts: number): T[][] {
  const size = values.length / parts;
  return Array.from({ length: parts }, (_, i) => values.slice(i * size, (i + 1) * size));
}
