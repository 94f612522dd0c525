// Training steps by a runtime: parameters and the optimiser's memory stay with it between steps.
import { check } from '@vrn/voxel';
import { batchArrays } from '../training/batch.js';
import type { TrainingSample } from '../training/data/trainingSample.js';
import type { TrainingEngine } from '../training/engine.js';
import type { UpdateRule } from '../training/optimiser/optimiser.js';
import { checkStep, type StepOptions, type StepResult } from '../training/trainStep.js';
import type { VRN } from '../vrn.js';
import { type MakeTensor, newRun, type Run, refreshRows, settleRows } from './networkRows.js';
import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.js';
import { type BuildOptions, buildStep } from './stepGraph.js';

/** A training engine on a runtime. */
export interface NativeTraining extends TrainingEngine {
  /** Settles what the last optimiser did, if anything. */
  settleParams(vrn: VRN): Promise<void>;
  dispose(): Promise<void>;
}

/** How step graphs are written and loaded. */
export interface Loading {
  /** Whether for the runtime's own operators on processors: see {@link BuildOptions}. */
  readonly isNative: boolean;
  readonly load: (bytes: Uint8Array) => Promise<RuntimeSession>;
}

/** The runtime, and how it loads graphs. */
interface Machine extends Loading {
  readonly ort: Runtime;
  readonly make: MakeTensor;
}

/** Creates the engine; nothing is loaded before the first step. */
export function nativeTraining(ort: Runtime, loading: Loading): NativeTraining {
  const machine: Machine = { ...loading, ort, make: (data, dims) => new ort.Tensor('float32', data, dims) };
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

/** Throws for what `trainStep` refuses and for what graphs cannot express; gives the optimiser's rule. */
function checkOwnOptions(vrn: VRN, samples: readonly TrainingSample[], options: StepOptions): UpdateRule {
  checkStep(vrn, samples, options);
  const { microBatch = samples.length, optimiser } = options;
  check(microBatch >= samples.length, 'bad-argument', () => {
    return `trainStep: microBatch must be left out with this engine, which takes a batch as a whole, got ${microBatch}`;
  });
  const { rule } = optimiser;
  check(rule !== undefined, 'bad-argument', () => {
    return 'trainStep: optimiser must have a rule that this engine can write: rmsprop, or adam without weightDecay';
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
  const loss = { ...(options.reduction && { reduction: options.reduction }), ...options.loss };
  const isBits = target instanceof Uint8Array;
  const graph: BuildOptions = {
    ...{ rule, loss, clip: clipNorm !== undefined, samples: samples.length, native: isNative, bits: isBits },
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
  const scores = scoresOf(results, rate);
  for (const name of moved) {
    run.spare.set(name, run.rows.get(name)!);
    run.rows.set(name, results[`next/${name}`]!);
  }
  run.isAhead = true;
  return scores;
}

/** The loaded step graph for some options, and its layout in the run. */
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
 * Losses and scores of a step.
 *
 * @throws {VolumetricError} `training-diverged` when the loss or the norm of the gradients is not finite.
 */
function scoresOf(results: Readonly<Record<string, RuntimeTensor>>, rate: number): StepResult {
  const numbers = (name: string): number[] => Array.from(results[name]!.data as Float32Array);
  const losses = numbers('losses');
  const loss = losses.reduce((all, each) => all + each, 0);
  const norm = results['norm'] === undefined ? 0 : numbers('norm')[0]!;
  for (const [what, value] of Object.entries({ loss, 'the norm of the gradients': norm })) {
    check(Number.isFinite(value), 'training-diverged', () => {
      return `trainStep: ${what} must stay finite, got ${value}; try a smaller rate than ${rate}`;
    });
  }
  return { loss, losses, ious: numbers('ious') };
}
