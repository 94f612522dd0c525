// Trains one network of the table, scores it after every epoch, and writes its files. Resumes from checkpoints.
import { existsSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { VariantName } from '@vrn/model';
import { learningCurves, type TrainOptions, type TrainResult, train } from '@vrn/model/train';
import { files, readJson, writeAtomically, writeJson } from '../files.js';
import type { Entry, Spec } from '../spec.js';
import type { Bodies } from './bodies.js';
import type { Engine } from './engine.js';
import { writePictured } from './pictured.js';
import { type BodyScore, meanIou, scoreBodies } from './scoreBodies.js';
import { trainingOf } from './trainingOf.js';

/** The result of a finished training. */
export interface NetworkResult {
  readonly name: string;
  readonly network: VariantName;
  readonly seed: number;
  readonly engine: string;
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly steps: number;
  /**
   * Duration of training and scoring in seconds, over all processes that worked on it. Of an interrupted epoch, only
   * the time since the training was resumed counts.
   */
  readonly seconds: number;
  /** Mean IoU of the last stack on the samples of the learning curves after every epoch. */
  readonly ious: readonly number[];
  /** Mean IoU of the last stack on the test bodies, by scored epoch, counted from 1. */
  readonly scored: Readonly<Record<number, number>>;
}

/** Reads the result of a training; returns undefined if it is not finished. */
export const finished = (out: string, name: string): NetworkResult | undefined =>
  readJson<NetworkResult>(files(out, name).result);

export interface TrainNetworkOptions {
  readonly bodies: Bodies;
  readonly engine: Engine;
  readonly out: string;
  /** Called with a line at the start and after every epoch. */
  readonly onLine: (line: string) => void;
}

/** Describes engine and processor for the log, since results differ slightly between processors and thread counts. */
const machine = ({ name, threads }: Engine): string => `${name}, ${threads} threads, ${cpus()[0]?.model.trim()}`;

/**
 * Trains a network to the end of its schedule, from its last checkpoint if there is one. If the training is finished,
 * only reads its result.
 */
export async function trainNetwork(
  spec: Spec,
  entry: Entry,
  { bodies, engine, out, onLine }: TrainNetworkOptions,
): Promise<NetworkResult> {
  const { name, network, seed } = entry;
  const done = finished(out, name);
  if (done) return done;
  const { result, weights, checkpoint, metrics, curves, pictured, time, scores } = files(out, name);
  const { epochs, checkpointEvery, scored } = spec.training;
  onLine(`${name} ${existsSync(checkpoint) ? 'resumes from its checkpoint' : 'starts'} (${machine(engine)})`);
  const { vrn, dataset, options } = trainingOf(spec, entry, { bodies, engine });
  const before = readJson<{ seconds: number }>(time)?.seconds ?? 0;
  const began = performance.now();
  const seconds = () => before + (performance.now() - began) / 1000;
  try {
    const stored: TrainOptions = {
      ...options,
      ...{ checkpoint, checkpointEvery, metrics },
      onEpoch: ({ epoch, loss, validation }) => {
        const iou = validation!.ious.at(-1)!;
        writeFileSync(time, `${JSON.stringify({ seconds: seconds() })}\n`);
        onLine(
          `${name} epoch ${epoch + 1}/${epochs} loss ${loss.toFixed(6)} IoU ${iou.toFixed(3)} (${seconds().toFixed(0)} s)`,
        );
      },
    };
    // Trains in sections that end at the epochs after which bodies are scored. Each section resumes from the checkpoint
    // of the one before it.
    let trained: TrainResult | undefined;
    for (const end of [...scored.filter((epoch) => epoch < epochs), epochs]) {
      const path = scores(end);
      if (existsSync(path) && end < epochs) continue;
      trained = await train(vrn, dataset, { ...stored, epochs: end });
      if (scored.includes(end) && !existsSync(path))
        await writeAtomically(path, `${JSON.stringify(await scoreBodies(vrn, bodies.test))}\n`);
    }
    const { steps, history } = trained!;
    const { parameters, multiplyAdds } = vrn.summary();
    const ious = history.map(({ validation }) => validation!.ious.at(-1)!);
    const testIous = scored.map((epoch) => [epoch, meanIou(readJson<readonly BodyScore[]>(scores(epoch))!)] as const);
    await writePictured(pictured, vrn, bodies.test.slice(0, spec.pictured));
    await writeAtomically(weights, await vrn.save());
    await writeAtomically(curves, learningCurves(history, { title: `${name}: IoU of every stack` }));
    const found: NetworkResult = {
      ...{ name, network, seed, engine: engine.name, parameters, multiplyAdds, steps },
      ...{ seconds: seconds(), ious, scored: Object.fromEntries(testIous) },
    };
    // The result is written last, because a network with a result counts as finished.
    await writeJson(result, found);
    await Promise.all([checkpoint, time].map((path) => rm(path, { force: true })));
    return found;
  } finally {
    vrn.dispose();
  }
}
