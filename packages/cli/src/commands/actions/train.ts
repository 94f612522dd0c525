// Implements `vrn train`: trains a network from a JSON spec, saves checkpoints, and resumes interrupted runs.
import { join } from 'node:path';
import { fill } from '@tensorflow/tfjs-core';
import { buildVRN, type VariantName, type VRN, type VRNConfig } from '@vrn/model';
import { type EpochReport, learningCurves, train } from '@vrn/model/train';
import { startTrainingEngine } from '../../engine/trainingEngine.js';
import { readInput, writeOutput } from '../../output/files.js';
import { about } from '../../output/messages.js';
import { progress } from '../../output/progress.js';
import { report, timed } from '../../output/report.js';
import { type EndSignal, onSignal, signalCode } from '../../output/signals.js';
import { type Continued, continuedFrom } from '../training/storedNetwork.js';
import { changesOf, type DataSource, openSource, trainingData } from '../training/trainData.js';
import { isStored, readTrainSpec, type TrainSpec } from '../training/trainSpec.js';

interface Options {
  readonly output?: string;
  readonly json?: boolean;
}

interface Origin {
  readonly source: DataSource;
  /** Path of the spec. */
  readonly file: string;
  readonly json: boolean | undefined;
}

/** Runs `vrn train`. */
export async function run(file: string, { output, json }: Options): Promise<void> {
  const spec = await readTrainSpec(file, output);
  const source = await openSource(spec.data);
  try {
    const engine = await startTrainingEngine(spec.engine, spec.threads);
    const vrn = await networkOf(spec, { source, file, json });
    try {
      const data = trainingData(spec, source, vrn);
      const [ended, milliseconds] = await timed(() => trained(spec, vrn, { data, engine: engine.engine, json, file }));
      await finish(spec, vrn, { ...ended, engine: engine.name, milliseconds, json });
    } finally {
      vrn.dispose();
      await engine.stop();
    }
  } finally {
    await source.close();
  }
}

const filesOf = ({ name, output }: TrainSpec) => {
  const at = (ending: string): string => join(output, `${name}${ending}`);
  return {
    weights: at('.safetensors'),
    metrics: at('.jsonl'),
    ious: at('.iou.svg'),
    losses: at('.loss.svg'),
    checkpoint: at('.checkpoint'),
  };
};

/** Returns the network to train. Its frame is that of the data, unless the spec's config states another. */
async function networkOf(spec: TrainSpec, { source, file, json }: Origin): Promise<VRN> {
  const { network, seed } = spec;
  if (!isStored(network)) return about(file, () => untrained(network, spec, source));
  const { weights, changes } = network;
  return about(weights, async () => {
    const continued = continuedFrom(await readInput(weights), { config: changes, frame: source.frame, seed });
    if (changes) report(json, differences(continued), [differenceLine(weights, continued)]);
    return continued.vrn;
  });
}

const differences = ({ added, dropped }: Continued) => ({ added, dropped });

function differenceLine(weights: string, { vrn, added, dropped }: Continued): string {
  const all = vrn.description.parameters.length;
  const lost = dropped.length === 0 ? '' : `; ${dropped.length} of the file are not used`;
  return `${weights}: ${all - added.length} of ${all} parameters continue, ${added.length} are new${lost}`;
}

/** Builds a network with random weights, except that `outputBias` of the spec replaces the biases of its outputs. */
function untrained(network: VariantName | Partial<VRNConfig>, spec: TrainSpec, { shape, frame }: DataSource): VRN {
  const { features, seed, outputBias } = spec;
  const [rows, columns, slices] = spec.size ?? shape ?? [];
  const vrn = buildVRN(network as Parameters<typeof buildVRN>[0], {
    seed,
    ...(rows !== undefined && { rows, columns: columns!, slices: slices! }),
    ...(features !== undefined && { features }),
    ...((typeof network === 'string' || network.frame === undefined) && { frame }),
  });
  if (outputBias !== undefined) {
    for (const [path, tensor] of vrn.params) {
      if (path.endsWith('fork/conv/b')) vrn.assign(path, fill(tensor.shape, outputBias));
    }
  }
  return vrn;
}

