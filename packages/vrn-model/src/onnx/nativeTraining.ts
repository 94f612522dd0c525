// Takes training steps on an ONNX runtime. Parameters and optimiser state stay in the runtime's tensors.
import { check } from '@vrn/voxel';
import { defined } from '@vrn/voxel/internal';
import { batchArrays } from '../training/batch.js';
import type { TrainingSample } from '../training/data/trainingSample.js';
import type { TrainingEngine } from '../training/engine.js';
import type { UpdateRule } from '../training/optimiser/optimiser.js';
import { checkStep, type StepOptions, type StepResult } from '../training/trainStep.js';
import type { VRN } from '../vrn.js';
import { type MakeTensor, newRun, type Run, refreshRows, settleRows } from './networkRows.js';
import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.js';
import { channelBlock, writesOutputs } from './runtimeProbes.js';
import { type BuildOptions, buildStep } from './stepGraph.js';

/** A training engine that runs on an ONNX runtime. */
export interface NativeTraining extends TrainingEngine {
  /**
   * Brings a network's parameters up to date, and the state of the optimiser that was used in the last step. Does
   * nothing if the network has taken no step.
   */
  settleParams(vrn: VRN): Promise<void>;
  dispose(): Promise<void>;
}

/** Options for building and loading step graphs. */
export interface Loading {
  /** Whether to use the runtime's own CPU operators: see {@link BuildOptions}. */
  readonly isNative: boolean;
  /** Threads per operator: see {@link BuildOptions}. */
  readonly threads: number | undefined;
  readonly load: (bytes: Uint8Array) => Promise<RuntimeSession>;
  /** Loads a graph that the runtime may not support, without logging an error if it does not. */
  readonly probe: (bytes: Uint8Array) => Promise<RuntimeSession>;
}

interface Machine extends Loading {
  readonly ort: Runtime;
  readonly make: MakeTensor;
  /** Returns the option `block` of {@link BuildOptions} that suits the runtime. */
  readonly block: () => Promise<number | undefined>;
  /** Whether the runtime writes outputs into tensors that are passed for them. */
  readonly reuses: () => Promise<boolean>;
}

/**
 * Creates the engine. For each network, it builds and loads one step graph per combination of update rule, loss,
 * clipping (on or off), number of samples, and type of the targets (bytes or floats).
 */
export function nativeTraining(ort: Runtime, loading: Loading): NativeTraining {
  let block: Promise<number | undefined> | undefined;
  let reuses: Promise<boolean> | undefined;
  const machine: Machine = {
    ...loading,
    ort,
    make: (data, dims) => new ort.Tensor('float32', data, dims),
    block: () => (block ??= loading.isNative ? channelBlock(ort, loading.probe) : Promise.resolve(undefined)),
    reuses: () => (reuses ??= writesOutputs(ort, loading.load)),
  };
  const runs = new Map<VRN, Run>();
  return {
    async step(vrn, samples, options) {
      const rule = checkOwnOptions(vrn, samples, options);
      const run = runs.get(vrn) ?? newRun();
      runs.set(vrn, run);
      if (run.optimiser !== undefined && run.optimiser !== options.optimiser) settleRows(run, vrn, run.optimiser);
      return takeStep(machine, run, { vrn, samples, options, rule });
    },
    async settle(vrn, optimiser) {
      const run = runs.get(vrn);
      if (run !== undefined) settleRows(run, vrn, optimiser);
    },
    async settleParams(vrn) {
      const run = runs.get(vrn);
      if (run?.optimiser !== undefined) settleRows(run, vrn, run.optimiser);
    },
    async dispose() {
      const all = [...runs.values()].flatMap(({ sessions }) => [...sessions.values()]);
      runs.clear();
      await Promise.all(all.map(({ session }) => session.release()));
    },
  };
}

