// The losses that a graph can be trained on, with their gradients to the logits, and the score of a batch.
import { check } from '@vrn/voxel';
import { type LossOptions, lossSettings } from '../training/objective.js';
import type { Graph } from './graph.js';
import { steepStep } from './pointwise.js';

type Settings = Required<LossOptions>;

/** What every stack is compared with. */
export interface Target {
  /** `[batch, rows, columns, slices]`, 0..1. */
  readonly name: string;
  /** 1 minus that. */
  readonly rest: string;
  /** `[rows, columns, slices]`. */
  readonly size: readonly [number, number, number];
  /** Samples in the batch, a float scalar. */
  readonly batch: string;
}

/** A scalar loss and its gradient to the logits. */
export interface Loss {
  readonly value: string;
  readonly gradient: string;
  /** A scalar that the gradient is still to be multiplied by: cheaper once all of it has come down to parameters. */
  readonly scale?: string;
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

/** A stack's output: logits, and what was not found from them. */
export interface Found {
  readonly logits: string;
  /** As {@link missed} makes it. */
  readonly missed: string;
}

/** One stack's loss: the formulas of `sigmoidCrossEntropy` and `softJaccard`, times their weights. */
export function stackLoss(graph: Graph, found: Found, target: Target, settings: Settings): Loss {
  const p = graph.op('Sigmoid', [found.logits]);
  const terms: Loss[] = [];
  if (settings.crossEntropy > 0) terms.push(crossEntropy(graph, { ...found, p }, target, settings));
  if (settings.jaccard > 0) terms.push(jaccard(graph, p, target, settings));
  if (terms.length === 1) return terms[0]!;
  return terms.map(scaled(graph)).reduce((a, b) => ({
    value: graph.op('Add', [a.value, b.value]),
    gradient: graph.op('Add', [a.gradient, b.gradient]),
  }));
}

const scaled =
  (graph: Graph) =>
  ({ value, gradient, scale }: Loss): Loss => ({
    value,
    gradient: scale === undefined ? gradient : graph.op('Mul', [gradient, scale]),
  });

/** Sums over each sample's voxels, axis by axis, so that rounding stays that of short sums: `[batch]`. */
function sampleSums(graph: Graph, x: string): string {
  const lines = graph.op('ReduceSum', [x, graph.integers([3])], { keepdims: 0 });
  return graph.op('ReduceSum', [lines, graph.integers([1, 2])], { keepdims: 0 });
}

/** As many factors of 0.5 to 1 as a product has at most: 64 of a half are far from what single precision cannot hold. */
const FACTORS = 64;

/** The sum over each sample of log |x|, x of −1 to −0.5 or 0.5 to 1: a logarithm of products, since those are quicker. */
function logSums(graph: Graph, x: string, [rows, , slices]: Target['size']): string {
  const { op, integers } = graph;
  const factors = Array.from({ length: FACTORS }, (_, i) => FACTORS - i).find((n) => slices % n === 0)!;
  const groups = op('Reshape', [x, integers([0, rows, -1, factors])]);
  const products = factors === 1 ? groups : op('ReduceProd', [groups, integers([3])], { keepdims: 1 });
  return sampleSums(graph, op('Log', [op('Abs', [products])]));
}

/**
 * max(x, 0) is x times what was found, h, and log(1 + e^−|x|) is −log σ(|x|), where σ(|x|) is the larger of p and 1 − p, so
 * |p − (1 − h)|: the sum of x·(h − z) − log |p − (1 − h)|, whose terms are none of them large where a network is right.
 */
function crossEntropy(
  graph: Graph,
  { logits, missed, p }: Found & { readonly p: string },
  target: Target,
  { crossEntropy: weight, positiveWeight: w, reduction }: Settings,
): Loss {
  const { op, float } = graph;
  const all = op('Mul', [target.batch, float(target.size.reduce((size, n) => size * n, 1))]);
  const scale = reduction === 'mean' ? op('Div', [float(weight), all]) : float(weight);
  const larger = op('Sub', [p, missed]);
  let sums: string;
  let gradient: string;
  if (w === 1) {
    const wrong = op('Mul', [logits, op('Sub', [target.rest, missed])]);
    sums = op('Sub', [sampleSums(graph, wrong), logSums(graph, larger, target.size)]);
    gradient = op('Sub', [p, target.name]);
  } else {
    const z = op('Mul', [target.name, float(w)]);
    const q = op('Add', [op('Mul', [target.name, float(w - 1)]), float(1)]);
    const softplus = op('Sub', [op('Relu', [logits]), op('Log', [op('Abs', [larger])])]);
    sums = sampleSums(graph, op('Sub', [op('Mul', [q, softplus]), op('Mul', [logits, z])]));
    gradient = op('Sub', [op('Mul', [q, p]), z]);
  }
  const sum = op('ReduceSum', [sums, graph.integers([0])], { keepdims: 0 });
  return { value: op('Mul', [sum, scale]), gradient, scale };
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

/** Ones where logits are below 0, so that a voxel's probability is below a half; else zeros. */
export const missed = (graph: Graph, logits: string): string => steepStep(graph, logits, -1);

/** The truth as {@link meanIou} takes it. */
export interface Truth {
  /** 1, and where the target is at least 0.5 `power` more: a line's sum holds two counts. */
  readonly counted: string;
  /** A power of two, above the count of a line of slices. */
  readonly power: number;
  /** How many voxels of each sample the target has, `[batch]`; and how many there are. */
  readonly voxels: string;
  readonly size: number;
}

/** What the target has of voxels of at least 0.5. */
export function truthOf(graph: Graph, { name, size }: Target): Truth {
  const { op, float } = graph;
  const voxels = op('Cast', [op('GreaterOrEqual', [name, float(0.5)])], { to: 1 });
  const power = 2 ** Math.ceil(Math.log2(size[2] + 1));
  const counted = op('Add', [op('Mul', [voxels, float(power)]), float(1)]);
  return { counted, power, voxels: sampleSums(graph, voxels), size: size.reduce((product, n) => product * n, 1) };
}

/** Mean over samples of the intersection over union of what was found with the truth; two empty ones score 1. */
export function meanIou(graph: Graph, found: Found, truth: Truth): string {
  const { op, float } = graph;
  // Of each line, how many were missed, and the power times how many of those the truth has.
  const lines = op('ReduceSum', [op('Mul', [found.missed, truth.counted]), graph.integers([3])], { keepdims: 0 });
  const wanted = op('Floor', [op('Mul', [lines, float(1 / truth.power)])]);
  const missing = op('Sub', [lines, op('Mul', [wanted, float(truth.power)])]);
  const perSample = (counts: string) => op('ReduceSum', [counts, graph.integers([1, 2])], { keepdims: 0 });
  const both = op('Sub', [truth.voxels, perSample(wanted)]);
  const either = op('Sub', [op('Add', [op('Sub', [float(truth.size), perSample(missing)]), truth.voxels]), both]);
  const empty = op('Equal', [either, float(0)]);
  const score = op('Where', [empty, float(1), op('Div', [both, op('Where', [empty, float(1), either])])]);
  return op('ReduceMean', [score, graph.integers([0])], { keepdims: 0 });
}
