// Implements `vrn evaluate`: scores a network or stored predictions, and optional baselines; writes the results.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { encodePng, indexShards, type Split } from '@vrn/bodies';
import { loadVRN } from '@vrn/model';
import { readWeights, WEIGHTS, type WeightsName } from '@vrn/pretrained';
import {
  evaluateSet,
  evaluationSheet,
  fitBaselines,
  type Method,
  networkMethod,
  SCORE_BODY_DEFAULTS,
  scoresCsv,
} from '@vrn/reconstruct/evaluate';
import { startBackend } from '../../engine/backend.js';
import { startEngine } from '../../engine/engine.js';
import type { EngineChoice } from '../../engine/engineNames.js';
import { readInput, writeOutput } from '../../output/files.js';
import { about, checkUsage, printNote, printWarnings } from '../../output/messages.js';
import { progress } from '../../output/progress.js';
import { counted, report, timed } from '../../output/report.js';
import { openInputs } from '../evaluation/changedInputs.js';
import { type EvaluatedSet, leaksBetween, openEvaluatedSet } from '../evaluation/evaluatedSet.js';
import { predictionFolder } from '../evaluation/predictionFolder.js';
import { summaryLines } from '../evaluation/summaryLines.js';

interface Options {
  readonly output: string;
  readonly predictions?: string;
  readonly train?: string;
  readonly trainBodies: number;
  readonly onMask?: boolean;
  readonly elevation?: boolean;
  readonly detectors?: boolean;
  readonly detections?: string;
  readonly corrupt?: string;
  readonly split?: Split | 'all';
  readonly samples?: number;
  readonly points: number;
  readonly seed: number;
  readonly shown: number;
  readonly engine: EngineChoice;
  readonly json?: boolean;
}

/** The methods to score, facts about them for the summary, and a function that releases them. */
interface Opened {
  readonly methods: readonly Method[];
  readonly facts: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Runs `vrn evaluate`. */
export async function run(first: string, second: string | undefined, options: Options): Promise<void> {
  const { predictions } = options;
  checkUsage((second === undefined) === (predictions !== undefined), () => {
    return predictions === undefined
      ? 'give <weights> and <set>, or --predictions <folder> and <set>'
      : '--predictions replaces the weights: only the set is an argument';
  });
  checkUsage(
    predictions === undefined || !(options.detectors || options.detections || options.corrupt),
    () =>
      '--detectors, --detections and --corrupt change the inputs of a network: they must not come with --predictions',
  );
  checkUsage(
    predictions === undefined || !(options.onMask || options.elevation),
    () => '--on-mask and --elevation are for a network: they must not come with --predictions',
  );
  const place = second ?? first;
  const set = await openEvaluatedSet(place, { choice: options.split, most: options.samples });
  try {
    const opened = await (predictions === undefined ? openNetwork(first, set, options) : openPredictions(predictions));
    try {
      const [result, milliseconds] = await timed(() => evaluated(set, place, opened, options));
      await finish(result, { ...options, place, set, facts: opened.facts, milliseconds });
    } finally {
      await opened.stop();
    }
  } finally {
    await set.close();
  }
}

async function openPredictions(folder: string): Promise<Opened> {
  return { methods: [await predictionFolder(folder)], facts: { predictions: folder }, stop: async () => {} };
}

async function openNetwork(weights: string, set: EvaluatedSet, options: Options): Promise<Opened> {
  const { engine: choice, onMask, elevation = false } = options;
  await startBackend();
  const isNamed = (WEIGHTS as readonly string[]).includes(weights);
  const bytes = isNamed ? await readWeights(weights as WeightsName) : await about(weights, () => readInput(weights));
  const inputs = await openInputs(set, options);
  const vrn = await about(weights, () => loadVRN(bytes));
  const engine = await startEngine(choice, vrn);
  if (engine.note !== undefined) printNote(engine.note);
  const shared = { elevation, ...inputs.options };
  return {
    methods: [
      networkMethod(engine, shared),
      ...(onMask ? [networkMethod(engine, { ...shared, name: 'on mask', onMask })] : []),
    ],
    facts: {
      weights,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      engine: engine.name,
      inputs: inputs.inputs,
    },
    async stop() {
      try {
        await inputs.close();
      } finally {
        await engine.stop();
        vrn.dispose();
      }
    },
  };
}

/** Fits the baselines if `--train` is given, and scores all methods on the set. */
async function evaluated(set: EvaluatedSet, place: string, { methods }: Opened, options: Options) {
  const { train, trainBodies: bodies, points, seed, shown, json } = options;
  const baselines = train === undefined ? undefined : await openBaselines(train, { bodies, set, json });
  const bar = progress('samples', json);
  const all = [...methods, ...(baselines?.methods ?? [])];
  const result = await about(place, () =>
    evaluateSet(set.samples, all, { points, seed, shown, onProgress: (done, total) => bar.update(done, total) }),
  ).finally(bar.stop);
  return { ...result, warnings: [...result.warnings, ...(baselines?.warnings ?? [])] };
}

async function openBaselines(
  place: string,
  { bodies, set, json }: { readonly bodies: number; readonly set: EvaluatedSet; readonly json: boolean | undefined },
) {
  const source = await openEvaluatedSet(place, { choice: 'train', most: undefined });
  const bar = progress('training people', json);
  try {
    const training = indexShards(source.shards, { split: 'train' });
    const methods = await about(place, () =>
      fitBaselines(training, { bodies, onProgress: (done, total) => bar.update(done, total) }),
    );
    return { methods, warnings: await leaksBetween(source.shards, set.shards) };
  } finally {
    bar.stop();
    await source.close();
  }
}

interface Finish extends Options {
  readonly place: string;
  readonly set: EvaluatedSet;
  readonly facts: Readonly<Record<string, string>>;
  readonly milliseconds: number;
}

/** Writes the results and prints the summary. */
async function finish(result: Awaited<ReturnType<typeof evaluated>>, about: Finish): Promise<void> {
  const { output, place, set, facts, points, seed, train, json, milliseconds } = about;
  const { rows, methods, worst, best, warnings } = result;
  const { thresholds } = SCORE_BODY_DEFAULTS;
  const summary = {
    ...facts,
    set: place,
    checksums: set.shards.map(({ checksum }) => checksum),
    split: set.split ?? 'all',
    samples: set.samples.length,
    ...(train !== undefined && { train }),
    ...{ points, seed, thresholds, methods, warnings },
  };
  const files = ['samples.csv', 'summary.json', 'worst.png', 'best.png'].map((name) => join(output, name));
  await writeOutput(files[0]!, scoresCsv(rows, thresholds));
  await writeOutput(files[1]!, `${JSON.stringify(summary, undefined, 2)}\n`);
  await writeOutput(files[2]!, encodePng(evaluationSheet(worst, { title: 'WORST' })));
  await writeOutput(files[3]!, encodePng(evaluationSheet(best, { title: 'BEST' })));
  printWarnings(place, warnings);
  report(json, summary, [
    `${place}: ${counted(set.samples.length, 'sample')}, split ${summary.split}; ${(milliseconds / 1000).toFixed(1)} s`,
    ...summaryLines(methods),
    files.join(', '),
  ]);
}