/** Throws for arguments that `trainStep` rejects or that graphs do not support. Returns the optimiser's rule. */
function checkOwnOptions(vrn: VRN, samples: readonly TrainingSample[], options: StepOptions): UpdateRule {
  checkStep(vrn, samples, options);
  const { microBatch = samples.length, optimiser } = options;
  check(microBatch >= samples.length, 'bad-argument', () => {
    return `trainStep: microBatch must be undefined with this engine, which does not split batches, got ${microBatch}`;
  });
  const { rule } = optimiser;
  check(rule !== undefined, 'bad-argument', () => {
    return 'trainStep: optimiser must have a rule that this engine supports: rmsprop, or adam without weightDecay';
  });
  return rule;
}

interface Step {
  readonly vrn: VRN;
  readonly samples: readonly TrainingSample[];
  readonly options: StepOptions;
  readonly rule: UpdateRule;
}

async function takeStep(machine: Machine, run: Run, { vrn, samples, options, rule }: Step): Promise<StepResult> {
  const { optimiser, rate, clipNorm } = options;
  const { input, target } = batchArrays(vrn, samples);
  const { ort, make, isNative } = machine;
  const loss = defined({ ...options.loss, reduction: options.loss?.reduction ?? options.reduction });
  const isBits = target instanceof Uint8Array;
  const graph: BuildOptions = {
    ...{ rule, loss, clip: clipNorm !== undefined, samples: samples.length, native: isNative, bits: isBits },
    ...{ block: await machine.block(), threads: machine.threads },
  };
  const session = await sessionOf(machine, run, { vrn, graph });
  await refreshRows(run, vrn, { optimiser, rule, make });
  const { rows, columns, slices } = vrn.config;
  const volumes = [samples.length, rows, columns, slices];
  const moved = [...run.rows.keys()].filter((name) => name !== 'fixed');
  const fetches = {
    ...Object.fromEntries(moved.map((name) => [`next/${name}`, run.spare.get(name) ?? null])),
    ...{ losses: null, ious: null, ...(clipNorm !== undefined && { norm: null }) },
  };
  const feeds = {
    ...Object.fromEntries(run.rows),
    input: make(input, [samples.length, ...vrn.inputShape]),
    target: isBits ? new ort.Tensor('uint8', target, volumes) : make(target, volumes),
    rate: make(Float32Array.of(rate), []),
    ...(clipNorm !== undefined && { clipNorm: make(Float32Array.of(clipNorm), []) }),
  };
  const results = await session.run(feeds, fetches);
  const isReused = await machine.reuses();
  const scores = scoresOf(results, rate);
  for (const name of moved) {
    if (isReused) run.spare.set(name, run.rows.get(name)!);
    run.rows.set(name, results[`next/${name}`]!);
  }
  run.isAhead = true;
  return scores;
}

/** Returns the loaded step graph for the given options, and sets the run's layout. */
async function sessionOf(
  { load }: Machine,
  run: Run,
  { vrn, graph }: { readonly vrn: VRN; readonly graph: BuildOptions },
): Promise<RuntimeSession> {
  const key = JSON.stringify(graph);
  let loaded = run.sessions.get(key);
  if (loaded === undefined) {
    const { bytes, layout } = buildStep(vrn, graph);
    loaded = { session: await load(bytes), layout };
    run.sessions.set(key, loaded);
  }
  run.layout = loaded.layout;
  return loaded.session;
}

/**
 * Returns the losses and scores of a step.
 *
 * @throws {VolumetricError} `training-diverged` if the loss or, with clipping, the norm of the gradients is not finite.
 */
function scoresOf(results: Readonly<Record<string, RuntimeTensor>>, rate: number): StepResult {
  const numbers = (name: string): number[] => Array.from(results[name]!.data as Float32Array);
  const losses = numbers('losses');
  const loss = losses.reduce((all, each) => all + each, 0);
  const norm = results['norm'] === undefined ? 0 : numbers('norm')[0]!;
  for (const [quantity, value] of Object.entries({ loss, 'the norm of the gradients': norm })) {
    check(Number.isFinite(value), 'training-diverged', () => {
      return `trainStep: ${quantity} must stay finite, got ${value}; try a smaller rate than ${rate}`;
    });
  }
  return { loss, losses, ious: numbers('ious') };
}
