// Measures the CPU time of a function, which depends far less on the load of the machine than wall time does.

/** Returns the CPU time of the process until the function returns or its promise is fulfilled, in milliseconds. */
export async function cpuTime(run: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
