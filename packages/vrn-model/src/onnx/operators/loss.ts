// Appends the losses, their gradients with respect to the logits, and the score of a batch. Sums over parts of the
// volumes come first, then losses computed from these sums.
import type { Graph } from '../graph/graph.js';
import type { Batch, LossSettings, OnPart, Prediction, Term, Total, Truth } from './lossTerm.js';
import { steepStep } from './pointwise.js';
import type { Lengths } from './resample.js';
import { silhouette } from './silhouette.js';

/** A target as given, `[volumes, rows, columns, slices]`: floats, or if `bits` is true, bytes that are 0 or 1. */
export interface Given {
  readonly name: string;
  readonly bits: boolean;
}

/** Appends the conversion of a target `[volumes, …size]` to the forms that losses need. */
export function truthOf(graph: Graph, { name, bits }: Given, size: Lengths): Truth {
  const { op, float } = graph;
  const target = bits ? op('Cast', [name], { to: 1 }) : name;
  const voxels = bits ? target : op('Cast', [op('GreaterOrEqual', [name, float(0.5)])], { to: 1 });
  const counted = op('Add', [op('Mul', [voxels, float(power(size))]), float(1)]);
  return { target, rest: op('Sub', [float(1), target]), counted, voxels: volumeSums(graph, voxels), size };
}

/**
 * Appends a stack's sums over a part of the volumes, for {@link lossOfStack}, and its gradients before multiplication
 * by their factors.
 */
export function lossOnPart(
  graph: Graph,
  { logits, truth }: { readonly logits: string; readonly truth: Truth },
  settings: LossSettings,
): OnPart {
  const prediction = { logits, p: graph.op('Sigmoid', [logits]), negatives: steepStep(graph, logits, -1) };
  const parts = terms(settings).map((term) => term.onPart(graph, prediction, truth));
  return {
    sums: [...negativesOnPart(graph, prediction, truth), ...parts.flatMap(({ sums }) => sums)],
    gradients: parts.flatMap(({ gradients }) => gradients),
  };
}

/**
 * Appends a stack's loss and score.
 *
 * @param sums   the sums of {@link lossOnPart}, over complete samples, each `[batch]`.
 * @param voxels number of occupied voxels of the ground truth, `[batch]`.
 */
export function lossOfStack(
  graph: Graph,
  { sums, voxels, batch }: { readonly sums: readonly string[]; readonly voxels: string; readonly batch: Batch },
  settings: LossSettings,
): Total & { readonly iou: string } {
  const [falseNegatives, negatives, ...rest] = sums as readonly [string, string, ...string[]];
  const totals = terms(settings).map((term, i) => term.total(graph, rest.slice(2 * i, 2 * i + 2), batch));
  return {
    value: totals.map(({ value }) => value).reduce((a, b) => graph.op('Add', [a, b])),
    factors: totals.flatMap(({ factors }) => factors),
    iou: meanIou(graph, { falseNegatives, negatives, voxels }, batch),
  };
}

/** The losses with a positive weight. */
const terms = (settings: LossSettings): Term[] => [
  ...(settings.crossEntropy > 0 ? [crossEntropy(settings)] : []),
  ...(settings.jaccard > 0 ? [jaccard(settings)] : []),
  ...(settings.front > 0 ? [silhouette('front', settings)] : []),
  ...(settings.side > 0 ? [silhouette('side', settings)] : []),
];

/** Sums over each volume's voxels, `[volumes]`: over slices first, to limit rounding errors. */
function volumeSums(graph: Graph, x: string): string {
  const lines = graph.op('ReduceSum', [x, graph.integers([3])], { keepdims: 0 });
  return graph.op('ReduceSum', [lines, graph.integers([1, 2])], { keepdims: 0 });
}

const sum = (graph: Graph, x: string): string => graph.op('ReduceSum', [x, graph.integers([0])], { keepdims: 0 });

/** Maximum number of factors of 0.5 to 1 per product: 0.5^64 is far from underflow in single precision. */
const FACTORS = 64;

/** The sum of log |x| over each volume, for |x| in 0.5..1. Multiplies before taking logarithms, which are slower. */
function logSums(graph: Graph, x: string, [rows, , slices]: Lengths): string {
  const { op, integers } = graph;
  const factors = Array.from({ length: FACTORS }, (_, i) => FACTORS - i).find((n) => slices % n === 0)!;
  const groups = op('Reshape', [x, integers([0, rows, -1, factors])]);
  const products = factors === 1 ? groups : op('ReduceProd', [groups, integers([3])], { keepdims: 1 });
  return volumeSums(graph, op('Log', [op('Abs', [products])]));
}

/**
 * The formulas of `sigmoidCrossEntropy`, with logit x, target z and p = σ(x). Let f be 1 if x ≥ 0, else 0.
 * Then max(x, 0) = x·f and log(1 + e^−|x|) = −log σ(|x|), where σ(|x|) = max(p, 1 − p) = |p − (1 − f)|.
 * So the loss of a voxel is x·(f − z) − log |p − (1 − f)|. Both terms are near 0 where z is 0 or 1 and p is near z.
 * With weight w on occupied voxels, x·f and the logarithm are multiplied by 1 + (w − 1)·z, and x·z by w.
 */
