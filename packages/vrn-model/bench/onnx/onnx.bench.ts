// Times inference and training steps in ONNX Runtime and on tfjs' wasm backend, and checks that their results agree.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { bodySource, sample } from '@vrn/bodies';
import { buildVRN, enableWasmTraining } from '@vrn/model';
import { onnxEngine } from '@vrn/model/onnx';
import { rmsprop, trainStep } from '@vrn/model/train';
import { relativeDifference } from '@vrn/test-utils';
import ort from 'onnxruntime-node';
import { digits, type Measured, record } from '../../../../bench/record.js';

tf.enableProdMode();
await tf.setBackend('wasm');
enableWasmTraining();
const THREADS = 2;
const engine = onnxEngine(ort, { threads: THREADS });

/** Runs two programs in turns. Returns the shortest time of each in milliseconds, and the result of its first run. */
async function race<R>(rounds: number, wasm: () => Promise<R>, onnx: () => Promise<R>): Promise<[Best<R>, Best<R>]> {
  const best = async (first: () => Promise<R>): Promise<Best<R>> => ({
    ms: Number.POSITIVE_INFINITY,
    first: await first(),
  });
  const found: [Best<R>, Best<R>] = [await best(wasm), await best(onnx)];
  for (let round = 0; round < rounds; round++) {
    // Five runs of ONNX Runtime take about as long as one on wasm.
    for (const [at, run, times] of [[0, wasm, 1] as const, [1, onnx, 5] as const]) {
      for (let i = 0; i < times; i++) {
        const began = performance.now();
        await run();
        found[at].ms = Math.min(found[at].ms, performance.now() - began);
      }
    }
  }
  return found;
}

interface Best<R> {
  ms: number;
  readonly first: R;
}

/** Throws if two arrays differ by a thousandth of the largest magnitude in `b` or more, or have a NaN. */
function same(a: ArrayLike<number>, b: ArrayLike<number>): void {
  const difference = relativeDifference([a], [b]);
  if (!(difference < 1e-3)) throw new Error(`results differ by ${difference} of the largest magnitude`);
}

async function training(side: number, batch: number): Promise<Measured> {
  const size = { rows: side, columns: side, slices: side, features: 64, seed: 1 } as const;
  const bodies = Array.from({ length: batch }, (_, i) =>
    sample(bodySource('capsules'), i, { shape: [side, side, side] }),
  );
  const [tfjs, native] = [buildVRN('multistack', size), buildVRN('multistack', size)];
  const flops = 6 * batch * tfjs.summary().multiplyAdds;
  const rules = [rmsprop(), rmsprop()] as const;
  const [wasm, onnx] = await race(
    5,
    () => trainStep(tfjs, bodies, { optimiser: rules[0], rate: 1e-5 }),
    () => engine.step(native, bodies, { optimiser: rules[1], rate: 1e-5 }),
  );
  same(onnx.first.losses, wasm.first.losses);
  await engine.settle(native, rules[1]);
  tfjs.dispose();
  native.dispose();
  return {
    what: `training step of multistack, ${side}³, 64 features, batch ${batch}, ${THREADS} threads`,
    wasm_ms: digits(wasm.ms),
    onnx_ms: digits(onnx.ms),
    faster: digits(wasm.ms / onnx.ms),
    samples_per_s: digits((1000 * batch) / onnx.ms),
    wasm_gflops: digits(flops / wasm.ms / 1e6),
    onnx_gflops: digits(flops / onnx.ms / 1e6),
  };
}

async function inference(features: number): Promise<Measured> {
  const side = 128;
  const vrn = buildVRN('multistack', { rows: side, columns: side, slices: side, features, seed: 1 });
  const body = sample(bodySource('capsules'), 1, { shape: [side, side, side] });
  const [wasm, onnx] = await race(
    5,
    () => vrn.predict(body),
    () => engine.predict(vrn, body),
  );
  same(onnx.first.data, wasm.first.data);
  vrn.dispose();
  return {
    what: `inference of multistack, 128³, ${features} features, batch 1, ${THREADS} threads`,
    wasm_ms: digits(wasm.ms),
    onnx_ms: digits(onnx.ms),
    faster: digits(wasm.ms / onnx.ms),
  };
}

record('onnx', [
  await inference(64),
  await inference(256),
  await training(64, 2),
  await training(64, 6),
  await training(128, 2),
  await training(128, 6),
]);
await engine.dispose();
