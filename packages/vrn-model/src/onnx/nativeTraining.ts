// Steps of training taken by a runtime, with parameters and the optimiser's memory kept between them.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { batchArrays } from '../training/batch.js';
import type { TrainingEngine, UpdateRule } from '../training/engine.js';
import type { Optimiser } from '../training/optimiser/optimiser.js';
import type { StepOptions, StepResult } from '../training/trainStep.js';
import type { VRN } from '../vrn.js';
import { pack, type Row, type StepLayout, unpack } from './graph/layout.js';
import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.js';
import { buildStep } from './stepGraph.js';
import { ruleOf } from './update.js';

/** What is known of one network in training. */
interface Run {
  readonly sessions: Map<string, { readonly session: RuntimeSession; readonly layout: StepLayout }>;
  /** The newest rows by the names of the graph's inputs. */
  rows: Map<string, RuntimeTensor>;
  /** The rows before those, for the next to be put into: their memory is there, and new memory takes time to get. */
  spare: Map<string, RuntimeTensor>;
  /** The tensors that the rows came from, or were settled into, by the same names and paths. */
  sources: Map<string, tf.Tensor | undefined>;
  optimiser: Optimiser | undefined;
  layout: StepLayout | undefined;
  /** Whether the rows are newer than the tensors. */
  ahead: boolean;
}

/** Rows of a network's own values; the others are the optimiser's. */
const OWN = ['params', 'fixed', 'means', 'variances'] as const;

export interface NativeTraining extends TrainingEngine {
  /** Settles what the last optimiser did, if anything. */
  settleParams(vrn: VRN): Promise<void>;
  dispose(): Promise<void>;
}

/** How step graphs are written and loaded. */
export interface Loading {
  /** Whether for the runtime's own operators on processors: see {@link BuildOptions}. */
  readonly native: boolean;
  readonly load: (bytes: Uint8Array) => Promise<RuntimeSession>;
}

