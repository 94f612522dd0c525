// Fuzzes readers of files: mutates valid files, and checks that each mutant is read or refused within limits.
import { writeFileSync } from 'node:fs';
import { type ErrorCode, type Random, random, VolumetricError } from '@vrn/voxel';

/** A reader of files, with the files to mutate and the results and errors that it may give. */
export interface FuzzedReader {
  readonly name: string;
  /** Valid files, from which mutants are made. */
  readonly files: readonly Uint8Array[];
  /** Bytes and words to which this reader is sensitive, in addition to those that are tried on every reader. */
  readonly tokens?: readonly Uint8Array[];
  /** Codes of errors with which mutants may be refused. Default: `bad-file` only. */
  readonly codes?: readonly ErrorCode[];
  /** Makes a mutant. Default: `mutate` with the tokens. */
  mutant?(file: Uint8Array, rng: Random): Uint8Array;
  /** Reads a mutant of one of the files. */
  read(mutant: Uint8Array, which: number): unknown;
  /** Describes what is wrong with the result; undefined if nothing is. */
  faultIn?(result: never): string | undefined;
}

/** A mutated file, to be given to a reader. */
export interface Mutant {
  readonly bytes: Uint8Array;
  /** Index of the file it was made from. */
  readonly which: number;
}

/**
 * Limits of CPU time and of the increase of peak memory for one mutant: each a constant plus a term proportional to the
 * mutant's length.
 */
const BASE_MILLISECONDS = 1000;
const BYTES_PER_MILLISECOND = 1000;
const BASE_BYTES = 64e6;
const BYTES_PER_BYTE = 20;
/** Maximum number of repetitions of a token. */
const MAX_REPETITIONS = 2000;
/** Maximum lengths of the runs of bytes that are removed or doubled. */
const SHORT_RUN = 8;
const LONG_RUN = 200;
const MAX_EDITS = 3;
/** Maximum number of faults that are printed per reader. */
const MAX_PRINTED = 20;
const KINDS = 6;

/** Encodes text in UTF-8. */
export const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** Count fields, separators, and numbers that readers often mishandle. */
const TOKENS: readonly Uint8Array[] = [
  ...[[0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0, 0, 0, 1], [0], [0xfe, 0xff]].map(
    (each) => Uint8Array.from(each),
  ),
  ...['\r', '\n', ' ', '\t', '\r\n', '\\\n', '/', '#', '"', '../', 'nan', '-nan(ind)', '1.#QNAN', 'inf'].map(text),
  ...['-1', '1e39', '1e308', '99999999999', '4000000000', '9007199254740993', ' '.repeat(500)].map(text),
];

/**
 * Changes a file in one to three places. In each, replaces a byte, overwrites bytes with a token, inserts a token once
 * or many times, or removes or doubles a run of bytes.
 */
export function mutate(file: Uint8Array, rng: Random, tokens: readonly Uint8Array[] = []): Uint8Array {
  let out: Uint8Array = file.slice();
  for (let edits = 1 + rng.integer(MAX_EDITS); edits > 0; edits--) {
    const at = rng.integer(out.length + 1);
    const end = Math.min(out.length, at + 1 + rng.integer(rng.uniform() < 0.5 ? SHORT_RUN : LONG_RUN));
    const kind = rng.integer(KINDS);
    const pick = rng.integer(TOKENS.length + tokens.length);
    const token = TOKENS[pick] ?? tokens[pick - TOKENS.length]!;
    const [before, after] = [out.subarray(0, at), out.subarray(at)];
    if (kind === 0 && at < out.length) out[at] = rng.integer(256);
    else if (kind === 1) out = joined(before, token, after.subarray(Math.min(after.length, token.length)));
    else if (kind === 2) out = joined(before, token, after);
    else if (kind === 3) out = joined(before, out.subarray(end));
    else if (kind === 4) out = joined(out.subarray(0, end), out.subarray(at, end), out.subarray(end));
    else out = joined(before, ...Array<Uint8Array>(1 + rng.integer(MAX_REPETITIONS)).fill(token), after);
  }
  return out;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of parts) {
    out.set(part, to);
    to += part.length;
  }
  return out;
}

