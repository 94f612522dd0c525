// From the stacks' coarse volumes to losses, scores and gradients. At full size a strip of rows is computed at a time, so
// that it stays in a processor's cache.
import type { Graph } from './graph/graph.js';
import type { Operand } from './graphInterpreter.js';
import {
  type Batch,
  type Given,
  type LossSettings,
  lossOfStack,
  lossOnPart,
  type OnPart,
  truthOf,
} from './operators/loss.js';
import { changes, type Lengths, stretch, stretchGradient } from './operators/resample.js';

export interface Supervision {
  /** A scalar a stack. */
  readonly losses: readonly string[];
  readonly ious: readonly string[];
  /** Gradients of the losses' sum to the coarse volumes. */
  readonly gradients: readonly string[];
}

export interface SupervisionOptions {
  readonly target: Given;
  readonly batch: Batch;
  readonly settings: LossSettings;
  /**
   * About how many floats of a volume are computed at a time. Default: the whole volume. Strips stay in the CPU's cache; on
   * GPUs a loop only adds latency.
   */
  readonly strip: number | undefined;
}

/** Losses of all stacks against the target `[batch, rows, columns, slices]`. */
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

/** Rows of a strip of about so many floats, of which a volume is a whole number. */
function stripRows([rows, columns, slices]: Lengths, strip: number): number {
  const divisors = Array.from({ length: rows }, (_, i) => i + 1).filter((n) => rows % n === 0);
  const off = (n: number): number => Math.abs(Math.log((n * columns * slices) / strip));
  return divisors.reduce((best, n) => (off(n) < off(best) ? n : best));
}

interface Part {
  /** Lengths of a part as it comes, stretched to all its rows; and stretched altogether. */
  readonly from: Lengths;
  readonly size: Lengths;
  readonly bits: boolean;
  readonly settings: LossSettings;
}

/** Of the target and every stack's lines: voxels of the truth and each stack's sums; each stack's gradients to its lines. */
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

/** The same, part by part: sums `[batch]` and gradients `[batch, rows, …]` of all. */
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
  const whole = (sum: string): string => {
    const perSample = graph.op('Reshape', [sum, graph.integers([-1, rows / height])]);
    return graph.op('ReduceSum', [perSample, graph.integers([1])], { keepdims: 0 });
  };
  return {
    sums: results.slice(0, count).map(whole),
    gradients: results.slice(count).map((dy) => graph.op('Reshape', [dy, graph.integers([-1, rows, ...across])])),
  };
}

/** A list in as many equal parts. */
function shares<T>(values: readonly T[], parts: number): T[][] {
  const size = values.length / parts;
  return Array.from({ length: parts }, (_, i) => values.slice(i * size, (i + 1) * size));
}
