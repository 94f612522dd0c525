// Compares the losses and times of training steps on tfjs' cpu and wasm backends. On wasm, it also compares the time of
// a step with that of a forward pass in training mode, and checks that memory is the same after 20 and 200 steps.
// Run with:
// npm run bench -- step.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { bodySource, sample } from '@vrn/bodies';
import { buildVRN, enableWasmTraining } from '@vrn/model';
import { rmsprop, trainStep } from '@vrn/model/train';
import { digits, record } from '../../../../bench/record.js';

tf.enableProdMode();
const shape = [64, 64, 64] as const;
const body = sample(bodySource('capsules'), 1, { shape });
const options = { rows: 64, columns: 64, slices: 64, features: 32, seed: 1 } as const;
const { multiplyAdds } = buildVRN('multistack', options).summary();

const steps = { cpu: 2, wasm: 6 } as const;
const losses: number[] = [];
const times: number[] = [];
for (const [backend, count] of Object.entries(steps)) {
  await tf.setBackend(backend);
  if (backend === 'wasm') enableWasmTraining();
  const vrn = buildVRN('multistack', options);
  const optimiser = rmsprop();
  const { loss } = await trainStep(vrn, [body], { optimiser, rate: 1e-5 });
  losses.push(loss);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 1; i < count; i++) {
    const began = performance.now();
    await trainStep(vrn, [body], { optimiser, rate: 1e-5 });
    best = Math.min(best, performance.now() - began);
  }
  times.push(best);
  vrn.dispose();
}
const [cpu, wasm] = times as [number, number];
if (!(Math.abs(losses[0]! - losses[1]!) < 1e-3 * losses[0]!)) throw new Error(`losses differ: ${losses}`);
// Forward and two gradients: three times the multiply-adds of the forward pass, two operations each.
const rate = (ms: number) => +((3 * 2 * multiplyAdds) / ms / 1e6).toFixed(2);

/**
 * Measures the best times, in milliseconds, of a forward pass in training mode and of a whole step, in turns, at the
 * paper's grid.
 */
async function stepAndForward(features: number, rounds: number) {
  const grid = { rows: 128, columns: 128, slices: 128 } as const;
  const vrn = buildVRN('multistack', { ...grid, features, seed: 1 });
  const optimiser = rmsprop();
  const samples = [sample(bodySource('capsules'), 1, { shape: [128, 128, 128] })];
  const x = tf.randomUniform([1, ...vrn.inputShape], 0, 1, 'float32', 3);
  let [forward, step] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    let began = performance.now();
    tf.dispose(vrn.forward(x, { training: true }));
    forward = Math.min(forward, performance.now() - began);
    began = performance.now();
    await trainStep(vrn, samples, { optimiser, rate: 1e-5 });
    step = Math.min(step, performance.now() - began);
  }
  vrn.dispose();
  optimiser.dispose();
  x.dispose();
  return { forward, step };
}

interface HeapBackend {
  readonly wasm: { readonly HEAPU8: Uint8Array };
}

/** Returns the number of tensors, and the bytes of the tensors and of the wasm heap, as text. */
const held = (): string => {
  const { numTensors, numBytes } = tf.memory();
  return String([numTensors, numBytes, (tf.backend() as unknown as HeapBackend).wasm.HEAPU8.length]);
};

/** Throws unless memory after 200 steps is the same as after 20. */
async function flat(): Promise<void> {
  const vrn = buildVRN('multistack', { rows: 32, columns: 32, slices: 32, features: 16, seed: 1 });
  const optimiser = rmsprop();
  const samples = [sample(bodySource('capsules'), 1, { shape: [32, 32, 32] })];
  let settled = '';
  for (let count = 1; count <= 200; count++) {
    await trainStep(vrn, samples, { optimiser, rate: 1e-5 });
    if (count === 20) settled = held();
  }
  if (held() !== settled) throw new Error(`200 steps must leave memory flat: ${settled}, then ${held()}`);
  vrn.dispose();
  optimiser.dispose();
}

await flat();
const { forward, step } = await stepAndForward(64, 5);
record('step', [
  {
    what: 'multistack, 64³, 32 features, batch 1',
    cpu_ms: Math.round(cpu),
    wasm_ms: Math.round(wasm),
    faster: +(cpu / wasm).toFixed(1),
    cpu_gflops: rate(cpu),
    wasm_gflops: rate(wasm),
  },
  {
    what: 'multistack, 128³, 64 features, batch 1',
    step_ms: digits(step),
    training_forward_ms: digits(forward),
    step_to_forward: digits(step / forward),
  },
]);
