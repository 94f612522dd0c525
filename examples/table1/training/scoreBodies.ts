// Scores every stack of a network on every body, for comparisons of networks body by body.
import type { StoredSample } from '@vrn/bodies';
import type { VRN } from '@vrn/model';
import { validate } from '@vrn/model/train';

/** Scores of a test body, with its person, and the subject and name of its motion. */
export interface BodyScore {
  readonly person: string;
  readonly subject: string;
  readonly motion: string;
  /** IoU at 0.5 of every supervised stack, first to last. */
  readonly ious: readonly number[];
}

/** Scores a network on each body. Norms use their running averages, as in `predict`. */
export async function scoreBodies(vrn: VRN, bodies: readonly StoredSample[]): Promise<BodyScore[]> {
  const scores: BodyScore[] = [];
  for (const [at, body] of bodies.entries()) {
    const { ious } = await validate(vrn, [body], { batchSize: 1 });
    // A body whose person is not recorded counts as a person of its own.
    const { person = `${at}`, subject = '', motion = '' } = body.provenance ?? {};
    scores.push({ person, subject, motion, ious });
  }
  return scores;
}

/** Mean IoU of the last stack over all bodies. */
export const meanIou = (scores: readonly BodyScore[]): number =>
  scores.reduce((sum, { ious }) => sum + ious.at(-1)!, 0) / scores.length;