const crossEntropy = ({ crossEntropy: weight, positiveWeight: w, reduction }: LossSettings): Term => ({
  onPart(graph, { logits, p, negatives }, { target, rest, size }) {
    const { op, float } = graph;
    const larger = op('Sub', [p, negatives]);
    if (w === 1) {
      const wrong = op('Mul', [logits, op('Sub', [rest, negatives])]);
      return {
        sums: [volumeSums(graph, wrong), logSums(graph, larger, size)],
        gradients: [op('Sub', [p, target])],
      };
    }
    const z = op('Mul', [target, float(w)]);
    const q = op('Add', [op('Mul', [target, float(w - 1)]), float(1)]);
    const wrong = op('Mul', [logits, op('Sub', [op('Mul', [q, op('Sub', [float(1), negatives])]), z])]);
    const logs = op('Mul', [q, op('Log', [op('Abs', [larger])])]);
    return {
      sums: [volumeSums(graph, wrong), volumeSums(graph, logs)],
      gradients: [op('Sub', [op('Mul', [q, p]), z])],
    };
  },
  total(graph, [wrong, logs], { samples, size }) {
    const { op, float } = graph;
    const all = op('Mul', [samples, float(size.reduce((product, n) => product * n, 1))]);
    const scale = reduction === 'mean' ? op('Div', [float(weight), all]) : float(weight);
    return { value: op('Mul', [sum(graph, op('Sub', [wrong!, logs!])), scale]), factors: [scale] };
  },
});

/**
 * The formulas of `softJaccard`, with probability p and target z: the loss of a sample is 1 − both / either and its
 * gradient p·(1 − p) · (both − (both + either)·z) / either², where both = Σ p·z + smooth and
 * either = Σ (p·(1 − z) + z) + smooth.
 */
const jaccard = ({ jaccard: weight, smooth, reduction }: LossSettings): Term => ({
  onPart(graph, { p }, { target, rest }) {
    const { op } = graph;
    const inside = op('Mul', [p, target]);
    const steepness = op('Mul', [p, op('Sub', [graph.float(1), p])]);
    return {
      sums: [volumeSums(graph, inside), volumeSums(graph, op('Add', [op('Mul', [p, rest]), target]))],
      gradients: [steepness, op('Mul', [steepness, target])],
    };
  },
  total(graph, [inside, union], { samples }) {
    const { op, float } = graph;
    const both = op('Add', [inside!, float(smooth)]);
    const either = op('Add', [union!, float(smooth)]);
    const share = reduction === 'mean' ? op('Div', [float(weight), samples]) : float(weight);
    const each = op('Div', [op('Sub', [either, both]), either]);
    const scale = op('Div', [share, op('Mul', [either, either])]);
    const along = (x: string): string => op('Reshape', [op('Mul', [x, scale]), graph.integers([-1, 1, 1, 1])]);
    const slope = op('Neg', [op('Add', [both, either])]);
    return { value: op('Mul', [sum(graph, each), share]), factors: [along(both), along(slope)] };
  },
});

/** The smallest power of two above the number of slices: the base in which {@link Truth.counted} encodes two counts. */
const power = ([, , slices]: Lengths): number => 2 ** Math.ceil(Math.log2(slices + 1));

/** Counts the false negatives and all voxels that are predicted empty, each `[volumes]`. */
function negativesOnPart(graph: Graph, { negatives }: Prediction, { counted, size }: Truth): string[] {
  const { op, float } = graph;
  // Per line of slices: the number of voxels predicted empty + power · the number of false negatives.
  const lines = op('ReduceSum', [op('Mul', [negatives, counted]), graph.integers([3])], { keepdims: 0 });
  const falseNegatives = op('Floor', [op('Mul', [lines, float(1 / power(size))])]);
  const all = op('Sub', [lines, op('Mul', [falseNegatives, float(power(size))])]);
  return [falseNegatives, all].map((counts) => op('ReduceSum', [counts, graph.integers([1, 2])], { keepdims: 0 }));
}

/** Mean over samples of the intersection over union of prediction and ground truth; two empty volumes score 1. */
function meanIou(
  graph: Graph,
  {
    falseNegatives,
    negatives,
    voxels,
  }: { readonly falseNegatives: string; readonly negatives: string; readonly voxels: string },
  { size }: Batch,
): string {
  const { op, float } = graph;
  const all = float(size.reduce((product, n) => product * n, 1));
  const both = op('Sub', [voxels, falseNegatives]);
  const either = op('Sub', [op('Add', [op('Sub', [all, negatives]), voxels]), both]);
  const empty = op('Equal', [either, float(0)]);
  const score = op('Where', [empty, float(1), op('Div', [both, op('Where', [empty, float(1), either])])]);
  return op('ReduceMean', [score, graph.integers([0])], { keepdims: 0 });
}
