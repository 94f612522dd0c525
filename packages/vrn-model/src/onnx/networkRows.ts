// Keeps the state of one network in native training between steps: parameters and optimiser state, as rows.
import * as tf from '@tensorflow/tfjs-core';
import type { Optimiser, UpdateRule } from '../training/optimiser/optimiser.js';
import type { VRN } from '../vrn.js';
import { pack, type Row, type StepLayout, unpack } from './graph/layout.js';
import type { RuntimeSession, RuntimeTensor } from './runtime.js';
import { ruleOf } from './update.js';

/** The state of one network in training. */
export interface Run {
  /** Loaded step graphs by the JSON of their build options. */
  readonly sessions: Map<string, { readonly session: RuntimeSession; readonly layout: StepLayout }>;
  /** The latest rows by the names of the graph's inputs. */
  readonly rows: Map<string, RuntimeTensor>;
  /**
   * The rows of the previous step, if the runtime fills given tensors. The next step writes into their memory, which
   * saves allocations.
   */
  readonly spare: Map<string, RuntimeTensor>;
  /** The tensors that the rows were last read from or written to, by `row/path`, or `steps` for the step count. */
  readonly sources: Map<string, tf.Tensor | undefined>;
  optimiser: Optimiser | undefined;
  layout: StepLayout | undefined;
  /** Whether the rows are more recent than the tensors. */
  isAhead: boolean;
}

/** Creates a float32 tensor of the runtime. */
export type MakeTensor = (data: Float32Array, dims: readonly number[]) => RuntimeTensor;

/** Rows that hold the network's values; the other rows hold the optimiser's state. */
const OWN = ['params', 'fixed', 'means', 'variances'] as const;

/** Rows of the network's values that the step graph updates. */
const MOVED = ['params', 'means', 'variances'] as const;

const isMemory = (name: string): boolean => /^(?:memory|steps)/.test(name);

/** Creates the state of a network before its first step. */
export const newRun = (): Run => ({
  sessions: new Map(),
  rows: new Map(),
  spare: new Map(),
  sources: new Map(),
  optimiser: undefined,
  layout: undefined,
  isAhead: false,
});

/**
 * Creates the missing rows, and updates the others from tensors that the caller has assigned to the network or the
 * optimiser since the last step. If the optimiser is not that of the last step, all rows of its state are created anew.
 */
export async function refreshRows(
  run: Run,
  vrn: VRN,
  { optimiser, rule, make }: { readonly optimiser: Optimiser; readonly rule: UpdateRule; readonly make: MakeTensor },
): Promise<void> {
  const layout = run.layout!;
  const { memories, counts } = ruleOf(rule);
  const isOther = run.optimiser !== optimiser;
  run.optimiser = optimiser;
  for (const name of OWN) {
    await fillRow(run, { name, row: layout[name], tensorOf: (path) => vrn.params.get(path) }, make);
  }
  if (isOther) for (const name of [...run.rows.keys()]) if (isMemory(name)) run.rows.delete(name);
  for (const ending of memories) {
    const tensorOf = (path: string): tf.Tensor | undefined => optimiser.state.get(`${path}${ending}`);
    await fillRow(run, { name: `memory${ending}`, row: layout.params, tensorOf }, make);
  }
  if (!counts) return;
  const steps = optimiser.state.get('steps');
  if (run.rows.has('steps') && run.sources.get('steps') === steps) return;
  const count = steps === undefined ? 0 : (await steps.data())[0]!;
  run.rows.set('steps', make(Float32Array.of(count), []));
  run.sources.set('steps', steps);
}

interface Filling {
  readonly name: string;
  readonly row: Row;
  readonly tensorOf: (path: string) => tf.Tensor | undefined;
}

/**
 * Updates a row with the tensors that were replaced since its last update; creates the row if it is missing, unless it
 * has no values. The values of missing tensors are zeros.
 */
async function fillRow(run: Run, { name, row, tensorOf }: Filling, make: MakeTensor): Promise<void> {
  const known = run.rows.get(name);
  let data = known?.data as Float32Array | undefined;
  for (const place of row.places) {
    const source = `${name}/${place.path}`;
    const tensor = tensorOf(place.path);
    if (data !== undefined && run.sources.has(source) && run.sources.get(source) === tensor) continue;
    data ??= new Float32Array(row.size);
    const value = tensor === undefined ? new Float32Array(place.size) : await tensor.data();
    pack(data, place, value as Float32Array);
    run.sources.set(source, tensor);
  }
  if (row.size > 0 && known === undefined) run.rows.set(name, make(data!, [row.size]));
}

/**
 * Replaces those tensors of the network and the optimiser that steps update by new ones with the values of the latest
 * rows, if the rows are more recent and the optimiser is that of the last step.
 */
export function settleRows(run: Run, vrn: VRN, optimiser: Optimiser): void {
  if (!run.isAhead || run.optimiser !== optimiser) return;
  const layout = run.layout!;
  const { memories, counts } = ruleOf(optimiser.rule!);
  const dataOf = (name: string): Float32Array => run.rows.get(name)!.data as Float32Array;
  for (const name of MOVED) {
    for (const place of layout[name].places) {
      const tensor = tf.keep(tf.tensor(unpack(dataOf(name), place), [...place.shape], 'float32'));
      vrn.assign(place.path, tensor);
      run.sources.set(`${name}/${place.path}`, tensor);
    }
  }
  for (const ending of memories) {
    for (const place of layout.params.places) {
      const value = tf.tensor(unpack(dataOf(`memory${ending}`), place), [...place.shape], 'float32');
      const tensor = remember(optimiser, `${place.path}${ending}`, value);
      run.sources.set(`memory${ending}/${place.path}`, tensor);
    }
    // Biases before norms have gradients of exactly zero, so their optimiser state stays zero.
    for (const { path, shape } of layout.fixed.places) {
      if (!optimiser.state.has(`${path}${ending}`)) remember(optimiser, `${path}${ending}`, tf.zeros([...shape]));
    }
  }
  if (counts) run.sources.set('steps', remember(optimiser, 'steps', tf.scalar(dataOf('steps')[0]!)));
  run.isAhead = false;
}

/** Replaces a tensor of an optimiser's state and disposes the old one. Returns the new one. */
function remember({ state }: Optimiser, name: string, tensor: tf.Tensor): tf.Tensor {
  state.get(name)?.dispose();
  state.set(name, tf.keep(tensor));
  return tensor;
}
