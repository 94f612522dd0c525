// Reproduces section 6 of the paper: trains Multistack at 256 rows, 128 columns and 96 slices on detailed bodies, and
// tests it on other people.
// npm run example -- detailed [PRESET|SPEC.json] --data FOLDER [--out FOLDER]
// Make the data with npx vrn dataset make examples/specs/detailed-people.json, or from your own scans
// (docs/datasets.md).
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from '@vrn/voxel';
import { files, log, readJson, runFiles, writeAtomically, writeJson } from './table1/files.js';
import { picture } from './table1/report/picture.js';
import { meanOf } from './table1/report/statistics.js';
import { sameData, sameSpec } from './table1/sameRun.js';
import { entriesOf, readSpec } from './table1/spec.js';
import { openBodies } from './table1/training/bodies.js';
import { readPictured } from './table1/training/pictured.js';
import type { BodyScore } from './table1/training/scoreBodies.js';
import { trainAll } from './table1/training/trainAll.js';

/** IoU that the paper reports on 60 pictures of four people. */
const PAPER = 0.78;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The result of a run, as stored in results.json. */
export interface Detailed {
  readonly iou: number;
  readonly interval: readonly [low: number, high: number];
  readonly paper: number;
  readonly pictures: number;
  readonly people: readonly { readonly person: string; readonly pictures: number; readonly iou: number }[];
}

/**
 * Computes the mean IoU of the last stack over all pictures, with its 95 % bootstrap interval, and over the pictures of
 * each person.
 */
function resultOf(scores: readonly BodyScore[]): Detailed {
  const last = scores.map(({ person, ious }) => ({ person, iou: ious.at(-1)! }));
  const people = [...new Set(last.map(({ person }) => person))].sort().map((person) => {
    const own = last.filter((each) => each.person === person).map(({ iou }) => iou);
    return { person, pictures: own.length, iou: meanOf(own).mean };
  });
  const { mean, interval } = meanOf(last.map(({ iou }) => iou));
  return { iou: mean, interval, paper: PAPER, pictures: scores.length, people };
}

function described({ iou, interval, pictures, people }: Detailed): string {
  const [low, high] = interval.map(percent);
  const rows = people.map((each) => `| ${each.person} | ${each.pictures} | ${percent(each.iou)} |`);
  return [
    `IoU on ${pictures} pictures of ${people.length} unseen people: ${percent(iou)} (95 % interval ${low} to ${high});`,
    `the paper reports ${percent(PAPER)} on 60 pictures of 4 people, on scans that are not public.`,
    '',
    '| person | pictures | IoU |',
    '| --- | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}

async function detailed(): Promise<Detailed> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, data: { type: 'string' } },
  });
  const here = (path: string) => resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
  const [given = 'detailed'] = positionals;
  const spec = readSpec(given.endsWith('.json') ? here(given) : given);
  check(values.data !== undefined, 'bad-argument', () => 'detailed: --data must be a folder of shards, got none');
  const data = here(values.data);
  const out = here(values.out ?? join('runs', spec.name));
  await sameSpec(out, spec, 'detailed');
  const bodies = await openBodies(spec, data);
  await sameData(out, bodies, 'detailed');
  await trainAll(spec, { out, data }, (name, line) => log(files(out, name).log, line));
  const at = files(out, entriesOf(spec)[0]!.name);
  const result = resultOf(readJson<readonly BodyScore[]>(at.scores(spec.training.epochs))!);
  const shown = bodies.test.slice(0, spec.pictured);
  const volumes = await readPictured(at.pictured, shown.length);
  const columns = shown.map((body, n) => ({
    ...body,
    volumes: new Map([
      ['ground truth', body.volume],
      ['network', volumes[n]!],
    ]),
  }));
  await bodies.close();
  await writeAtomically(runFiles(out).picture, await picture(columns, ['front', 'back']));
  await writeAtomically(join(out, 'result.md'), described(result));
  await writeJson(runFiles(out).results, result);
  console.log(described(result));
  return result;
}

/**
 * Prints the message of an error and sets exit code 1. If the error were not caught, Node.js would print the source of
 * tfjs' wasm module.
 */
function printError(error: unknown): undefined {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

export default await detailed().catch(printError);
