// Defines a contest of our functions with a third-party program, and times them alternately.
import { setImmediate } from 'node:timers/promises';
import { collect } from '../race.js';
import { digits, type Measured } from '../record.js';
import type { Rival } from './program.js';

/** One row of the benchmark: our functions and a third-party program on the same input. */
export interface Contest {
  /** Name of the row: the task and its size. */
  readonly what: string;
  readonly rival: {
    /** Name of the rival in tables, such as `VTK FlyingEdges`. */
    readonly name: string;
    /** Command that installs it. */
    readonly install: string;
    /** Starts the rival on the input; undefined if it is not installed. */
    start(input: Input): Promise<Rival | undefined>;
  };
  /** Creates the input. It is called only when the contest runs, so that inputs of other contests use no memory. */
  prepare(): Prepared | Promise<Prepared>;
}

/** Input of a rival: files, by name, and other arguments, which must be JSON. */
export interface Input {
  readonly files: Readonly<Record<string, ArrayBufferView>>;
  readonly given: Readonly<Record<string, unknown>>;
}

export interface Prepared {
  readonly input: Input;
  /** Our functions, all of which are timed: `ours`, and variants `ours_…`. Promises are awaited. */
  readonly ours: Readonly<Record<string, () => unknown>>;
  /** Throws unless the files that the rival wrote agree with our results. */
  check(answer: (file: string) => ArrayBuffer): void | Promise<void>;
}

const ROUNDS = 40;
const SECONDS = 6;
const WARM_UP = 5;

/**
 * Runs a contest: compares the answers, then times all programs alternately, in CPU time (see `Rival.time`), which
 * other load on the machine affects least. Times are the minimum over all rounds after the warm-up.
 *
 * @returns the row of the contest; undefined if the rival is not installed.
 */
export async function run(contest: Contest): Promise<Measured | undefined> {
  const { input, ours, check } = await contest.prepare();
  const rival = await contest.rival.start(input);
  if (rival === undefined) return undefined;
  try {
    await check(await rival.answer());
    const names = Object.keys(ours);
    const best: Record<string, number> = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY]));
    let theirs = Number.POSITIVE_INFINITY;
    const end = performance.now() + 1000 * SECONDS;
    for (let round = -WARM_UP; round < ROUNDS || performance.now() < end; round++) {
      for (const name of names) {
        const time = await cpuTime(ours[name]!);
        if (round >= 0) best[name] = Math.min(best[name]!, time);
        await setImmediate();
      }
      const time = await rival.time();
      if (round >= 0) theirs = Math.min(theirs, time);
    }
    return {
      what: contest.what,
      rival: contest.rival.name,
      rival_version: rival.version,
      measured: new Date().toISOString().slice(0, 10),
      ...Object.fromEntries(names.map((name) => [`${name}_ms`, digits(best[name]!)])),
      rival_ms: digits(theirs),
      ...Object.fromEntries(names.map((name) => [`${name}_times_rival`, digits(best[name]! / theirs)])),
    };
  } finally {
    rival.close();
  }
}

/**
 * Returns the CPU time that all threads of this process spend on a call, in milliseconds. If the call returns a
 * promise, the measurement ends when it is fulfilled.
 */
export async function cpuTime(program: () => unknown): Promise<number> {
  collect({ type: 'minor' });
  const before = process.cpuUsage();
  const result = program();
  if (result instanceof Promise) await result;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
