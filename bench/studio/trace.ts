// Lists the times of the tasks of a page's main thread from a trace of Chromium.

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

export const TRACE_CATEGORIES = ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'] as const;

/** Times of a thread's tasks in milliseconds, longest first. */
export interface Tasks {
  /** From start to end, including the time in which other programs had the processor. */
  readonly elapsed: readonly number[];
  /** Time on the processor. */
  readonly busy: readonly number[];
}

/**
 * Returns the times of the tasks of a process's main thread.
 *
 * @param pid  process id of the page's renderer.
 */
export function mainThreadTasks(trace: Uint8Array, pid: number): Tasks {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace)) as { traceEvents: readonly TraceEvent[] };
  const main = traceEvents.find((event) => {
    return event.pid === pid && event.name === 'thread_name' && event.args.name === 'CrRendererMain';
  });
  if (main === undefined) throw new Error(`mainThreadTasks: the trace must have the main thread of process ${pid}`);
  const tasks = traceEvents.filter(({ pid, tid, name }) => {
    return pid === main.pid && tid === main.tid && /^(?:RunTask|ThreadControllerImpl::RunTask)$/.test(name);
  });
  const sorted = (times: readonly (number | undefined)[]): number[] =>
    times.map((time = 0) => time / 1000).sort((a, b) => b - a);
  return { elapsed: sorted(tasks.map(({ dur }) => dur)), busy: sorted(tasks.map(({ tdur }) => tdur)) };
}
