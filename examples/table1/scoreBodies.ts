// IoU of single bodies by every stack of a network, for statistics that pair the networks body by body.

import type { StoredSample } from '@vrn/bodies';
import type { VRN } from '@vrn/model';
import { validate } from '@vrn/model/train';

/** A test body: whose shape, whose motion, and how well each supervised stack found it. */
export interface BodyScore {
  readonly person: string;
  readonly subject: string;
  readonly motion: string;
  /** IoU at 0.5 of every supervised stack, first to last. */
  readonly ious: readonly number[];
}

/** Scores bodies one by one, with running averages in the norms as `predict` has them. */
export async function scoreBodies(vrn: VRN, bodies: readonly StoredSample[]): Promise<BodyScore[]> {
  const scores: BodyScore[] = [];
  for (const body of bodies) {
    const { ious } = await validate(vrn, [body], { batchSize: 1 });
    const { provenance } = body;
    const { person = '', subject = '', motion = '' } = provenance ?? {};
    scores.push({ person, subject, motion, ious });
  }
  return scores;
}
