// Trains one network of the table, scores it after every epoch, and writes its files. Resumes from checkpoints.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fill } from '@tensorflow/tfjs-core';
import { buildVRN, VARIANTS, type VariantName, type VRN } from '@vrn/model';
import { learningCurves, type TrainOptions, type TrainResult, train } from '@vrn/model/train';
import { augment, type Sample } from '@vrn/voxel';
import type { Bodies } from './bodies.js';
import type { Engine } from './engine.js';
import { files, writeAtomically } from './files.js';
import { passes } from './passes.js';
import { writePictured } from './pictured.js';
import { type BodyScore, scoreBodies } from './scoreBodies.js';
import type { Entry, Spec } from './spec.js';

/** The result of a network. */
export interface NetworkResult {
  readonly name: string;
  readonly network: VariantName;
  readonly seed: number;
  readonly engine: string;
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly steps: number;
  /** Duration of training and scoring, over all processes that worked on it, without repeated epochs. */
  readonly seconds: number;
  /** Mean IoU of the last stack on the samples of the learning curves after every epoch. */
  readonly ious: readonly number[];
  /** Mean IoU of the last stack on the test bodies, by scored epoch. */
  readonly scored: Readonly<Record<number, number>>;
}

/** Builds the network of a row with its initial weights. */
export const build = (spec: Spec, network: VariantName, seed = spec.seed): VRN =>
  buildVRN({ ...VARIANTS[network], ...spec.config }, { seed });

/** Reads the result of a training. Undefined if it is not finished. */
export function finished(out: string, name: string): NetworkResult | undefined {
  const { result } = files(out, name);
  return existsSync(result) ? (JSON.parse(readFileSync(result, 'utf8')) as NetworkResult) : undefined;
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
  { name, network, seed }: Entry,
  { bodies, engine, out, onLine }: TrainNetworkOptions,
): Promise<NetworkResult> {
  const done = finished(out, name);
  if (done) return done;
  const { result, weights, checkpoint, metrics, curves, pictured, time, scores } = files(out, name);
  const { checkpointEvery, epochSamples, scored, ...training } = spec.training;
  onLine(`${name} ${existsSync(checkpoint) ? 'resumes from its checkpoint' : 'starts'}`);
  const vrn = build(spec, network, seed);
  for (const [path, tensor] of spec.outputBias === null ? [] : vrn.params) {
    if (path.endsWith('fork/conv/b')) vrn.assign(path, fill(tensor.shape, spec.outputBias!));
  }
  const before = existsSync(time) ? (JSON.parse(readFileSync(time, 'utf8')) as { seconds: number }).seconds : 0;
  const began = performance.now();
  const seconds = () => before + (performance.now() - began) / 1000;
  try {
    const options: TrainOptions = {
      ...training,
      ...(engine.engine && { engine: engine.engine }),
      ...(spec.data.augment && { augment: (sample, rng) => augment(sample as Sample, { rng }) }),
      ...(epochSamples !== null && { stepsPerEpoch: Math.ceil(epochSamples / training.batchSize) }),
      seed,
      validation: bodies.curve,
      checkpoint,
      checkpointEvery,
      metrics,
      onEpoch: ({ epoch, loss, validation }) => {
        const iou = validation!.ious.at(-1)!;
        writeFileSync(time, `${JSON.stringify({ seconds: seconds() })}\n`);
        onLine(
          `${name} epoch ${epoch + 1}/${training.epochs} loss ${loss.toFixed(6)} IoU ${iou.toFixed(3)} (${seconds().toFixed(0)} s)`,
        );
      },
    };
    const dataset = epochSamples === null ? bodies.train : passes(bodies.train, { ...spec.training, seed });
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
    const testIous = scored.map((epoch) => {
      const bodies = JSON.parse(readFileSync(scores(epoch), 'utf8')) as readonly BodyScore[];
      return [epoch, bodies.reduce((sum, { ious }) => sum + ious.at(-1)!, 0) / bodies.length] as const;
    });
    await writePictured(pictured, vrn, bodies.test.slice(0, spec.pictured));
    await writeAtomically(weights, await vrn.save());
    await writeAtomically(curves, learningCurves(history, { title: `${name}: IoU of every stack` }));
    const found: NetworkResult = {
      ...{ name, network, seed, engine: engine.name, parameters, multiplyAdds, steps },
      ...{ seconds: seconds(), ious, scored: Object.fromEntries(testIous) },
    };
    // The result is written last, because a network with a result counts as finished.
    await writeAtomically(result, `${JSON.stringify(found, null, 2)}\n`);
    await Promise.all([checkpoint, time].map((path) => rm(path, { force: true })));
    return found;
  } finally {
    vrn.dispose();
  }
}
