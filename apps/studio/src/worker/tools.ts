// Holds the engine, the detectors and the network, and loads them when they are first needed.
import { engine } from '@tensorflow/tfjs-core';
import { loadVRN, type VRN } from '@vrn/model';
import { loadPretrained } from '@vrn/pretrained';
import { type Detectors, loadDetectors } from '@vrn/reconstruct';
import type { EngineChoice, EngineReport, Progress } from '../protocol/calls.js';
import { startEngine } from './engine.js';
import { MODEL_BYTES, modelReader } from './models.js';

export interface Tools {
  readonly report: EngineReport;
  readonly detectors: Detectors;
  readonly network: VRN;
}

let weights: Uint8Array | undefined;
let current: { readonly choice: EngineChoice; readonly tools: Promise<Tools> } | undefined;

/**
 * Returns the tools for an engine. Unless this engine is the current one, disposes the former tools and loads new ones.
 */
export async function toolsFor(choice: EngineChoice, onProgress: (progress: Progress) => void): Promise<Tools> {
  if (current?.choice === choice) return current.tools;
  const former = await current?.tools.catch(() => undefined);
  former?.detectors.dispose();
  former?.network.dispose();
  const tools = load(choice, onProgress);
  current = { choice, tools };
  // A failure is not kept, so that the next call tries again.
  tools.catch(() => {
    current = undefined;
  });
  return tools;
}

/** Returns the tools of the current engine; throws if none was started. */
export async function currentTools(): Promise<Tools> {
  if (current === undefined) throw new Error('no engine was started');
  return current.tools;
}

/** Returns the number of tensors in memory. */
export const countTensors = (): number => engine().memory().numTensors;

async function load(choice: EngineChoice, onProgress: (progress: Progress) => void): Promise<Tools> {
  onProgress({ step: 'engine' });
  const report = await startEngine(choice);
  let total = MODEL_BYTES + (weights?.length ?? 0);
  let [models, network] = [0, weights?.length ?? 0];
  const tell = (): void => onProgress({ step: 'download', loaded: models + network, total });
  const detectors = loadDetectors(
    modelReader((more) => {
      models += more;
      tell();
    }),
  );
  try {
    weights ??= (
      await loadPretrained(undefined, {
        onProgress: (loaded, bytes) => {
          network = loaded;
          total = MODEL_BYTES + bytes;
          tell();
        },
      })
    ).weights;
    return { report, detectors: await detectors, network: loadVRN(weights) };
  } catch (cause) {
    // Whatever has failed, detectors that load meanwhile or later are not used.
    detectors.then(
      (each) => each.dispose(),
      () => {},
    );
    throw cause;
  }
}
