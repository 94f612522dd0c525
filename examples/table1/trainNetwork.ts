// Trains one network of the table, scores it after every epoch, and writes its files. Resumes from checkpoints.
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fill } from '@tensorflow/tfjs-core';
import { buildVRN, VARIANTS, type VariantName, type VRN } from '@vrn/model';
import { learningCurves, type TrainOptions, type TrainResult, train } from '@vrn/model/train';
import { augment, type Sample } from '@vrn/voxel';
import type { Bodies } from './bodies.js';
import type { Engine } from './engine.js';
import { passes } from './passes.js';
import { scoreBodies } from './scoreBodies.js';
import type { Spec } from './spec.js';

/** The result of a network. */
export interface NetworkResult {
  readonly network: VariantName;
  readonly engine: string;
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly steps: number;
  /** Duration of training and scoring since the last resume. */
  readonly seconds: number;
  /** Mean test IoU of the last stack after every epoch. */
  readonly ious: readonly number[];
}

/** Paths of a network's files in the folder of a run. */
export const files = (out: string, network: VariantName) => {
  const at = (ending: string) => join(out, `${network}${ending}`);
  return {
    result: at('.json'),
    weights: at('.safetensors'),
    checkpoint: at('.run'),
    metrics: at('.jsonl'),
    curves: at('.svg'),
    /** Scores of every test body after an epoch. */
    scores: (epoch: number) => at(`.epoch${epoch}.json`),
  };
};

/** Builds the network of a row with its initial weights. */
export const build = (spec: Spec, network: VariantName): VRN =>
  buildVRN({ ...VARIANTS[network], ...spec.config }, { seed: spec.seed });

/** Reads the result of a network. Undefined if it is not finished. */
export function finished(out: string, network: VariantName): NetworkResult | undefined {
  const { result } = files(out, network);
  return existsSync(result) ? (JSON.parse(readFileSync(result, 'utf8')) as NetworkResult) : undefined;
}

/** Writes a file atomically: it is complete or does not exist. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.tmp`, content);
  await rename(`${path}.tmp`, path);
}

export interface TrainNetworkOptions {
  readonly bodies: Bodies;
  readonly engine: Engine;
  readonly out: string;
  /** Called with a line after every epoch. */
  readonly onLine: (line: string) => void;
}

/** Trains a network to the end of its schedule, from its last checkpoint if there is one. */
export async function trainNetwork(
  spec: Spec,
  network: VariantName,
  { bodies, engine, out, onLine }: TrainNetworkOptions,
): Promise<NetworkResult> {
  const done = finished(out, network);
  if (done) return done;
  const { result, weights, checkpoint, metrics, curves, scores } = files(out, network);
  const { checkpointEvery, epochSamples, scored, ...training } = spec.training;
  const vrn = build(spec, network);
  for (const [path, tensor] of spec.outputBias === null ? [] : vrn.params) {
    if (path.endsWith('fork/conv/b')) vrn.assign(path, fill(tensor.shape, spec.outputBias!));
  }
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const options: TrainOptions = {
      ...training,
      ...(engine.engine && { engine: engine.engine }),
      ...(spec.data.augment && { augment: (sample, rng) => augment(sample as Sample, { rng }) }),
      ...(epochSamples !== null && { stepsPerEpoch: Math.ceil(epochSamples / training.batchSize) }),
      seed: spec.seed,
      validation: bodies.curve,
      checkpoint,
      checkpointEvery,
      metrics,
      onEpoch: ({ epoch, loss, validation }) => {
        const iou = validation!.ious.at(-1)!;
        onLine(
          `${network} epoch ${epoch + 1}/${training.epochs} loss ${loss.toFixed(4)} IoU ${iou.toFixed(3)} (${seconds().toFixed(0)} s)`,
        );
      },
    };
    const dataset = epochSamples === null ? bodies.train : passes(bodies.train, { ...spec.training, seed: spec.seed });
    // Trains in sections that end at the epochs in which test bodies are scored. Each resumes from the last checkpoint.
    let trained: TrainResult | undefined;
    for (const end of [...scored.filter((epoch) => epoch < training.epochs), training.epochs]) {
      const path = scores(end);
      if (existsSync(path) && end < training.epochs) continue;
      trained = await train(vrn, dataset, { ...options, epochs: end });
      if (scored.includes(end) && !existsSync(path))
        await writeAtomically(path, `${JSON.stringify(await scoreBodies(vrn, bodies.test))}\n`);
    }
    const { steps, history } = trained!;
    const { parameters, multiplyAdds } = vrn.summary();
    const ious = history.map(({ validation }) => validation!.ious.at(-1)!);
    await writeAtomically(weights, await vrn.save());
    await writeAtomically(curves, learningCurves(history, { title: `${network}: IoU of every stack` }));
    const found = { network, engine: engine.name, parameters, multiplyAdds, steps, seconds: seconds(), ious };
    // The result is written last, because a network with a result counts as finished.
    await writeAtomically(result, `${JSON.stringify(found, null, 2)}\n`);
    await rm(checkpoint, { force: true });
    return found;
  } finally {
    vrn.dispose();
  }
}
