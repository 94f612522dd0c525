// Checks that the first epoch of a network, trained again, has the loss that the results state.
import { readFileSync } from 'node:fs';
import { train } from '@vrn/model/train';
import { check } from '@vrn/voxel';
import { files } from './files.js';
import { entriesOf, type Spec } from './spec.js';
import type { Bodies } from './training/bodies.js';
import type { Engine } from './training/engine.js';
import { trainingOf } from './training/trainingOf.js';

/** Maximum difference between the losses; rounding depends on the processor and the number of threads. */
export const LOSS_TOLERANCE = 1e-3;

export interface Verified {
  readonly name: string;
  /** Mean loss over the first epoch, as the results state it (`stated`) and as computed again (`loss`). */
  readonly stated: number;
  readonly loss: number;
  readonly agrees: boolean;
}

/**
 * Trains the first epoch of a network, and compares its loss with that of the results.
 *
 * @param name  name of the training.
 * @throws {VolumetricError} `bad-argument` if the folder `out` has no first epoch of this training
 */
export async function verifyFirstEpoch(
  spec: Spec,
  name: string,
  { out, bodies, engine }: { readonly out: string; readonly bodies: Bodies; readonly engine: Engine },
): Promise<Verified> {
  const entry = entriesOf(spec).find((each) => each.name === name)!;
  const stated = firstLoss(files(out, name).metrics);
  const { vrn, dataset, options } = trainingOf(spec, entry, { bodies, engine });
  try {
    const { validation: _, ...others } = options;
    const { history } = await train(vrn, dataset, { ...others, epochs: 1 });
    const { loss } = history[0]!;
    return { name, stated, loss, agrees: Math.abs(loss - stated) <= LOSS_TOLERANCE };
  } finally {
    vrn.dispose();
  }
}

/** Reads the loss of the first epoch from a metrics file. */
function firstLoss(path: string): number {
  let line: unknown;
  try {
    line = JSON.parse(readFileSync(path, 'utf8').split('\n', 1)[0]!);
  } catch {
    line = undefined;
  }
  const loss = (line as { readonly loss?: unknown } | undefined)?.loss;
  check(typeof loss === 'number', 'bad-argument', () => `table1: --verify needs a first epoch in ${path}, got none`);
  return loss as number;
}
