// Times a forward pass and a training step of all seven networks on WebGPU, compared with the paper's time. On a GPU
// the size is the paper's; with a software driver it is small, only to test the benchmark. Run with:
// npm run bench -- gpu.
import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { bodySource, sample } from '@vrn/bodies';
import { buildVRN, probeBackend, VARIANT_NAMES, VARIANTS, type VRN, type VRNConfig } from '@vrn/model';
import { rmsprop, trainStep } from '@vrn/model/train';
import { digits, type Measured, record } from '../../../bench/record.js';
import { startDawn } from '../test/helpers/webgpu.js';

/** Time of a forward pass on a GTX 1080 Ti, milliseconds. Paper 5. */
const PAPER_MS = 200;

/** The paper's size: 128³, 256 features, batches of 6. Paper 3.3. */
const PAPER = { fields: {} as Partial<VRNConfig>, batch: 6, rounds: 5 };
const SMALL = {
  fields: {
    rows: 16,
    columns: 16,
    slices: 16,
    features: 8,
    stem: [4, 8, 8],
    stacks: 1,
    modules: 1,
    depth: 1,
  } as Partial<VRNConfig>,
  batch: 2,
  rounds: 1,
};

const dawn = await startDawn();
if (dawn.reason !== undefined) {
  console.log(`gpu: WebGPU is not available: ${dawn.reason}`);
  process.exit(0);
}
const { fields, batch, rounds } = dawn.software ? SMALL : PAPER;
console.log(`gpu: ${dawn.device}${dawn.software ? ', a software driver: a small size, only to test the program' : ''}`);
tf.enableProdMode();
await import('@tensorflow/tfjs-backend-webgpu');
await tf.setBackend('webgpu');
const errors: string[] = [];
const { device } = tf.backend() as unknown as { device: GPUDevice };
device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
await probeBackend({ training: true });

/** Returns the shortest time of several rounds, in milliseconds. A round before them, not timed, compiles shaders. */
async function best(run: () => Promise<unknown>): Promise<number> {
  await run();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await run();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}

/** Returns the shortest time, in milliseconds, to compute the last stack's logits of `count` inputs and read them. */
async function forward(vrn: VRN, count: number): Promise<number> {
  const x = tf.randomUniform([count, ...vrn.inputShape], 0, 1, 'float32', 1);
  const ms = await best(async () => {
    const [logits] = vrn.forward(x, { lastOnly: true });
    const values = await logits!.data();
    if (!values.every(Number.isFinite)) throw new Error('gpu: logits must be finite');
    logits!.dispose();
  });
  x.dispose();
  return ms;
}

const measured: Measured[] = [];
for (const name of VARIANT_NAMES) {
  const vrn = buildVRN({ ...VARIANTS[name], ...fields }, { seed: 1 });
  const { rows, columns, slices, features } = vrn.config;
  const one = await forward(vrn, 1);
  const many = await forward(vrn, batch);
  const bodies = Array.from({ length: batch }, (_, seed) =>
    sample(bodySource('capsules'), seed, { shape: [rows, columns, slices] }),
  );
  const optimiser = rmsprop();
  const losses: number[] = [];
  const step = await best(async () => losses.push((await trainStep(vrn, bodies, { optimiser, rate: 1e-4 })).loss));
  if (!(losses.at(-1)! < losses[0]!)) throw new Error(`gpu: ${name} must learn its batch, got losses ${losses}`);
  if (errors.length > 0) throw new Error(`gpu: ${name}: ${errors[0]}`);
  const { multiplyAdds } = vrn.summary();
  const rate = (samples: number, ms: number) => digits((2 * samples * multiplyAdds) / ms / 1e6);
  const row = {
    what: `${name}, ${rows}×${columns}×${slices}, ${features} features, ${dawn.device}`,
    forward_ms: digits(one),
    paper_ms: PAPER_MS,
    [`forward_batch_${batch}_ms`]: digits(many),
    [`step_batch_${batch}_ms`]: digits(step),
    forward_gflops: rate(batch, many),
    step_gflops: rate(3 * batch, step),
  };
  measured.push(row);
  console.log(JSON.stringify(row));
  optimiser.dispose();
  vrn.dispose();
}
// A copy outside the repository has no place to store results; it only prints them.
if (existsSync(new URL('../../../bench/record.ts', import.meta.url))) record('gpu', measured);
process.exit(0);
