// Builds a complete training step as one ONNX graph: forward pass, losses, gradients, update, running averages.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { network } from '../network/network.js';
import { type Description, isTrainable, type Parameter, product } from '../network/shapes.js';
import { MOMENTUM } from '../tensors/normalise.js';
import { type LossOptions, lossSettings } from '../training/loss/objective.js';
import type { UpdateRule } from '../training/optimiser/optimiser.js';
import type { VRN } from '../vrn.js';
import { createGraph, type Graph, type Value } from './graph/graph.js';
import { row, type StepLayout } from './graph/layout.js';
import { joinNorms, splitRow } from './graph/rows.js';
import { graphInterpreter, type Operand } from './graphInterpreter.js';
import { joinGradients, type Norm, positions, rowsOfNorms, runsOf, splitAverages } from './normRows.js';
import { isFusedNorm, normByBatch } from './operators/batchNorm.js';
import { createTape, type Tape } from './operators/tape.js';
import { supervise } from './supervise.js';
import { readInput } from './toOnnx.js';
import { isRule, ruleOf } from './update.js';

/** Options of {@link stepGraph}. */
export interface StepGraphOptions {
  /** How parameters are updated; `none` outputs the gradient instead. Default: RMSProp, as in the paper. */
  readonly rule?: UpdateRule | 'none';
  /** Loss to minimise. Default: the mean sigmoid cross entropy. */
  readonly loss?: LossOptions;
  /** Whether the graph has an input `clipNorm`, the upper limit of the gradient's norm. Default false. */
  readonly clip?: boolean;
  /** Samples per batch. Default: any number; runtimes plan memory better for a fixed one. */
  readonly samples?: number;
}

const DEFAULT_RULE: UpdateRule = { kind: 'rmsprop', decay: 0.99, epsilon: 1e-8 };

/**
 * Default number of floats per strip. With all values computed from it, a strip fits into the caches of two CPU cores.
 */
const STRIP = 2 ** 18;

/** Code of the type float32 in ONNX. */
const FLOAT = 1;

const STEP_GRAPH_OPTIONS = ['rule', 'loss', 'clip', 'samples'] as const;

/**
 * Writes an ONNX file (operator set 18, float32) that performs one training step per run. If `samples` is given, every
 * batch must have this size; otherwise batches may have any size.
 *
 * Inputs: `input` `[batch, rows · inputScale, columns · inputScale, channels]`, `target`
 * `[batch, rows, columns, slices]`, the scalar `rate` and, with `clip`, the scalar `clipNorm`; the network in four
 * rows, `params`, `fixed` (only if not empty), `means`, `variances`; the optimiser's state for `params`: `memory`
 * (RMSProp), or `memory/mean`, `memory/square` and the scalar `steps` (Adam). The metadata entry `layout` gives the
 * position of each value in its row.
 *
 * Outputs: `losses` and `ious`, one per supervised stack; with `clip`, the scalar `norm`, the norm of the gradient
 * before clipping; `next/…` with the new values of every row but `fixed`, and of `steps`. With the rule `none`, there
 * are no inputs `rate`, `memory…` and `steps`, and the output `gradient`, clipped if `clip` is set, replaces the new
 * parameters and optimiser state.
 *
 * @param vrn     the network; its parameters are not part of the file.
 * @param options update rule, loss, clipping, batch size.
 * @returns the bytes of the file.
 * @throws {VolumetricError} `bad-argument` for unknown options and invalid values.
 *
 * @example
 * stepGraph(vrn, { rule: 'none' }) instanceof Uint8Array; // → true
 */
export function stepGraph(vrn: VRN, options: StepGraphOptions = {}): Uint8Array {
  check(vrn !== null && typeof vrn === 'object' && 'params' in vrn, 'bad-argument', () => {
    return `stepGraph: vrn must be a network, got ${String(vrn)}`;
  });
  checkOptions('stepGraph', options, STEP_GRAPH_OPTIONS);
  const { rule, samples } = options;
  check(rule === undefined || rule === 'none' || isRule(rule), 'bad-argument', () => {
    return `stepGraph: rule must be 'none' or that of an optimiser, got ${JSON.stringify(rule)}`;
  });
  check(samples === undefined || (Number.isInteger(samples) && samples > 0), 'bad-argument', () => {
    return `stepGraph: samples must be a positive integer, got ${String(samples)}`;
  });
  return buildStep(vrn, options).bytes;
}

/** Options of {@link buildStep}: also those that only suit graphs for one specific runtime, not portable files. */
export interface BuildOptions extends StepGraphOptions {
  /**
   * Whether the graph targets ONNX Runtime on CPUs: it then uses the runtime's own operators, and computes volumes
   * strip by strip. Default false.
   */
  readonly native?: boolean;
  /** Approximate number of floats per strip of a volume; used only if `native`. Default {@link STRIP}. */
  readonly strip?: number;
  /** Number of channels per block of the runtime's own layout for convolutions. Default: that layout is not used. */
  readonly block?: number | undefined;
  /** Number of threads per operator. If undefined, more than one is assumed. */
  readonly threads?: number | undefined;
  /** Whether targets hold only zeros and ones, and are passed as bytes. Default false. */
  readonly bits?: boolean;
}