/** Makes the mutant with the number `n`. The same reader, seed and number give the same mutant. */
export function mutantOf(reader: FuzzedReader, seed: number, n: number): Mutant {
  const rng = random(seed).fork(n);
  const which = rng.integer(reader.files.length);
  const file = reader.files[which]!;
  return { bytes: reader.mutant?.(file, rng) ?? mutate(file, rng, reader.tokens), which };
}

/** What a mutant is checked for, besides its result or error. */
export interface FaultOptions {
  /** Whether to check the limits of time and peak memory, which other work in the process may disturb. */
  readonly limits?: boolean;
}

/**
 * Gives a mutant to its reader and describes the fault. Returns undefined if the reader gave a result without a fault,
 * or an allowed error with a message of one line, and exceeded none of the limits that are checked.
 */
export async function faultOf(
  reader: FuzzedReader,
  { bytes, which }: Mutant,
  { limits = false }: FaultOptions = {},
): Promise<string | undefined> {
  const start = process.cpuUsage();
  const before = limits ? peakMemory(true) : 0;
  let fault: string | undefined;
  try {
    const result = await reader.read(bytes, which);
    fault = reader.faultIn?.(result as never);
  } catch (error) {
    if (!(error instanceof VolumetricError)) fault = `threw ${error instanceof Error ? error.stack : String(error)}`;
    else if (!(reader.codes ?? ['bad-file']).includes(error.code)) fault = `threw ${error.code}: ${error.message}`;
    else if (error.message.includes('\n')) fault = `threw a message of several lines: ${error.message}`;
  }
  if (!limits) return fault;
  // CPU time, which other processes affect much less than elapsed time.
  const { user, system } = process.cpuUsage(start);
  const milliseconds = (user + system) / 1000;
  const memory = peakMemory(false) - before;
  if (milliseconds > BASE_MILLISECONDS + bytes.length / BYTES_PER_MILLISECOND) {
    fault ??= `took ${Math.round(milliseconds)} ms for ${bytes.length} bytes`;
  }
  if (memory > BASE_BYTES + BYTES_PER_BYTE * bytes.length) {
    fault ??= `took ${Math.round(memory / 1e6)} MB for ${bytes.length} bytes`;
  }
  return fault;
}

/**
 * Returns the peak resident memory of the process in bytes: on Linux since the last call with `reset`, elsewhere since
 * the process started.
 */
function peakMemory(reset: boolean): number {
  if (reset && process.platform === 'linux') {
    try {
      writeFileSync('/proc/self/clear_refs', '5');
    } catch {
      // Without the right to reset it, the peak only grows, and later mutants that stay below it go unnoticed.
    }
  }
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * Runs the fuzzer for many mutants, prints the faults and sets the exit code: 1 if there are faults, 2 for wrong
 * arguments.
 *
 * @param args  `[mutants per reader, default 20000] [seed, default 1] [reader …]`
 */
export async function runFuzzer(readers: readonly FuzzedReader[], args: readonly string[]): Promise<void> {
  const [count = 20_000, seed = 1] = args.slice(0, 2).map(Number);
  const names = args.slice(2);
  const unknown = names.filter((name) => !readers.some((reader) => reader.name === name));
  if (!Number.isInteger(count) || !Number.isInteger(seed) || unknown.length > 0) {
    console.log(`Arguments: [mutants] [seed] [reader …]; readers: ${readers.map(({ name }) => name).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  for (const reader of readers.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const began = performance.now();
    let faults = 0;
    for (let n = 0; n < count; n++) {
      const mutant = mutantOf(reader, seed, n);
      const fault = await faultOf(reader, mutant, { limits: true });
      if (fault === undefined) continue;
      faults++;
      if (faults <= MAX_PRINTED) {
        console.log(`${reader.name}: mutant ${n} of seed ${seed}, file ${mutant.which}: ${fault}`);
      }
    }
    const seconds = Math.round((performance.now() - began) / 1000);
    console.log(`${reader.name}: ${count} mutants, ${faults} faults, ${seconds} s`);
    if (faults > 0) process.exitCode = 1;
  }
}
