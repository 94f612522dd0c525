// Trains and scores the rows of the ablation in rows.json, and writes their table. Skips rows that have results.
// Options: --data FOLDER (shards), --work FOLDER (checkpoints, weights and scores), --only ROW, --folder FOLDER (of
// rows.json, README.md and results, in place of this one), and --score N, which scores only N samples.
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Row {
  readonly name: string;
  readonly asks: string;
  readonly changes: Fields;
}

interface Fields {
  readonly [field: string]: unknown;
}

interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The scores of a row, as stored in `results`. */
interface Result {
  readonly name: string;
  /** Number of training samples that the network has seen, repetitions included. */
  readonly samples: number;
  readonly measures: Readonly<Partial<Record<string, Interval>>>;
  readonly sweep: readonly { readonly threshold: number; readonly iou: number }[];
}

const HERE = dirname(fileURLToPath(import.meta.url));
const COMMAND = resolve(HERE, '../../packages/cli/dist/main.js');
const MEASURES = ['iou', 'registeredIou', 'silhouetteIou', 'chamferCm', 'jointDepthErrorCm', 'leanError', 'turnError'];

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'set' },
    work: { type: 'string', default: 'runs/ablation' },
    only: { type: 'string' },
    folder: { type: 'string', default: HERE },
    score: { type: 'string' },
  },
});
const folder = resolve(values.folder);
const data = resolve(values.data);
const work = resolve(values.work);
const { base, rows } = JSON.parse(await readFile(join(folder, 'rows.json'), 'utf8')) as { base: Fields; rows: Row[] };
await mkdir(work, { recursive: true });
for (const row of rows.filter(({ name }) => values.only === undefined || values.only === name)) {
  if ((await finished()).some(({ name }) => name === row.name)) continue;
  await keep(row, await trained(row));
}
await writeTable(await finished());

/**
 * Trains a row's network and scores it on the test set. Resumes from the checkpoint of an interrupted run. Returns the
 * folder of the weights, the losses and the scores.
 */
async function trained({ name, changes }: Row): Promise<string> {
  const output = join(work, name);
  await mkdir(output, { recursive: true });
  const spec = { ...merged(base, changes), name, data, output };
  await writeFile(join(output, 'spec.json'), `${JSON.stringify(spec, null, 2)}\n`);
  await vrn('train', join(output, 'spec.json'));
  const scores = join(output, 'scores');
  const part = values.score === undefined ? [] : ['--samples', values.score];
  await vrn('evaluate', join(output, `${name}.safetensors`), resolve(HERE, '../testset'), '--output', scores, ...part);
  return output;
}

/** Copies the losses of the epochs, and the `MEASURES` and the threshold sweep of the summary, into `results`. */
async function keep({ name }: Row, output: string): Promise<void> {
  const summary = JSON.parse(await readFile(join(output, 'scores', 'summary.json'), 'utf8'));
  const epochs = (await readFile(join(output, `${name}.jsonl`), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const [{ measures, sweep }] = summary.methods;
  const result: Result = {
    name,
    samples: Number(base.batch) * Number(base.stepsPerEpoch) * epochs.length,
    measures: Object.fromEntries(MEASURES.map((measure) => [measure, measures[measure]])),
    sweep,
  };
  await copyFile(join(output, `${name}.jsonl`), join(folder, 'results', `${name}.jsonl`));
  await writeFile(join(folder, 'results', `${name}.json`), `${JSON.stringify(result, null, 1)}\n`);
}

/** Reads the results of the rows that have been run. */
async function finished(): Promise<Result[]> {
  const files = (await readdir(join(folder, 'results'))).filter((file) => file.endsWith('.json'));
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(join(folder, 'results', file), 'utf8'))));
}

/** Writes the table between the markers of the README: one line per row, in the order of `rows.json`. */
async function writeTable(results: readonly Result[]): Promise<void> {
  const lines = rows.map(({ name, asks }) => {
    const result = results.find((each) => each.name === name);
    if (result === undefined) return `| \`${name}\` | ${asks} | not run | | | | | | |`;
    const { iou, registeredIou: registered, silhouetteIou, chamferCm, jointDepthErrorCm, leanError } = result.measures;
    const best = result.sweep.reduce((a, b) => (b.iou > a.iou ? b : a));
    const cells = [
      percent(iou!.mean),
      `${percent(registered!.mean)} (${percent(registered!.low)} to ${percent(registered!.high)})`,
      `${percent(best.iou)} at ${best.threshold}`,
      percent(silhouetteIou!.mean),
      fixed(chamferCm),
      fixed(jointDepthErrorCm),
      fixed(leanError, '°'),
    ];
    return `| \`${name}\` | ${asks} | ${cells.join(' | ')} |`;
  });
  const heads = [
    'row',
    'network',
    'IoU',
    'registered IoU, 95 %',
    'best level',
    'silhouette',
    'chamfer, cm',
    'joint depth, cm',
    'lean',
  ];
  const table = [`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...lines].join('\n');
  const file = join(folder, 'README.md');
  const text = await readFile(file, 'utf8');
  const [start, end] = ['<!-- table -->', '<!-- end of table -->'];
  const before = text.slice(0, text.indexOf(start) + start.length);
  await writeFile(file, `${before}\n\n${table}\n\n${text.slice(text.indexOf(end))}`);
}

/** Formats a mean; '-' if there is none, since empty predictions have neither distances nor a lean. */
function fixed(measure: Interval | undefined, unit = ''): string {
  return measure === undefined ? '-' : `${measure.mean.toFixed(1)}${unit}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** Returns the fields with changes applied: objects are merged field by field, other values replaced. */
function merged(fields: Fields, changes: Fields): Fields {
  const isObject = (value: unknown): value is Fields =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = Object.entries(changes).map(([name, value]) => {
    const old = fields[name];
    return [name, isObject(old) && isObject(value) ? merged(old, value) : value] as const;
  });
  return { ...fields, ...Object.fromEntries(entries) };
}

/** Runs a subcommand of `vrn` and waits for its end. Throws if it fails. */
async function vrn(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: 'inherit' });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`vrn ${args.join(' ')} ended with code ${code}`);
}
