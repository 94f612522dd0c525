// Makes the table of a run from the stored results of its trainings, with its claims, costs and picture.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VariantName } from '@vrn/model';
import type { Volume } from '@vrn/voxel';
import { files, readJson, runFiles, writeAtomically, writeJson } from './files.js';
import { type Baseline, baselinesOf } from './report/baselines.js';
import { type Claim, claimsTable, type Scores, testClaims } from './report/claims.js';
import { type Costs, costsOf, costsTable } from './report/costs.js';
import { markdown, orderAgreement, type Row, readAt } from './report/markdown.js';
import { picture } from './report/picture.js';
import type { Times } from './report/times.js';
import { entriesOf, type Spec } from './spec.js';
import type { Bodies } from './training/bodies.js';
import { readPictured } from './training/pictured.js';
import { type BodyScore, meanIou } from './training/scoreBodies.js';
import { finished, type NetworkResult } from './training/trainNetwork.js';

/** The result of a run, as stored in results.json. */
export interface Table1 {
  readonly spec: Spec;
  readonly baselines: readonly Baseline[];
  /** Results of the finished trainings. */
  readonly networks: readonly NetworkResult[];
  /** Names of trainings that are not finished. */
  readonly missing: readonly string[];
  /** Tests of the paper's claims about the networks that were scored both at half of the schedule and at its end. */
  readonly claims: readonly Claim[];
  /** Spearman's rank correlation of the networks' IoU with the paper's; absent for fewer than three networks. */
  readonly orderAgreement?: number;
  readonly costs: readonly Costs[];
  readonly times?: Times;
}

/** Number of finished epochs of a training: the number of lines of its metrics file, 0 if it is missing or empty. */
function epochsOf(path: string): number {
  if (!existsSync(path)) return 0;
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').length;
}

/** Lists the rows of the table from the files of a run: all trainings of the spec, finished or not. */
export function rowsOf(spec: Spec, out: string): Row[] {
  const [half] = readAt(spec.training.epochs);
  return entriesOf(spec).map((entry) => {
    const { metrics, scores } = files(out, entry.name);
    const result = finished(out, entry.name);
    const scored = readJson<readonly BodyScore[]>(scores(half));
    return { entry, result, epochs: epochsOf(metrics), half: scored ? meanIou(scored) : result?.ious[half - 1] };
  });
}

/** Reads the scores of all networks that were scored both at half of the schedule and at its end; ignores repeats. */
function scoresOf({ networks, training }: Spec, out: string): Map<VariantName, Scores> {
  const found = new Map<VariantName, Scores>();
  for (const network of networks) {
    const [half, end] = readAt(training.epochs).map((epoch) => {
      return readJson<readonly BodyScore[]>(files(out, network).scores(epoch));
    });
    if (half && end) found.set(network, { half, end });
  }
  return found;
}

/** Draws test bodies, with their ground truth and the predictions of all finished networks, as a PNG file. */
async function drawn(spec: Spec, { test }: Bodies, out: string): Promise<Uint8Array> {
  const shown = test.slice(0, spec.pictured).map((body) => ({
    ...body,
    volumes: new Map<string, Volume>([['truth', body.volume]]),
  }));
  for (const network of spec.networks) {
    const { pictured } = files(out, network);
    if (!existsSync(pictured)) continue;
    const volumes = await readPictured(pictured, shown.length);
    for (const [at, body] of shown.entries()) body.volumes.set(network, volumes[at]!);
  }
  return picture(shown);
}

/** Formats a result as the Markdown of table.md. */
function described({ spec, baselines, networks, claims, orderAgreement, costs, times }: Table1, out: string): string {
  const order =
    orderAgreement === undefined
      ? ''
      : `Rank correlation of the IoU of ${networks.filter(({ name, network }) => name === network).length} networks with the paper's: ${orderAgreement.toFixed(2)} (Spearman).\n\n`;
  const parts = [
    markdown(rowsOf(spec, out), baselines, spec.training.epochs),
    `${order}${costsTable(costs, spec, times)}`,
    ...(claims.length > 0 ? [claimsTable(claims)] : []),
  ];
  return parts.join('\n');
}

/**
 * Makes the files of the table. The row of an unfinished training shows its progress.
 *
 * @param bodies  bodies of the run; if undefined, the picture and the stored baselines stay as they are.
 * @returns       the result, and the table as Markdown.
 */
export async function makeTable(
  spec: Spec,
  { out, bodies }: { readonly out: string; readonly bodies: Bodies | undefined },
): Promise<{ readonly result: Table1; readonly markdown: string }> {
  const at = runFiles(out);
  const entries = entriesOf(spec);
  const networks = entries.flatMap(({ name }) => finished(out, name) ?? []);
  const agreement = orderAgreement(networks);
  const times = readJson<Times>(at.times);
  const result: Table1 = {
    spec,
    baselines: await baselinesOf(out, bodies),
    networks,
    missing: entries.map(({ name }) => name).filter((name) => finished(out, name) === undefined),
    claims: testClaims(scoresOf(spec, out)),
    ...(agreement !== undefined && { orderAgreement: agreement }),
    costs: costsOf(spec),
    ...(times && { times }),
  };
  const text = described(result, out);
  await writeAtomically(at.table, text);
  await writeJson(at.results, result);
  if (bodies) await writeAtomically(at.picture, await drawn(spec, bodies, out));
  return { result, markdown: text };
}

/** Returns the folder in this repository that holds the results of a preset. */
export const landed = (name: string): string => join(import.meta.dirname, 'results', name);
