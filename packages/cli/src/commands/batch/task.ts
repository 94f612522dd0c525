// Defines the tasks of a batch, their results, and the messages between the command and its child processes.
import { VolumetricError } from '@vrn/voxel';
import { messageOf } from '../../output/messages.js';
import type { BodyRow } from '../results/bodyRow.js';
import type { PhotographStamp } from '../results/photographStamp.js';

/** One input and the path of its output. Plain JSON. */
export interface Task {
  /** Path, or `-` for standard input. */
  readonly input: string;
  /** Path of the output, `-` for standard output; for commands that write to a folder, the path without extension. */
  readonly output: string;
  /** Numbers of the people who are left out, because an earlier run made their bodies. */
  readonly keep?: readonly number[];
  /** Existing files that the task replaces; the command names them when the task has succeeded. */
  readonly overwrites?: readonly string[];
}

/** Result of a task that ran to its end, although parts of it may have failed. Plain JSON. */
export interface Success {
  /** Value that `--json` prints. */
  readonly value: object;
  /** Lines that are printed without `--json`. */
  readonly lines: readonly string[];
  readonly warnings?: readonly string[];
  /** Parts of the task that failed, for example one of several people. The exit code is then 1. */
  readonly failures?: readonly ErrorValue[];
  /** What `vrn reconstruct` records of the photograph: its stamp, and one row per body or failure. */
  readonly record?: { readonly stamp?: PhotographStamp; readonly rows: readonly BodyRow[] };
}

/** An error as `--json` prints it. */
export interface ErrorValue {
  readonly code: string;
  readonly message: string;
}

export type TaskResult = Success | { readonly error: ErrorValue };

/** Runs tasks one after the other. */
export interface Worker {
  /** @param onStep  called as each step begins, with its index from 0 and its name. */
  run(task: Task, onStep: (step: number, name: string) => void): Promise<Success>;
  stop(): Promise<void>;
}

/** Commands that run batches. */
export type WorkerKind = 'reconstruct' | 'measure' | 'mesh' | 'voxelize';

/** Messages to a child process: first the kind of work and its options, then tasks. */
export type ToProcess = { readonly kind: WorkerKind; readonly options: never } | { readonly task: Task };

/** Messages from a child process: it is ready or cannot start, a step begins, a task has a result. */
export type FromProcess =
  | { readonly ready: true }
  | { readonly failed: ErrorValue }
  | { readonly step: number; readonly name: string }
  | { readonly result: TaskResult };

export const errorValue = (error: unknown): ErrorValue => ({
  code: error instanceof VolumetricError ? error.code : 'bad-file',
  message: messageOf(error),
});
