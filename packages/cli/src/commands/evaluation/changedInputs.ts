// Provides the inputs on which a network is scored: ground truth, corrupted, or found by the detectors.
import { type CorruptOptions, corruptInputs } from '@vrn/bodies';
import { readModel } from '@vrn/detectors';
import { type Detectors, loadDetectors } from '@vrn/reconstruct';
import {
  type Detection,
  decodeDetections,
  detectSample,
  encodeDetections,
  type NetworkMethodOptions,
} from '@vrn/reconstruct/evaluate';
import { check, random } from '@vrn/voxel';
import { readInput, writeOutput } from '../../output/files.js';
import { about, checkUsage } from '../../output/messages.js';
import type { EvaluatedSet } from './evaluatedSet.js';

export interface InputChoice {
  readonly detectors?: boolean;
  /** Path of the file that stores detections. */
  readonly detections?: string;
  /** `default` for the default errors, or the path of a JSON file with the amounts of errors. */
  readonly corrupt?: string;
  readonly seed: number;
}

/** Number of new detections after which the file is written, so that an interrupted run can resume from it. */
const SAVE_EVERY = 20;

export interface InputSource {
  readonly options: Pick<NetworkMethodOptions, 'change' | 'detect'>;
  /** Origin of the inputs, for the summary. */
  readonly inputs: 'true' | 'corrupted' | 'detected';
  /** Stores detections and frees the detectors, also if the detections cannot be stored, which is an error. */
  close(): Promise<void>;
}

/**
 * Opens the inputs that the options choose. The TensorFlow.js backend must have been started.
 *
 * @throws {VolumetricError} naming the file, if the amounts of errors cannot be read, or if the stored detections are
 *   invalid or of another set. Combining detected and corrupted inputs is a usage error.
 */
export async function openInputs(set: EvaluatedSet, choice: InputChoice): Promise<InputSource> {
  const { detectors, detections, corrupt, seed } = choice;
  const isDetected = detectors === true || detections !== undefined;
  checkUsage(
    !isDetected || corrupt === undefined,
    () => '--corrupt must not be combined with --detectors or --detections: detected inputs have errors of their own',
  );
  if (isDetected) return openDetections(set, detections);
  if (corrupt === undefined) return { options: {}, inputs: 'true', close: async () => {} };
  const faults = corrupt === 'default' ? {} : await readFaults(corrupt);
  return {
    options: { change: (sample, number) => corruptInputs(sample, random(seed).fork(number), faults) },
    inputs: 'corrupted',
    close: async () => {},
  };
}

/** Reads the amounts of errors: the field `corrupt` of a file such as a training spec, else the complete file. */
async function readFaults(file: string): Promise<CorruptOptions> {
  return about(file, async () => {
    const value = JSON.parse(new TextDecoder().decode(await readInput(file))) as Record<string, unknown>;
    const { corrupt = value } = value;
    check(typeof corrupt === 'object' && corrupt !== null, 'bad-file', () => {
      return `must have amounts of faults, or a field corrupt with them, got ${JSON.stringify(corrupt)}`;
    });
    return corrupt as CorruptOptions;
  });
}

async function openDetections({ shards }: EvaluatedSet, file: string | undefined): Promise<InputSource> {
  const checksums = shards.map(({ checksum }) => checksum).join(' ');
  const found = new Map<number, Detection | undefined>();
  if (file !== undefined) {
    const stored = await about(file, async () => {
      const bytes = await readInput(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return bytes === undefined ? [] : decodeDetections(new TextDecoder().decode(bytes), checksums);
    });
    for (const [number, detection] of stored) found.set(number, detection);
  }
  let loading: Promise<Detectors> | undefined;
  let unsaved = 0;
  const save = async (): Promise<void> => {
    if (file === undefined || unsaved === 0) return;
    unsaved = 0;
    await writeOutput(file, encodeDetections(found, checksums));
  };
  return {
    options: {
      async detect(sample, number) {
        if (found.has(number)) return found.get(number);
        loading ??= loadDetectors(readModel);
        const detection = await detectSample(sample, await loading);
        found.set(number, detection);
        unsaved++;
        if (unsaved === SAVE_EVERY) await save();
        return detection;
      },
    },
    inputs: 'detected',
    async close() {
      try {
        await save();
      } finally {
        // `detect` has already thrown the error of detectors that did not load.
        (await loading?.catch(() => undefined))?.dispose();
      }
    },
  };
}
