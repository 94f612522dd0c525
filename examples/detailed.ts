// Section 6 of the paper: Multistack at 128×256×96 on detailed bodies of a few people, tested on people never seen.
// npm run example -- detailed [SPEC.json] --data FOLDER [--out FOLDER]
// The data: npx vrn dataset make examples/specs/detailed-people.json, or shards of your own scans (docs/datasets.md).
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { check } from '@vrn/voxel';
import { openBodies } from './table1/bodies.js';
import { files, log, writeAtomically } from './table1/files.js';
import { picture } from './table1/picture.js';
import { readPictured } from './table1/pictured.js';
import type { BodyScore } from './table1/scoreBodies.js';
import { entriesOf, readSpec } from './table1/spec.js';
import { meanOf } from './table1/statistics.js';
import { trainAll } from './table1/trainAll.js';

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

/** Means over the pictures and over those of each person; the interval draws pictures with replacement. */
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
  mkdirSync(out, { recursive: true });
  const bodies = await openBodies(spec, data);
  for (const [name, value] of Object.entries({ spec, data: bodies.files })) {
    const path = join(out, `${name}.json`);
    const json: unknown = JSON.parse(JSON.stringify(value));
    check(!existsSync(path) || isDeepStrictEqual(JSON.parse(readFileSync(path, 'utf8')), json), 'bad-argument', () => {
      return `detailed: ${out} must be new or hold results of the same spec and data; remove it or give another --out`;
    });
    await writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
  }
  await trainAll(spec, { out, data }, (line) => log(out, line));
  const at = files(out, entriesOf(spec)[0]!.name);
  const result = resultOf(JSON.parse(readFileSync(at.scores(spec.training.epochs), 'utf8')) as BodyScore[]);
  const shown = bodies.test.slice(0, spec.pictured);
  const volumes = await readPictured(at.pictured, shown.length);
  const columns = shown.map((body, n) => ({
    ...body,
    volumes: new Map([
      ['ground truth', body.volume],
      ['network', volumes[n]!],
    ]),
  }));
  await writeAtomically(join(out, 'bodies.png'), await picture(columns, ['front', 'back']));
  await writeAtomically(join(out, 'result.md'), described(result));
  await writeAtomically(join(out, 'results.json'), `${JSON.stringify(result, null, 2)}\n`);
  console.log(described(result));
  return result;
}

/** Prints the message of an error. Node.js would print the source of tfjs' wasm module, which rethrows errors. */
function printError(error: unknown): undefined {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

export default await detailed().catch(printError);