interface Context {
  readonly data: ReturnType<typeof trainingData>;
  readonly engine: Awaited<ReturnType<typeof startTrainingEngine>>['engine'];
  readonly json: boolean | undefined;
  readonly file: string;
}

interface Ended {
  readonly steps: number;
  readonly history: readonly EpochReport[];
  /** The signal that ended the run early; undefined if the run is complete. */
  readonly signal: EndSignal | undefined;
  /** The network with averaged weights, if the spec asks for it. */
  readonly averaged: VRN | undefined;
}

/** Trains until the last epoch is finished or a signal arrives. */
async function trained(spec: TrainSpec, vrn: VRN, { data, engine, json, file }: Context): Promise<Ended> {
  const { epochs, batch, seed } = spec;
  const paths = filesOf(spec);
  const abort = new AbortController();
  let signal: EndSignal | undefined;
  const release = onSignal((received) => {
    signal = received;
    abort.abort();
  });
  const bar = progress('steps', json);
  const history: EpochReport[] = [];
  const changes = changesOf(spec);
  try {
    const result = await about(file, () =>
      train(vrn, data.train, {
        ...spec.training,
        epochs,
        batchSize: batch,
        seed,
        signal: abort.signal,
        checkpoint: paths.checkpoint,
        metrics: paths.metrics,
        ...(engine && { engine }),
        ...(changes && { augment: changes }),
        ...(data.validation && { validation: data.validation }),
        onProgress: ({ done, total, remaining }) => bar.update(done, total ?? done, '', remaining),
        onEpoch: (epoch) => {
          history.push(epoch);
          bar.interrupt(() => report(json, epoch, [epochLine(epoch, epochs)]));
        },
      }),
    );
    return {
      steps: result.steps,
      history: result.history,
      signal: result.finished ? undefined : signal,
      averaged: result.averaged,
    };
  } finally {
    bar.stop();
    release();
  }
}

function epochLine({ epoch, loss, ious, validation, rate }: EpochReport, epochs: number): string {
  const validated = validation
    ? `, validation loss ${validation.loss.toFixed(4)} IoU ${validation.ious.at(-1)!.toFixed(4)}`
    : '';
  return `epoch ${epoch + 1} of ${epochs}: loss ${loss.toFixed(4)} IoU ${ious.at(-1)!.toFixed(4)}${validated}, rate ${rate.toExponential(2)}`;
}

interface Outcome extends Ended {
  readonly engine: string;
  readonly milliseconds: number;
  readonly json: boolean | undefined;
}

/** Writes the learning curves if an epoch is complete. Then writes the weights, or prints how to resume the run. */
async function finish(spec: TrainSpec, vrn: VRN, outcome: Outcome): Promise<void> {
  const { steps, history, signal, averaged, engine, milliseconds, json } = outcome;
  const { weights, metrics, ious, losses, checkpoint } = filesOf(spec);
  if (history.length > 0) {
    await writeOutput(ious, learningCurves(history, { title: `${spec.name}: IoU` }));
    await writeOutput(losses, learningCurves(history, { title: `${spec.name}: loss`, score: 'losses' }));
  }
  if (signal !== undefined) {
    averaged?.dispose();
    process.exitCode = signalCode(signal);
    report(json, { finished: false, steps, engine, checkpoint, milliseconds }, [
      `stopped by ${signal} after ${steps} steps; run the same command again to resume from ${checkpoint}`,
    ]);
    return;
  }
  try {
    await writeOutput(weights, await (averaged ?? vrn).save());
  } finally {
    averaged?.dispose();
  }
  report(json, { finished: true, steps, engine, files: [weights, metrics, ious, losses], milliseconds }, [
    `${weights}: trained in ${steps} steps on engine ${engine}, ${(milliseconds / 1000).toFixed(1)} s`,
    `${metrics}, ${ious}, ${losses}`,
  ]);
}
