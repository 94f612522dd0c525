// Measures the CPU time of a function: unlike wall time, it does not depend on the load of the machine.

/** Returns the milliseconds of CPU time until the function returns or its promise settles. */
export async function cpuTime(run: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
