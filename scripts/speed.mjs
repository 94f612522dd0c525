// Measures how slow this machine is, relative to the machine on which the time limits of the tests were chosen.
import { availableParallelism, loadavg } from 'node:os';

/** Duration of the computation below on an idle core of the reference machine, in milliseconds. */
const REFERENCE = 100;
const ROUNDS = 3;

/** Does a fixed amount of floating-point work on arrays, as the tests do. Returns its duration in milliseconds. */
function compute() {
  const start = performance.now();
  const values = new Float64Array(1 << 16).fill(1);
  for (let pass = 0; pass < 400; pass++) {
    for (let i = 1; i < values.length; i++) values[i] = 0.5 * (values[i] + values[i - 1]) + 1e-9 * pass;
  }
  return values[values.length - 1] > 0 ? performance.now() - start : 0;
}

/** Returns the factor for time limits, 1..8, from the speed of a core and the load of the machine. */
export function timeFactor() {
  const times = Array.from({ length: ROUNDS }, compute).sort((a, b) => a - b);
  const slowness = times[Math.floor(ROUNDS / 2)] / REFERENCE;
  const [load = 0] = loadavg();
  const busyness = 1 + load / availableParallelism();
  return Math.min(8, Math.max(1, slowness, busyness));
}
