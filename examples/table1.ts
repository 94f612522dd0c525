// Reproduces the paper's Table 1: trains seven networks on the same bodies in the same order.
// npm run table1 [-- PRESET|FILE.json] [--out FOLDER] [--data FOLDER] [--memory GIB]
//   --only NAME[,NAME…]  trains only the networks of these rows; the table still shows all rows
//   --table              makes the table from the stored results, without training
//   --verify NAME        trains the first epoch of this row again, and compares its loss with that of the results
//   --times              measures and stores the durations of predictions and of surface extraction
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from '@vrn/voxel';
import { files, log, runFiles, writeJson } from './table1/files.js';
import { freeMemory, memoryShortage } from './table1/memory.js';
import { measureTimes, TIMED_BODIES } from './table1/report/times.js';
import { sameData, sameSpec } from './table1/sameRun.js';
import { entriesOf, readSpec, type Spec } from './table1/spec.js';
import { landed, makeTable, type Table1 } from './table1/table.js';
import { openBodies } from './table1/training/bodies.js';
import { startEngine } from './table1/training/engine.js';
import { trainAll } from './table1/training/trainAll.js';
import { LOSS_TOLERANCE, verifyFirstEpoch } from './table1/verify.js';

export type { Table1 } from './table1/table.js';

const GIB = 2 ** 30;

const OPTIONS = {
  out: { type: 'string' },
  data: { type: 'string' },
  memory: { type: 'string' },
  only: { type: 'string' },
  verify: { type: 'string' },
  table: { type: 'boolean' },
  times: { type: 'boolean' },
} as const;

interface Folders {
  readonly out: string;
  /** Folder of the shards, if the spec reads any. */
  readonly data: string | undefined;
}

/** Returns the names of the requested trainings, by default all; rejects unknown names. */
function namesOf(spec: Spec, given: string | undefined, option: string): readonly string[] {
  const known = entriesOf(spec).map(({ name }) => name);
  const names = given?.split(',') ?? known;
  for (const name of names) {
    check(known.includes(name), 'bad-argument', () => {
      return `table1: ${option} must be among ${known.join(', ')}, got ${name}`;
    });
  }
  return names;
}

/**
 * Runs the trainings if memory suffices; otherwise prints the shortage and sets exit code 1. Returns whether memory
 * suffices.
 */
async function trainRows(
  spec: Spec,
  { out, data, only, budget }: Folders & { readonly only: readonly string[]; readonly budget: number },
): Promise<boolean> {
  const { name: engine } = await startEngine(spec);
  const networks = entriesOf(spec).flatMap(({ name, network }) => (only.includes(name) ? network : []));
  const shortage = memoryShortage({ ...spec, networks }, engine, budget);
  if (shortage !== undefined) {
    console.error(shortage);
    process.exitCode = 1;
    return false;
  }
  await sameSpec(out, spec, 'table1');
  console.log(
    `${spec.name}: ${only.length} networks, ${spec.training.epochs} epochs of ${spec.data.train} bodies, on ${engine}; results in ${out}`,
  );
  const bodies = await openBodies(spec, data);
  await sameData(out, bodies, 'table1');
  await bodies.close();
  await trainAll(spec, { out, data, only }, (name, line) => log(files(out, name).log, line));
  return true;
}

/** Trains the first epoch of a network again, and sets exit code 1 if its loss does not agree with the results. */
async function verify(spec: Spec, name: string, { out, data }: Folders): Promise<undefined> {
  namesOf(spec, name, '--verify');
  check(existsSync(runFiles(out).spec), 'bad-argument', () => `table1: --out must have results to verify, got ${out}`);
  await sameSpec(out, spec, 'table1');
  const bodies = await openBodies(spec, data);
  await sameData(out, bodies, 'table1');
  const engine = await startEngine(spec);
  const { stated, loss, agrees } = await verifyFirstEpoch(spec, name, { out, bodies, engine });
  await Promise.all([engine.end(), bodies.close()]);
  console.log(
    `${name}: loss of the first epoch ${loss.toFixed(6)}, results ${stated.toFixed(6)}, difference ${Math.abs(loss - stated).toExponential(1)}: ${agrees ? 'within' : 'above'} ${LOSS_TOLERANCE}`,
  );
  process.exitCode = agrees ? 0 : 1;
  return undefined;
}

/** Times predictions and surface extraction on this machine, and stores the times in the folder of the run. */
async function timeNetworks(spec: Spec, { out, data }: Folders): Promise<undefined> {
  const few = { ...spec, data: { ...spec.data, test: Math.min(spec.data.test, TIMED_BODIES) } };
  const bodies = await openBodies(few, data);
  const engine = await startEngine(spec);
  await sameSpec(out, spec, 'table1');
  await writeJson(runFiles(out).times, await measureTimes(spec, { bodies, engine }));
  await Promise.all([engine.end(), bodies.close()]);
  return undefined;
}

/** Runs the command. Returns undefined if memory does not suffice, or if no table was requested. */
async function table1(): Promise<Table1 | undefined> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  // Paths are relative to the folder in which the user ran npm.
  const here = (path: string) => resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
  const [given = 'quick'] = positionals;
  const spec = readSpec(given.endsWith('.json') ? here(given) : given);
  const usual = values.verify === undefined ? join('runs', 'table1', spec.name) : landed(spec.name);
  const out = here(values.out ?? usual);
  const data = values.data === undefined ? undefined : here(values.data);
  if (values.verify !== undefined) return verify(spec, values.verify, { out, data });
  if (values.times) return timeNetworks(spec, { out, data });
  const budget = values.memory === undefined ? freeMemory() : Number(values.memory) * GIB;
  check(budget >= 0, 'bad-argument', () => `table1: --memory must be a number of GiB, got ${values.memory}`);
  const only = namesOf(spec, values.only, '--only');
  const began = performance.now();
  if (values.table) await sameSpec(out, spec, 'table1');
  else if (!(await trainRows(spec, { out, data, only, budget }))) return undefined;
  const isWithoutData = spec.data.source === 'shards' && data === undefined;
  const bodies = isWithoutData ? undefined : await openBodies(spec, data);
  if (bodies) await sameData(out, bodies, 'table1');
  const { result, markdown } = await makeTable(spec, { out, bodies });
  await bodies?.close();
  const seconds = (performance.now() - began) / 1000;
  console.log(`\n${markdown}\n${seconds.toFixed(0)} s; table, curves and picture in ${out}`);
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

export default await table1().catch(printError);
