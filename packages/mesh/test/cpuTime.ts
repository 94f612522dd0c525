// The processor's time that a function takes: unlike the clock's, it does not depend on what else the machine does.

/** Milliseconds of processor time until the function, or its promise, is done. */
export async function cpuTime(run: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
