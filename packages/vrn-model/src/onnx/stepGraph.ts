// A whole training step as one graph: forward, losses, gradients, update, running averages.
import { network } from '../network/network.js';
import { isTrainable, type Parameter } from '../network/shapes.js';
import type { UpdateRule } from '../training/engine.js';
import type { LossOptions } from '../training/loss/objective.js';
import type { VRN } from '../vrn.js';
import { createGraph, type Graph, type Value } from './graph/graph.js';
import { row, type StepLayout } from './graph/layout.js';
import { joinNorms, type NormRun, takeApart } from './graph/rows.js';
import { graphInterpreter, type Operand } from './graphInterpreter.js';
import { type Moments, normByBatch } from './operators/batchNorm.js';
import { graphLoss } from './operators/loss.js';
import { createTape } from './operators/tape.js';
import { supervise } from './supervise.js';
import { readInput } from './toOnnx.js';
import { ruleOf } from './update.js';

export interface StepGraphOptions {
  /** How parameters move; `none` hands out gradients in place of new values. Default RMSProp as the paper's. */
  readonly rule?: UpdateRule | 'none';
  /** What is minimised. Default: the mean sigmoid cross entropy. Silhouettes are not to be had. */
  readonly loss?: LossOptions;
  /** Whether there is an input `clipNorm`, the most that the root of the gradients' squares may be. Default false. */
  readonly clip?: boolean;
  /** Samples in a batch. Default: any number, known when the graph runs; runtimes plan memory better for a fixed one. */
  readonly samples?: number;
}

const DEFAULT_RULE: UpdateRule = { kind: 'rmsprop', decay: 0.99, epsilon: 1e-8 };

/** With what is reckoned of them, so many floats fit into the caches of two common cores. */
const STRIP = 2 ** 18;

/** Share of the batch's statistics in the running averages, as in Torch. */
const MOMENTUM = 0.1;

/**
 * The bytes of an ONNX file (operator set 18, float32) whose run is one step of training, for any batch.
 *
 * In: `input` `[batch, rows, columns, channels]`, `target` `[batch, rows, columns, slices]`, the scalar `rate` and, if asked
 * for, `clipNorm`; the network in four rows, `params`, `fixed`, `means`, `variances`, and what the optimiser remembers of
 * `params`: `memory` (RMSProp), or `memory/mean`, `memory/square` and the scalar `steps` (Adam). Where each value lies in
 * its row stands in the metadata, under `layout`.
 * Out: `losses` and `ious`, one a stack, if asked for `norm`, and under `next/…` the new rows. With the rule `none`:
 * `gradient` in place of parameters and memory.
 *
 * @throws {VolumetricError} `bad-argument` for losses that graphs do not have.
 */
export const stepGraph = (vrn: VRN, options: StepGraphOptions = {}): Uint8Array => buildStep(vrn, options).bytes;

/** What suits one runtime, and is not for files that any may run. */
export interface BuildOptions extends StepGraphOptions {
  /** Whether it is for ONNX Runtime on processors: its own operators, volumes at full size a strip at a time. */
  readonly native?: boolean;
  /** About how many floats of volumes a strip has. Default {@link STRIP}. */
  readonly strip?: number;
  /** Whether targets are zeros and ones, handed in as bytes. */
  readonly bits?: boolean;
}

