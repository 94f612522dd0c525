// Tests the paper's claims that compare networks, halves of the schedule or stacks, by scores on the same test bodies.
import { REPORTED, type VariantName } from '@vrn/model';
import type { BodyScore } from '../training/scoreBodies.js';
import { type Pair, type PairedDifference, pairedDifference } from './statistics.js';

/** Scores of a network on every test body, at half of the schedule and at its end. */
export interface Scores {
  readonly half: readonly BodyScore[];
  readonly end: readonly BodyScore[];
}

/** `reproduced` if the 95 % interval of the difference is above 0, `contradicted` if below 0, else `undecided`. */
export type Verdict = 'reproduced' | 'contradicted' | 'undecided';

export interface Claim {
  readonly text: string;
  /** The difference that the paper reports, in hundredths of IoU; undefined if it reports none. */
  readonly paper: number | undefined;
  /** The mean difference of IoU, −1..1, on our test bodies, with its tests. The claim is that it is above 0. */
  readonly ours: PairedDifference;
  readonly verdict: Verdict;
}

type Stage = keyof Scores;

/** A claim that a network scores higher than another one, or than itself at half of the schedule. */
interface Comparison {
  readonly text: string;
  readonly higher: readonly [VariantName, Stage];
  readonly lower: readonly [VariantName, Stage];
}

const END = 'end' as const;

/** Claims of the paper's sections 4.1 to 4.5, in this order, and of its Table 1. */
const COMPARISONS: readonly Comparison[] = [
  {
    text: 'Multistack is above VRN-Guided at the end (4.1)',
    higher: ['multistack', END],
    lower: ['vrn-guided', END],
  },
  {
    text: 'Multistack is below VRN-Guided at half of the schedule (Table 1)',
    higher: ['vrn-guided', 'half'],
    lower: ['multistack', 'half'],
  },
  {
    text: 'The multi-scale block is above the old residual block (4.2)',
    higher: ['multistack', END],
    lower: ['old-residual', END],
  },
  {
    text: 'Image and landmarks are above landmarks alone (4.3)',
    higher: ['multistack', END],
    lower: ['landmarks-only', END],
  },
  {
    text: 'Image and landmarks are above the image alone (4.3)',
    higher: ['multistack', END],
    lower: ['image-only', END],
  },
  {
    text: 'Landmarks alone are above the image alone (4.3)',
    higher: ['landmarks-only', END],
    lower: ['image-only', END],
  },
  {
    text: 'The mask alone is above the image alone (4.4)',
    higher: ['mask-only', END],
    lower: ['image-only', END],
  },
  {
    text: 'Landmarks alone are above the mask alone (4.4)',
    higher: ['landmarks-only', END],
    lower: ['mask-only', END],
  },
  {
    text: 'Multistack is above 3D convolution at equal operations (4.5)',
    higher: ['multistack', END],
    lower: ['conv3d', END],
  },
  ...(Object.keys(REPORTED) as VariantName[]).map(
    (network): Comparison => ({
      text: `${network} gains in the second half of the schedule (Table 1)`,
      higher: [network, END],
      lower: [network, 'half'],
    }),
  ),
];

/** IoU that the paper reports for a network at a stage. */
const reported = ([network, stage]: Comparison['higher']): number =>
  REPORTED[network][stage === 'half' ? 'epoch30' : 'epoch60'];

const lastOf = ({ ious }: BodyScore): number => ious.at(-1)!;

/** Returns the difference of the scores of each body; both lists have the same bodies in the same order. */
function pairs(
  higher: readonly BodyScore[],
  lower: readonly BodyScore[],
  score: (body: BodyScore, isHigher: boolean) => number = lastOf,
): Pair[] {
  return higher.map((body, at) => ({
    person: body.person,
    subject: body.subject,
    difference: score(body, true) - score(lower[at]!, false),
  }));
}

function judged(text: string, paper: number | undefined, differences: readonly Pair[]): Claim {
  const ours = pairedDifference(differences);
  const [low, high] = ours.interval;
  return { text, paper, ours, verdict: low > 0 ? 'reproduced' : high < 0 ? 'contradicted' : 'undecided' };
}

/**
 * Tests the claims whose networks have scores, and that each stack of Multistack is better than the one before it.
 *
 * @param scores  by network. All networks must have scores of the same bodies, at least two, in the same order.
 */
export function testClaims(scores: ReadonlyMap<VariantName, Scores>): Claim[] {
  const claims = COMPARISONS.flatMap(({ text, higher, lower }): Claim[] => {
    const [ours, theirs] = [scores.get(higher[0])?.[higher[1]], scores.get(lower[0])?.[lower[1]]];
    if (ours === undefined || theirs === undefined) return [];
    return [judged(text, 100 * (reported(higher) - reported(lower)), pairs(ours, theirs))];
  });
  const multistack = scores.get('multistack')?.end ?? [];
  const stacks = multistack[0]?.ious.length ?? 0;
  for (let stack = 1; stack < stacks; stack++) {
    const score = ({ ious }: BodyScore, isHigher: boolean): number => ious[isHigher ? stack : stack - 1]!;
    const text = `Stack ${stack + 1} of Multistack is above stack ${stack} (4.1)`;
    claims.push(judged(text, undefined, pairs(multistack, multistack, score)));
  }
  return claims;
}

const signed = (points: number): string => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;

/** Formats claims as a Markdown table, with differences in hundredths of IoU. */
export function claimsTable(claims: readonly Claim[]): string {
  const rows = claims.map(({ text, paper, ours, verdict }) => {
    const [low, high] = ours.interval.map((each) => signed(100 * each));
    const p = ours.p < 0.001 ? '< 0.001' : ours.p.toFixed(3);
    return [text, paper === undefined ? '' : signed(paper), signed(100 * ours.mean), `${low} … ${high}`, p, verdict];
  });
  const head = ['claim', 'paper', 'ours', '95 % interval', 'p (paired t)', 'verdict'];
  const rule = ['---', '---:', '---:', '---:', '---:', '---'];
  return `${[head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
