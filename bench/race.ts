// Times several programs in turns, so that whatever else the machine does meets them all.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Time {
  /** Milliseconds. */
  readonly best: number;
  readonly median: number;
}

export const RACE_DEFAULTS = { rounds: 20, seconds: 3, warmUp: 3 } as const;

/**
 * Runs every program `warmUp` times, then all of them in rounds, in another order each round: `rounds` of them, and more
 * until `seconds` have gone by, so that what is quick is not at the mercy of whatever else runs just then. Young garbage is
 * collected before each run, so that nobody pays for what another left behind. (A full collection would drop compiled code
 * too, and what is timed would be compiling.)
 */
export async function race<Name extends string>(
  programs: Readonly<Record<Name, () => unknown>>,
  options: { readonly rounds?: number; readonly seconds?: number; readonly warmUp?: number } = {},
): Promise<Record<Name, Time>> {
  const { rounds, seconds, warmUp } = { ...RACE_DEFAULTS, ...options };
  const names = Object.keys(programs) as Name[];
  for (const name of names) for (let run = 0; run < warmUp; run++) await programs[name]();
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const end = performance.now() + 1000 * seconds;
  for (let round = 0; round < rounds || performance.now() < end; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length]!;
      collect({ type: 'minor' });
      const began = performance.now();
      const result = programs[name]();
      if (result instanceof Promise) await result;
      times[name].push(performance.now() - began);
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const sorted = times[name].sort((a, b) => a - b);
      return [name, { best: sorted[0]!, median: sorted[sorted.length >> 1]! }];
    }),
  ) as Record<Name, Time>;
}

/** Node's own collector, which it shows only when it is asked to. */
const collect = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;
})();

/**
 * Milliseconds of a call right after a full collection, best of several. Collections drop compiled code that holds on to
 * what has died since, the closures of an earlier call for one.
 */
export function afterCollection(program: () => unknown, runs = 8): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    for (let warm = 0; warm < RACE_DEFAULTS.warmUp; warm++) program();
    collect();
    const began = performance.now();
    program();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/**
 * A program that moves so many bytes and does nothing else: it copies half of them, which reads as many as it writes. No
 * program that reads and writes that much can be faster on this machine; run it in the same race.
 */
export function moving(bytes: number): () => unknown {
  const source = new Uint8Array(bytes >> 1).fill(1);
  const target = new Uint8Array(bytes >> 1);
  return () => target.set(source);
}
