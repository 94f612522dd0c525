// Declares the types of batch.mjs.

/** What a run of the command did. */
export interface BatchRun {
  /** Names of the photographs whose results or errors the command printed, in that order. */
  readonly done: readonly string[];
  /** Text on stderr: notes, warnings and errors. */
  readonly notes: string;
  readonly code: number | null;
  readonly signal: string | null;
  readonly seconds: number;
  /** Maximum resident memory in megabytes during each photograph; empty where the system does not state it. */
  readonly memory: readonly number[];
}

export function makePhotographs(folder: string, count: number): Promise<string[]>;
export function runBatch(
  photographs: string,
  output: string,
  options?: { readonly killAfter?: number; readonly args?: readonly string[] },
): Promise<BatchRun>;
export function interrupted(
  photographs: string,
  output: string,
  count: number,
  args?: readonly string[],
): Promise<{ readonly kept: number; readonly runs: readonly BatchRun[] }>;
export function sharded(
  photographs: string,
  output: string,
  count: number,
  args?: readonly string[],
): Promise<{ readonly runs: readonly BatchRun[] }>;
export function digestsOf(output: string): Record<string, string>;
export function mustBeEqual(a: string, b: string, count: number): number;
