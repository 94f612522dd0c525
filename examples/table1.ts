// Reproduces the paper's Table 1: trains seven networks on the same bodies in the same order.
// npm run table1 [-- PRESET|FILE.json] [--out FOLDER] [--data FOLDER] [--memory GIB]
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { iou } from '@vrn/metrics';
import type { VariantName } from '@vrn/model';
import { check, type Volume } from '@vrn/voxel';
import { type Bodies, openBodies } from './table1/bodies.js';
import { type Claim, claimsTable, type Scores, testClaims } from './table1/claims.js';
import { startEngine } from './table1/engine.js';
import { bestSlab, extruded, type Slab } from './table1/extruded.js';
import { files, log, writeAtomically } from './table1/files.js';
import { markdown, orderAgreement, readAt } from './table1/markdown.js';
import { freeMemory, memoryShortage } from './table1/memory.js';
import { picture } from './table1/picture.js';
import { readPictured } from './table1/pictured.js';
import type { BodyScore } from './table1/scoreBodies.js';
import { entriesOf, readSpec, type Spec } from './table1/spec.js';
import { trainAll } from './table1/trainAll.js';
import { finished, type NetworkResult } from './table1/trainNetwork.js';

/** Number of training bodies on which the prism is chosen: enough for a stable mean in a short time. */
const PRISM_BODIES = 500;

const GIB = 2 ** 30;

/** The baseline: the mask extruded between the slices that fit the training bodies best. */
interface Prism extends Slab {
  /** Mean IoU on the test bodies. */
  readonly iou: number;
}

/** The result of a run, as stored in results.json. */
export interface Table1 {
  readonly spec: Spec;
  readonly prism: Prism;
  readonly networks: readonly NetworkResult[];
  /** The paper's claims, if test bodies were scored at half of the schedule and at its end. */
  readonly claims: readonly Claim[];
  /** Spearman's rank correlation of the networks' IoU with the paper's. */
  readonly orderAgreement: number;
  /** Duration of the last call. */
  readonly seconds: number;
}

/** Stores the spec in the folder of a run. Refuses another spec there; only `processes` may change. */
async function claim(out: string, spec: Spec): Promise<void> {
  mkdirSync(out, { recursive: true });
  const path = join(out, 'spec.json');
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Spec) : spec;
  const same = { processes: 1 };
  check(
    isDeepStrictEqual({ ...before, ...same }, JSON.parse(JSON.stringify({ ...spec, ...same }))),
    'bad-argument',
    () => {
      return `table1: ${out} must be new or hold results of the same spec; remove it or give another --out`;
    },
  );
  await writeAtomically(path, `${JSON.stringify(spec, null, 2)}\n`);
}

/** Stores the checksums of the sample files. Refuses files other than those that the run started with. */
async function sameFiles(out: string, { files }: Bodies): Promise<void> {
  const path = join(out, 'data.json');
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : files;
  check(isDeepStrictEqual(before, files), 'bad-argument', () => {
    return `table1: --data must contain the files that ${out} was started with; their checksums are in ${path}`;
  });
  await writeAtomically(path, `${JSON.stringify(files, null, 2)}\n`);
}

/** Chooses the prism and scores it, or reads it from the folder of the run. */
async function prismOf({ train, test }: Bodies, out: string): Promise<Prism> {
  const path = join(out, 'prism.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Prism;
  const count = Math.min(train.length, PRISM_BODIES);
  const training = await Promise.all(Array.from({ length: count }, async (_, index) => train.get(index)));
  const slab = bestSlab(training);
  const sum = test.reduce((total, body) => total + iou(extruded(body, slab), body.volume), 0);
  const prism = { ...slab, iou: sum / test.length };
  await writeAtomically(path, `${JSON.stringify(prism)}\n`);
  return prism;
}

/** Draws test bodies with the volumes of all networks as a PNG file. */
async function drawn(spec: Spec, { test }: Bodies, out: string): Promise<Uint8Array> {
  const shown = test.slice(0, spec.pictured).map((body) => ({
    ...body,
    volumes: new Map<string, Volume>([['truth', body.volume]]),
  }));
  for (const network of spec.networks) {
    const volumes = await readPictured(files(out, network).pictured, shown.length);
    for (const [at, body] of shown.entries()) body.volumes.set(network, volumes[at]!);
  }
  return picture(shown);
}

/** Reads the scores of all networks that have them at half of the schedule and at its end. */
function scoresOf({ networks, training }: Spec, out: string): Map<VariantName, Scores> {
  const epochs = readAt(training.epochs);
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as readonly BodyScore[];
  const found = new Map<VariantName, Scores>();
  for (const network of networks) {
    const [half, end] = epochs.map((epoch) => files(out, network).scores(epoch)) as [string, string];
    if (existsSync(half) && existsSync(end)) found.set(network, { half: read(half), end: read(end) });
  }
  return found;
}

/** Runs the command. Undefined if memory does not suffice. */
async function table1(): Promise<Table1 | undefined> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, data: { type: 'string' }, memory: { type: 'string' } },
  });
  // Paths are relative to the folder in which the user ran npm.
  const here = (path: string) => resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
  const [given = 'quick'] = positionals;
  const spec = readSpec(given.endsWith('.json') ? here(given) : given);
  const out = here(values.out ?? join('runs', 'table1', spec.name));
  const { name: engine } = await startEngine(spec);
  const budget = values.memory === undefined ? freeMemory() : Number(values.memory) * GIB;
  check(budget >= 0, 'bad-argument', () => `table1: --memory must be a number of GiB, got ${values.memory}`);
  const shortage = memoryShortage(spec, engine, budget);
  if (shortage !== undefined) {
    console.error(shortage);
    process.exitCode = 1;
    return undefined;
  }
  await claim(out, spec);
  console.log(
    `${spec.name}: ${spec.networks.length} networks, ${spec.training.epochs} epochs of ${spec.data.train} bodies, on ${engine}; results in ${out}`,
  );
  const began = performance.now();
  const data = values.data === undefined ? undefined : here(values.data);
  const bodies = await openBodies(spec, data);
  await sameFiles(out, bodies);
  const training = trainAll(spec, { out, data }, (line) => log(out, line));
  const [prism] = await Promise.all([prismOf(bodies, out), training]);
  const networks = entriesOf(spec).map(({ name }) => finished(out, name)!);
  const seconds = (performance.now() - began) / 1000;
  const claims = testClaims(scoresOf(spec, out));
  const agreement = orderAgreement(networks);
  const table = markdown(networks, [{ name: 'extruded mask', input: 'mask', iou: prism.iou }]);
  const result: Table1 = { spec, prism, networks, claims, orderAgreement: agreement, seconds };
  await writeAtomically(join(out, 'table.md'), `${table}\n${claimsTable(claims)}`);
  await writeAtomically(join(out, 'results.json'), `${JSON.stringify(result, null, 2)}\n`);
  await writeAtomically(join(out, 'bodies.png'), await drawn(spec, bodies, out));
  console.log(`\n${table}\n${claimsTable(claims)}\n${seconds.toFixed(0)} s; table, curves and picture in ${out}`);
  return result;
}

/** Prints the message of an error. Node.js would print the source of tfjs' wasm module, which rethrows errors. */
function printError(error: unknown): undefined {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

export default await table1().catch(printError);