/** {@link stepGraph}, and how its rows are laid out. */
export function buildStep(
  vrn: VRN,
  options: BuildOptions,
): { readonly bytes: Uint8Array; readonly layout: StepLayout } {
  const { rule = DEFAULT_RULE, clip = false, samples = 'batch', native = false, strip = STRIP, bits = false } = options;
  const settings = graphLoss(options.loss ?? {}, 'stepGraph');
  const { config, description } = vrn;
  const graph = createGraph({ native, images: samples === 'batch' ? 1 : samples });
  const tape = createTape();
  const known = new Map(description.parameters.map((each) => [each.path, each]));
  const parameter = (path: string): Value => {
    const size = known.get(path)!.shape.reduce((product, n) => product * n, 1);
    return { name: `params/${path}`, shape: [size], tracked: true };
  };
  const filter = (path: string) => {
    const { shape } = known.get(path)!;
    const weight = parameter(path);
    const turned = graph.integers([shape.at(-1)!, shape.at(-2)!, ...shape.slice(0, -2)]);
    return { weight, filter: () => graph.op('Reshape', [weight.name, turned]) };
  };
  const norms: Norm[] = [];
  const norm = (path: string, x: Value): Value => {
    const [, channels, ...lengths] = x.shape as [number, number, ...number[]];
    const value = (name: string): Value => ({
      ...parameter(`${path}/${name}`),
      shape: [channels, ...lengths.map(() => 1)],
    });
    const step = normByBatch(graph, x, { scale: value('scale'), shift: value('shift') });
    const positions = lengths.reduce((size, n) => size * n, 1);
    norms.push({ path, moments: step.moments, channels, axes: lengths.length, positions });
    return tape.record(step);
  };
  const x = readInput(graph, config, samples);
  const outputs = network<Operand>(graphInterpreter(graph, { parameter, filter, norm, tape }), config, x);

  const { rows, columns, slices } = config;
  const batch = graph.op('Cast', [graph.op('Squeeze', [graph.op('Shape', [x.name], { start: 0, end: 1 })])], { to: 1 });
  const name = graph.input('target', [samples, rows, columns, slices], bits ? 'uint8' : 'float');
  const truth = { target: { name, bits }, batch: { samples: batch, size: [rows, columns, slices] as const } };
  const supervised = supervise(graph, outputs, truth, { settings, strip: native ? strip : undefined });
  graph.output('losses', stacked(graph, supervised.losses), [outputs.length]);
  graph.output('ious', stacked(graph, supervised.ious), [outputs.length]);
  const seeds = new Map(outputs.map(({ name }, i) => [name, supervised.gradients[i]!]));
  const gradients = tape.backward(graph, seeds);
  const reached = ({ path }: Parameter): boolean => gradients.has(`params/${path}`);
  const trainable = description.parameters.filter(isTrainable);
  const inNorms = norms.flatMap(({ path }) => [known.get(`${path}/scale`)!, known.get(`${path}/shift`)!]);
  const others = trainable.filter((each) => reached(each) && !inNorms.includes(each));
  const layout: StepLayout = {
    params: row([...inNorms, ...others]),
    fixed: row(trainable.filter((each) => !reached(each))),
    means: row(norms.map(({ path }) => known.get(`${path}/mean`)!)),
    variances: row(norms.map(({ path }) => known.get(`${path}/variance`)!)),
  };
  const [pairs, singles] = [runsOf(norms, 2), runsOf(norms, 1)];
  graph.nodes.unshift(
    ...takeApart(graph, 'params', layout.params, pairs),
    ...takeApart(graph, 'fixed', layout.fixed, []),
  );
  const found = layout.params.places.map(({ path }) => gradients.get(`params/${path}`)!);
  const perPosition = joinNorms(graph, found.slice(0, inNorms.length), pairs);
  const counts = graph.op('Mul', [positions(graph, norms, 2), batch]);
  const whole = graph.op('Mul', [perPosition, counts]);
  const gradient = graph.op('Concat', [whole, ...found.slice(inNorms.length)], { axis: 0 });
  const used = clip ? clipped(graph, gradient) : gradient;
  if (rule === 'none') graph.output('gradient', used, [layout.params.size]);
  else update(graph, { gradient: used, size: layout.params.size }, rule);
  moveAverages(graph, norms, { layout, batch, runs: singles });
  const metadata = { format: 'vrn-step', config: JSON.stringify(config), layout: JSON.stringify(layout) };
  return { bytes: graph.encode(metadata), layout };
}

/** A norm that was met. */
interface Norm {
  readonly path: string;
  readonly moments: Moments;
  readonly channels: number;
  /** Spatial axes. */
  readonly axes: number;
  /** Of one image. */
  readonly positions: number;
}

const stacked = (graph: Graph, scalars: readonly string[]): string => {
  const lines = scalars.map((scalar) => graph.op('Reshape', [scalar, graph.integers([1])]));
  return graph.op('Concat', lines, { axis: 0 });
};

/** Norms in runs of as many axes, with `times` values each. */
function runsOf(norms: readonly Norm[], times: 1 | 2): NormRun[] {
  const runs: { axes: number; channels: number[] }[] = [];
  for (const { axes, channels } of norms) {
    if (runs.at(-1)?.axes !== axes) runs.push({ axes, channels: [] });
    runs.at(-1)!.channels.push(...new Array<number>(times).fill(channels));
  }
  return runs;
}

/** Positions of an image for every channel of every norm, `times` over in a row for each norm. */
function positions(graph: Graph, norms: readonly Norm[], times: 1 | 2): string {
  const values = norms.flatMap((norm) => new Array<number>(norm.channels * times).fill(norm.positions));
  return graph.tensor(`positions ${times}`, [values.length], Float32Array.from(values));
}

/** A gradient times min(1, clipNorm / its norm). */
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

/** A tenth of the way to the batch's means and unbiased variances. */
function moveAverages(
  graph: Graph,
  norms: readonly Norm[],
  { layout, batch, runs }: { readonly layout: StepLayout; readonly batch: string; readonly runs: readonly NormRun[] },
): void {
  const { op, float } = graph;
  const count = op('Mul', [positions(graph, norms, 1), batch]);
  const unbiased = op('Div', [count, op('Max', [op('Sub', [count, float(1)]), float(1)])]);
  const means = joinNorms(
    graph,
    norms.map(({ moments }) => moments.mean),
    runs,
  );
  const variances = joinNorms(
    graph,
    norms.map(({ moments }) => moments.variance),
    runs,
  );
  for (const [name, value] of [
    ['means', means],
    ['variances', op('Mul', [variances, unbiased])],
  ] as const) {
    const { size } = layout[name];
    const old = op('Mul', [graph.input(name, [size]), float(1 - MOMENTUM)]);
    graph.output(`next/${name}`, op('Add', [old, op('Mul', [value, float(MOMENTUM)])]), [size]);
  }
}
