// Measures the time that threads of a browser's processes have spent on processors, on Linux.
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

/** Clock ticks per second in /proc. */
const TICKS = 100;

export interface Process {
  readonly pid: number;
  readonly type: string;
}

/** Lists the processes of a browser: of types `browser`, `renderer`, `GPU` and so on. */
export async function processesOf(browser: Browser): Promise<Process[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.map(({ id, type }) => ({ pid: id, type }));
}

/**
 * Returns the processor seconds of each thread of a process, by name; those of threads with the same name are added.
 * The name of the first thread is `main`.
 */
export function threadSeconds(pid: number): Map<string, number> {
  const seconds = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    } catch {
      // The thread has ended meanwhile.
      continue;
    }
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const key = Number(thread) === pid ? 'main' : name;
    seconds.set(key, (seconds.get(key) ?? 0) + ticks / TICKS);
  }
  return seconds;
}

/** Returns the sum of the processor seconds of all threads of a process. */
export const processSeconds = (pid: number): number =>
  [...threadSeconds(pid).values()].reduce((sum, each) => sum + each, 0);