/** Builds the file of {@link stepGraph}, and returns it with the layout of its rows. */
export function buildStep(
  vrn: VRN,
  options: BuildOptions,
): { readonly bytes: Uint8Array; readonly layout: StepLayout } {
  const { rule = DEFAULT_RULE, clip = false, samples = 'batch', native = false, block, threads } = options;
  const { config, description } = vrn;
  const graph = createGraph({ native, images: samples === 'batch' ? 1 : samples, block, threads });
  const forward = appendForward(graph, vrn, samples);
  const { batch, seeds } = appendLosses(graph, vrn, { forward, options });
  const gradients = forward.tape.backward(graph, seeds);
  const { norms } = forward;
  const layout = layoutOf(description, norms, gradients);
  const pairs = runsOf(rowsOfNorms(norms), 2);
  graph.nodes.unshift(
    ...(norms.some(({ isFused }) => isFused)
      ? ['means', 'variances'].map((name) => splitAverages(graph, name, norms))
      : []),
    ...splitRow(graph, 'params', { ...layout.params, norms: pairs }),
    ...splitRow(graph, 'fixed', { ...layout.fixed, norms: [] }),
  );
  const gradient = joinGradients(graph, { layout, gradients, norms, batch });
  const used = clip ? clipped(graph, gradient) : gradient;
  if (rule === 'none') graph.output('gradient', used, [layout.params.size]);
  else update(graph, { gradient: used, size: layout.params.size }, rule);
  moveAverages(graph, norms, { layout, batch, samples });
  const metadata = { format: 'vrn-step', config: JSON.stringify(config), layout: JSON.stringify(layout) };
  return { bytes: graph.encode(metadata), layout };
}

/** The batch dimension: the number of samples, or a name where it is only known at run time. */
type Samples = number | 'batch';

interface ForwardPass {
  readonly x: Value;
  readonly outputs: readonly Operand[];
  readonly norms: readonly Norm[];
  readonly tape: Tape;
}

/** Appends the forward pass. Norms use the statistics of the batch. */
function appendForward(graph: Graph, { config, description }: VRN, samples: Samples): ForwardPass {
  const tape = createTape();
  const known = new Map(description.parameters.map((each) => [each.path, each]));
  const parameter = (path: string): Value => {
    return { name: `params/${path}`, shape: [product(known.get(path)!.shape)], tracked: true };
  };
  const filter = (path: string) => {
    const { shape } = known.get(path)!;
    const weight = parameter(path);
    const onnxShape = [shape.at(-1)!, shape.at(-2)!, ...shape.slice(0, -2)];
    return { weight, filter: () => graph.op('Reshape', [weight.name, graph.integers(onnxShape)]) };
  };
  const norms: Norm[] = [];
  const norm = (path: string, x: Value): Value => {
    const [, channels, ...lengths] = x.shape as [number, number, ...number[]];
    const value = (name: string): Value => ({
      ...parameter(`${path}/${name}`),
      shape: [channels, ...lengths.map(() => 1)],
    });
    const isFused = isFusedNorm(graph, x);
    const averages = isFused ? { averages: [`means/${path}`, `variances/${path}`] as const } : {};
    const step = normByBatch(graph, x, { scale: value('scale'), shift: value('shift'), ...averages });
    const { moments } = step;
    norms.push({ path, moments, channels, axes: lengths.length, positions: product(lengths), isFused });
    return tape.record(step);
  };
  const x = readInput(graph, config, samples);
  const outputs = network<Operand>(graphInterpreter(graph, { parameter, filter, norm, tape }), config, { x });
  return { x, outputs, norms, tape };
}

/**
 * Appends losses and scores. Returns the number of samples, a float scalar, and the gradients with respect to the
 * network's outputs, by the outputs' names.
 */
function appendLosses(
  graph: Graph,
  { config }: VRN,
  { forward, options }: { readonly forward: ForwardPass; readonly options: BuildOptions },
): { readonly batch: string; readonly seeds: ReadonlyMap<string, string> } {
  const { samples = 'batch', native = false, strip = STRIP, bits = false } = options;
  const { x, outputs } = forward;
  const { rows, columns, slices } = config;
  const batch = graph.op('Cast', [graph.op('Squeeze', [graph.op('Shape', [x.name], { start: 0, end: 1 })])], {
    to: FLOAT,
  });
  const name = graph.input('target', [samples, rows, columns, slices], bits ? 'uint8' : 'float');
  const supervised = supervise(graph, outputs, {
    target: { name, bits },
    batch: { samples: batch, size: [rows, columns, slices] },
    settings: lossSettings(options.loss ?? {}, 'stepGraph'),
    strip: native ? strip : undefined,
  });
  graph.output('losses', stacked(graph, supervised.losses), [outputs.length]);
  graph.output('ious', stacked(graph, supervised.ious), [outputs.length]);
  return { batch, seeds: new Map(outputs.map((output, i) => [output.name, supervised.gradients[i]!])) };
}

