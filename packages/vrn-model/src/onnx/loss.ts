// The losses that a graph can be trained on, with their gradients to the logits, and the score of a batch.
import { check } from '@vrn/voxel';
import { type LossOptions, lossSettings } from '../training/objective.js';
import type { Graph } from './graph.js';

type Settings = Required<LossOptions>;

/** What every stack is compared with. */
export interface Target {
  /** `[batch, rows, columns, slices]`, 0..1. */
  readonly name: string;
  /** `[rows, columns, slices]`. */
  readonly size: readonly [number, number, number];
  /** Samples in the batch, a float scalar. */
  readonly batch: string;
}

/** A scalar loss and its gradient to the logits. */
export interface Loss {
  readonly value: string;
  readonly gradient: string;
}

/** The settings of losses that graphs have; throws `bad-argument` for others. */
export function graphLoss(options: LossOptions, caller: string): Settings {
  const settings = lossSettings(options, caller);
  const missing = (['front', 'side'] as const).filter((name) => settings[name] > 0);
  check(missing.length === 0, 'bad-argument', () => {
    return `${caller}: loss must be made of crossEntropy and jaccard, which this engine has, got ${missing.join(', ')} too`;
  });
  return settings;
}

/** A stack's output: logits, and what was found from them. */
export interface Found {
  readonly logits: string;
  /** Where the logits are at least 0, as {@link occupied} makes it. */
  readonly voxels: string;
}

/** One stack's loss: the formulas of `sigmoidCrossEntropy` and `softJaccard`, times their weights. */
export function stackLoss(graph: Graph, found: Found, target: Target, settings: Settings): Loss {
  const p = graph.op('Sigmoid', [found.logits]);
  const terms: Loss[] = [];
  if (settings.crossEntropy > 0) terms.push(crossEntropy(graph, { ...found, p }, target, settings));
  if (settings.jaccard > 0) terms.push(jaccard(graph, p, target, settings));
  return terms.reduce((a, b) => ({
    value: graph.op('Add', [a.value, b.value]),
    gradient: graph.op('Add', [a.gradient, b.gradient]),
  }));
}

/** Sums over each sample's voxels, axis by axis, so that rounding stays that of short sums: `[batch]`. */
function sampleSums(graph: Graph, x: string): string {
  const lines = graph.op('ReduceSum', [x, graph.integers([3])], { keepdims: 0 });
  return graph.op('ReduceSum', [lines, graph.integers([1, 2])], { keepdims: 0 });
}

/**
 * max(x, 0) is x times what was found, h, and log(1 + e^−|x|) is −log σ(|x|), where σ(|x|) is the larger of p and 1 − p: the
 * sum of x·(h − z) − log max(p, 1 − p), whose terms are none of them large where a network is right.
 */
function crossEntropy(
  graph: Graph,
  { logits, voxels, p }: Found & { readonly p: string },
  target: Target,
  { crossEntropy: weight, positiveWeight: w, reduction }: Settings,
): Loss {
  const { op, float } = graph;
  const all = op('Mul', [target.batch, float(target.size.reduce((size, n) => size * n, 1))]);
  const share = reduction === 'mean' ? op('Div', [float(weight), all]) : float(weight);
  const excess = op('Log', [op('Max', [p, op('Sub', [float(1), p])])]);
  let sums: string;
  let slope: string;
  if (w === 1) {
    const wrong = op('Mul', [logits, op('Sub', [voxels, target.name])]);
    sums = sampleSums(graph, op('Sub', [wrong, excess]));
    slope = op('Sub', [p, target.name]);
  } else {
    const z = op('Mul', [target.name, float(w)]);
    const q = op('Add', [op('Mul', [target.name, float(w - 1)]), float(1)]);
    const softplus = op('Sub', [op('Relu', [logits]), excess]);
    sums = sampleSums(graph, op('Sub', [op('Mul', [q, softplus]), op('Mul', [logits, z])]));
    slope = op('Sub', [op('Mul', [q, p]), z]);
  }
  const sum = op('ReduceSum', [sums, graph.integers([0])], { keepdims: 0 });
  return { value: op('Mul', [sum, share]), gradient: op('Mul', [slope, share]) };
}

function jaccard(graph: Graph, p: string, target: Target, { jaccard: weight, smooth, reduction }: Settings): Loss {
  const { op, float } = graph;
  const z = target.name;
  const share = reduction === 'mean' ? op('Div', [float(weight), target.batch]) : float(weight);
  const both = op('Add', [sampleSums(graph, op('Mul', [p, z])), float(smooth)]);
  const either = op('Add', [op('Sub', [sampleSums(graph, op('Add', [p, z])), both]), float(2 * smooth)]);
  const each = op('Div', [op('Sub', [either, both]), either]);
  const value = op('Mul', [op('ReduceSum', [each, graph.integers([0])], { keepdims: 0 }), share]);
  const along = (x: string): string => op('Reshape', [x, graph.integers([-1, 1, 1, 1])]);
  const scale = op('Div', [share, op('Mul', [either, either])]);
  const constant = along(op('Mul', [both, scale]));
  const slope = along(op('Mul', [op('Add', [both, either]), scale]));
  const toP = op('Sub', [constant, op('Mul', [z, slope])]);
  const steepness = op('Mul', [p, op('Sub', [float(1), p])]);
  return { value, gradient: op('Mul', [steepness, toP]) };
}

/** Voxels of at least 0.5 as ones, others as zeros. */
export const occupied = (graph: Graph, x: string, least: number): string =>
  graph.op('Cast', [graph.op('GreaterOrEqual', [x, graph.float(least)])], { to: 1 });

/** The truth as {@link meanIou} takes it. */
export interface Truth {
  /** Made by {@link occupied}. */
  readonly voxels: string;
  /** How many each sample has. */
  readonly counts: string;
}

/** What the target has of voxels of at least 0.5. */
export function truthOf(graph: Graph, target: Target): Truth {
  const voxels = occupied(graph, target.name, 0.5);
  return { voxels, counts: sampleSums(graph, voxels) };
}

/** Mean over samples of the intersection over union of voxels with the truth's; two empty ones score 1. */
export function meanIou(graph: Graph, voxels: string, truth: Truth): string {
  const { op, float } = graph;
  const both = sampleSums(graph, op('Mul', [voxels, truth.voxels]));
  const either = op('Sub', [op('Add', [sampleSums(graph, voxels), truth.counts]), both]);
  const empty = op('Equal', [either, float(0)]);
  const score = op('Where', [empty, float(1), op('Div', [both, op('Where', [empty, float(1), either])])]);
  return op('ReduceMean', [score, graph.integers([0])], { keepdims: 0 });
}
