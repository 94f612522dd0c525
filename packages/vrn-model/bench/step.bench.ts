// A training step on tfjs' cpu and wasm backends: the same loss, then the time. npm run bench -- step
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { bodySource, sample } from '@vrn/bodies';
import { buildVRN, enableWasmTraining } from '@vrn/model';
import { rmsprop, trainStep } from '@vrn/model/train';
import { record } from '../../../bench/record.js';

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
record('step', {
  what: 'multistack, 64³, 32 features, batch 1',
  cpu_ms: Math.round(cpu),
  wasm_ms: Math.round(wasm),
  faster: +(cpu / wasm).toFixed(1),
  cpu_gflops: rate(cpu),
  wasm_gflops: rate(wasm),
});