/** Training on a runtime. */
export function nativeTraining(ort: Runtime, { native, load }: Loading): NativeTraining {
  const runs = new Map<VRN, Run>();
  const runOf = (vrn: VRN): Run => {
    const fresh: Run = {
      ...{ sessions: new Map(), rows: new Map(), spare: new Map(), sources: new Map() },
      ...{ optimiser: undefined, layout: undefined, ahead: false },
    };
    const run = runs.get(vrn) ?? fresh;
    runs.set(vrn, run);
    return run;
  };
  const float = (data: Float32Array, dims: readonly number[]) => new ort.Tensor('float32', data, dims);
  const scalar = (value: number) => float(Float32Array.of(value), []);

  async function step(
    vrn: VRN,
    samples: Parameters<TrainingEngine['step']>[1],
    options: StepOptions,
  ): Promise<StepResult> {
    const { optimiser, rate, clipNorm, microBatch = samples.length } = options;
    check(samples.length > 0, 'bad-argument', () => 'trainStep: samples must not be empty');
    check(microBatch >= samples.length, 'bad-argument', () => {
      return `trainStep: microBatch must be left out with this engine, which takes a batch as a whole, got ${microBatch}`;
    });
    check(clipNorm === undefined || clipNorm > 0, 'bad-argument', () => {
      return `trainStep: clipNorm must be a positive number, got ${clipNorm}`;
    });
    const { rule } = optimiser;
    check(rule !== undefined, 'bad-argument', () => {
      return 'trainStep: optimiser must have a rule that this engine can write: rmsprop, or adam without weightDecay';
    });
    const loss = { ...(options.reduction && { reduction: options.reduction }), ...options.loss };
    const run = runOf(vrn);
    if (run.optimiser !== undefined && run.optimiser !== optimiser) await settle(vrn, run.optimiser);
    const { input, target } = batchArrays(vrn, samples);
    const bits = target instanceof Uint8Array;
    const graph = { rule, loss, clip: clipNorm !== undefined, samples: samples.length, native, bits };
    const key = JSON.stringify(graph);
    let loaded = run.sessions.get(key);
    if (loaded === undefined) {
      const { bytes, layout } = buildStep(vrn, graph);
      loaded = { session: await load(bytes), layout };
      run.sessions.set(key, loaded);
    }
    run.layout = loaded.layout;
    await refresh(vrn, run, { optimiser, rule });
    const { rows, columns, slices } = vrn.config;
    const volumes = [samples.length, rows, columns, slices];
    const moved = [...run.rows.keys()].filter((name) => name !== 'fixed');
    const fetches = {
      ...Object.fromEntries(moved.map((name) => [`next/${name}`, run.spare.get(name) ?? null])),
      ...{ losses: null, ious: null, ...(clipNorm !== undefined && { norm: null }) },
    };
    const feeds = {
      ...Object.fromEntries(run.rows),
      input: float(input, [samples.length, ...vrn.inputShape]),
      target: target instanceof Uint8Array ? new ort.Tensor('uint8', target, volumes) : float(target, volumes),
      rate: scalar(rate),
      ...(clipNorm !== undefined && { clipNorm: scalar(clipNorm) }),
    };
    const results = await loaded.session.run(feeds, fetches);
    const numbers = (name: string): number[] => Array.from(results[name]!.data as Float32Array);
    const losses = numbers('losses');
    const sum = losses.reduce((all, each) => all + each, 0);
    for (const [what, value] of [
      ['loss', sum],
      ['the norm of the gradients', clipNorm === undefined ? 0 : numbers('norm')[0]!],
    ] as const) {
      check(Number.isFinite(value), 'training-diverged', () => {
        return `trainStep: ${what} must stay finite, got ${value}; try a smaller rate than ${rate}`;
      });
    }
    for (const name of moved) {
      run.spare.set(name, run.rows.get(name)!);
      run.rows.set(name, results[`next/${name}`]!);
    }
    run.ahead = true;
    return { loss: sum, losses, ious: numbers('ious') };
  }

  /** Takes up what others have put into the network or the optimiser since the last step. */
  async function refresh(
    vrn: VRN,
    run: Run,
    { optimiser, rule }: { readonly optimiser: Optimiser; readonly rule: UpdateRule },
  ): Promise<void> {
    const layout = run.layout!;
    const { memories, counts } = ruleOf(rule);
    const changed = run.optimiser !== optimiser;
    run.optimiser = optimiser;
    const fill = async (name: string, row: Row, tensorOf: (path: string) => tf.Tensor | undefined) => {
      const known = run.rows.get(name);
      let data = known?.data as Float32Array | undefined;
      for (const place of row.places) {
        const [source, tensor] = [`${name}/${place.path}`, tensorOf(place.path)];
        if (data !== undefined && run.sources.has(source) && run.sources.get(source) === tensor) continue;
        data ??= new Float32Array(row.size);
        const value = tensor === undefined ? new Float32Array(place.size) : await tensor.data();
        pack(data, place, value as Float32Array);
        run.sources.set(source, tensor);
      }
      if (row.size > 0 && known === undefined) run.rows.set(name, float(data!, [row.size]));
    };
    for (const name of OWN) await fill(name, layout[name], (path) => vrn.params.get(path));
    if (changed) for (const name of [...run.rows.keys()]) if (/^(?:memory|steps)/.test(name)) run.rows.delete(name);
    for (const name of memories) {
      await fill(`memory${name}`, layout.params, (path) => optimiser.state.get(`${path}${name}`));
    }
    if (!counts) return;
    const steps = optimiser.state.get('steps');
    if (run.rows.has('steps') && run.sources.get('steps') === steps) return;
    run.rows.set('steps', scalar(steps === undefined ? 0 : (await steps.data())[0]!));
    run.sources.set('steps', steps);
  }

  async function settle(vrn: VRN, optimiser: Optimiser): Promise<void> {
    const run = runs.get(vrn);
    if (run === undefined || !run.ahead || run.optimiser !== optimiser) return;
    const layout = run.layout!;
    const { memories, counts } = ruleOf(optimiser.rule!);
    for (const name of ['params', 'means', 'variances'] as const) {
      const data = run.rows.get(name)!.data as Float32Array;
      for (const place of layout[name].places) {
        const tensor = tf.keep(tf.tensor(unpack(data, place), [...place.shape], 'float32'));
        vrn.assign(place.path, tensor);
        run.sources.set(`${name}/${place.path}`, tensor);
      }
    }
    const put = (name: string, tensor: tf.Tensor): tf.Tensor => {
      optimiser.state.get(name)?.dispose();
      optimiser.state.set(name, tf.keep(tensor));
      return tensor;
    };
    for (const name of memories) {
      const data = run.rows.get(`memory${name}`)!.data as Float32Array;
      for (const place of layout.params.places) {
        const tensor = put(`${place.path}${name}`, tf.tensor(unpack(data, place), [...place.shape], 'float32'));
        run.sources.set(`memory${name}/${place.path}`, tensor);
      }
      // Gradients of exactly zero leave the memory of biases that norms take away at zero.
      for (const { path, shape } of layout.fixed.places) {
        if (!optimiser.state.has(`${path}${name}`)) put(`${path}${name}`, tf.zeros([...shape]));
      }
    }
    if (counts) run.sources.set('steps', put('steps', tf.scalar((run.rows.get('steps')!.data as Float32Array)[0]!)));
    run.ahead = false;
  }

  return {
    step,
    settle,
    async settleParams(vrn) {
      const optimiser = runs.get(vrn)?.optimiser;
      if (optimiser !== undefined) await settle(vrn, optimiser);
    },
    async dispose() {
      const all = [...runs.values()].flatMap(({ sessions }) => [...sessions.values()]);
      runs.clear();
      await Promise.all(all.map(({ session }) => session.release()));
    },
  };
}