/**
 * Lays out the rows: parameters with gradients (scales and shifts of norms first), parameters without gradients,
 * running means and running variances.
 */
function layoutOf(
  { parameters }: Description,
  norms: readonly Norm[],
  gradients: ReadonlyMap<string, string>,
): StepLayout {
  const known = new Map(parameters.map((each) => [each.path, each]));
  const isReached = ({ path }: Parameter): boolean => gradients.has(`params/${path}`);
  const trainable = parameters.filter(isTrainable);
  const inNorms = norms.flatMap(({ path }) => [known.get(`${path}/scale`)!, known.get(`${path}/shift`)!]);
  const others = trainable.filter((each) => isReached(each) && !inNorms.includes(each));
  return {
    params: row([...inNorms, ...others]),
    fixed: row(trainable.filter((each) => !isReached(each))),
    means: row(norms.map(({ path }) => known.get(`${path}/mean`)!)),
    variances: row(norms.map(({ path }) => known.get(`${path}/variance`)!)),
  };
}

const stacked = (graph: Graph, scalars: readonly string[]): string => {
  const lines = scalars.map((scalar) => graph.op('Reshape', [scalar, graph.integers([1])]));
  return graph.op('Concat', lines, { axis: 0 });
};

/** Clips a gradient: multiplies it by min(1, clipNorm / norm). Declares the input `clipNorm` and the output `norm`. */
function clipped(graph: Graph, gradient: string): string {
  const { op } = graph;
  const norm = op('Sqrt', [op('ReduceSumSquare', [gradient], { keepdims: 0 })]);
  graph.output('norm', norm, []);
  const most = graph.input('clipNorm', []);
  const factor = op('Where', [op('Greater', [norm, most]), op('Div', [most, norm]), graph.float(1)]);
  return op('Mul', [gradient, factor]);
}

function update(
  graph: Graph,
  { gradient, size }: { readonly gradient: string; readonly size: number },
  rule: UpdateRule,
): void {
  const rate = graph.input('rate', []);
  const { memories, counts, corrections, update: next } = ruleOf(rule);
  let counted: readonly string[] = [];
  if (counts) {
    const steps = graph.op('Add', [graph.input('steps', []), graph.float(1)]);
    graph.output('next/steps', steps, []);
    counted = corrections(graph, steps, rule);
  }
  const memory = memories.map((name) => graph.input(`memory${name}`, [size]));
  const updated = next(graph, { value: 'params', gradient, rate, memory, corrections: counted }, rule);
  graph.output('next/params', updated.value, [size]);
  for (const [i, name] of memory.entries()) graph.output(`next/${name}`, updated.memory[i]!, [size]);
}

/**
 * Appends the new running averages: a tenth of the way from the old ones to the batch's means and unbiased variances.
 * If a norm sees a single value per channel, its averages do not change, as in `trainStep`.
 */
function moveAverages(
  graph: Graph,
  norms: readonly Norm[],
  { layout, batch, samples }: { readonly layout: StepLayout; readonly batch: string; readonly samples: Samples },
): void {
  const { op, float } = graph;
  const count = op('Mul', [positions(graph, norms, 1), batch]);
  const others = op('Sub', [count, float(1)]);
  const unbiased = op('Div', [count, op('Max', [others, float(1)])]);
  // A norm sees a single value per channel only if its features have one position and the batch has one sample.
  const mayBeSingle = samples === 'batch' || samples === 1;
  const hasSingles = mayBeSingle && norms.some((norm) => norm.positions === 1);
  const step = hasSingles ? op('Mul', [op('Min', [others, float(1)]), float(MOMENTUM)]) : float(MOMENTUM);
  const rest = hasSingles ? op('Sub', [float(1), step]) : float(1 - MOMENTUM);
  const means = norms.map(({ moments }) => moments.mean);
  const variances = norms.map(({ moments }) => moments.variance);
  const targets = {
    means: joinNorms(graph, means, runsOf(norms, 1)),
    variances: op('Mul', [joinNorms(graph, variances, runsOf(rowsOfNorms(norms), 1)), unbiased]),
  };
  for (const name of ['means', 'variances'] as const) {
    const { size } = layout[name];
    const old = op('Mul', [graph.input(name, [size]), rest]);
    graph.output(`next/${name}`, op('Add', [old, op('Mul', [targets[name], step])]), [size]);
  }
}
