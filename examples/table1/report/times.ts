// Measures the duration of a prediction of every network and of the extraction of a surface.
import { cpus } from 'node:os';
import { marchingCubes } from '@vrn/mesh';
import type { VariantName } from '@vrn/model';
import type { Spec } from '../spec.js';
import type { Bodies } from '../training/bodies.js';
import type { Engine } from '../training/engine.js';
import { build } from '../training/trainingOf.js';

/** Maximum number of test bodies over which median durations are computed. */
export const TIMED_BODIES = 9;

/** Median durations in seconds, and a description of the machine. */
export interface Times {
  readonly machine: string;
  /** Duration of the prediction of one body, by network. */
  readonly forward: Readonly<Partial<Record<VariantName, number>>>;
  /** Duration of marching cubes on the ground-truth volume of a test body. */
  readonly surface: number;
}

/** Returns the median duration of a task over items in seconds, after one untimed call, which prepares kernels. */
async function median<T>(items: readonly T[], task: (item: T) => unknown): Promise<number> {
  await task(items[0]!);
  const seconds: number[] = [];
  for (const item of items) {
    const began = performance.now();
    await task(item);
    seconds.push((performance.now() - began) / 1000);
  }
  return seconds.sort((a, b) => a - b)[seconds.length >> 1]!;
}

/** Times marching cubes and all networks of a spec. The initial weights are used; trained ones take as long. */
export async function measureTimes(
  spec: Spec,
  { bodies: { test }, engine }: { readonly bodies: Bodies; readonly engine: Engine },
): Promise<Times> {
  const bodies = test.slice(0, TIMED_BODIES);
  const forward: Partial<Record<VariantName, number>> = {};
  for (const network of spec.networks) {
    const vrn = build(spec, network);
    const predict = (body: (typeof bodies)[number]) => engine.engine?.predict(vrn, body) ?? vrn.predict(body);
    forward[network] = await median(bodies, predict);
    console.log(`${network} forward ${(1000 * forward[network]).toFixed(1)} ms`);
    vrn.dispose();
  }
  const surface = await median(bodies, ({ volume, grid }) => marchingCubes(volume, { grid }));
  console.log(`surface ${(1000 * surface).toFixed(1)} ms`);
  const machine = `${cpus()[0]?.model.trim() ?? 'an unknown processor'} (${engine.threads} threads, ${engine.name})`;
  return { machine, forward, surface };
}
