// Measures one case of the growth benchmark: `measure.ts INDEX` prints its time and memory as JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { collect } from '../race.js';
import { CASES, prepare } from './cases.js';

/** Time and memory of a case. */
export interface Growth {
  /** Minimum CPU time of a call, in milliseconds. */
  readonly cpuMs: number;
  /** Peak memory of the process during the first call, minus its memory before the call, in bytes. */
  readonly peakBytes: number;
  /** Number of triangles of the input or of the result; undefined if neither is a mesh. */
  readonly triangles?: number;
}

const ROUNDS = 3;
const SECONDS = 2;

/** Reads a field of /proc/self/status, in bytes. */
const memory = (field: 'VmRSS' | 'VmHWM'): number =>
  1024 * Number(new RegExp(`${field}:\\s*(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))![1]);

const { run, check } = prepare(CASES[Number(process.argv[2])]!);
// Waits after each collection, because another thread frees the memory of the collected arrays.
for (let time = 0; time < 3; time++) {
  collect();
  await setTimeout(100);
}
// Resets the recorded peak memory of this process to its current memory (Linux).
writeFileSync('/proc/self/clear_refs', '5');
const resting = memory('VmRSS');
const result = run();
const peakBytes = memory('VmHWM') - resting;
const triangles = check(result);
let cpuMs = Number.POSITIVE_INFINITY;
const end = performance.now() + 1000 * SECONDS;
for (let round = 0; round < ROUNDS || performance.now() < end; round++) {
  collect({ type: 'minor' });
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  cpuMs = Math.min(cpuMs, (user + system) / 1000);
}
const growth: Growth = { cpuMs, peakBytes, ...(triangles !== undefined && { triangles }) };
console.log(JSON.stringify(growth));
