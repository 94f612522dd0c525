// Times inference at 128³ on tfjs' wasm backend, compared with the backend's fastest 3×3 convolution and with the
// network run operation by operation, and compares its peak memory with that in `summary`. Run with:
// npm run bench -- inference.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { relativeDifference } from '@vrn/test-utils';
import { digits, type Measured, record } from '../../../../bench/record.js';
import { buildVRN } from '../../src/buildVRN.js';
import { memory } from '../../src/describe/memory.js';
import { trace } from '../../src/inference/trace.js';
import { network } from '../../src/network/network.js';
import type { VariantName } from '../../src/network/variants.js';
import { tensorInterpreter } from '../../src/tensors/tensors.js';
import type { VRN } from '../../src/vrn.js';
import { peakBytes } from './peakBytes.js';

tf.enableProdMode();
await tf.setBackend('wasm');

const MEASURED: readonly [name: VariantName, features: number, rounds: number][] = [
  ['multistack', 64, 30],
  ['multistack', 256, 10],
  ['conv3d', 64, 20],
  ['conv3d', 256, 10],
];

/**
 * Candidates for the fastest 3×3 convolution: rows and columns, input channels, output channels. Their sizes range
 * from those that fit the CPU's caches to those of networks.
 */
const CONVOLUTIONS = [
  [32, 64, 64],
  [64, 64, 64],
  [16, 128, 128],
  [32, 128, 128],
  [16, 256, 256],
  [32, 256, 256],
] as const;

const product = (shape: readonly number[]): number => shape.reduce((all, n) => all * n, 1);

function milliseconds(program: () => void): number {
  const began = performance.now();
  program();
  return performance.now() - began;
}

/** The convolutions, each with its number of operations, two per multiply-add. */
const convolutions = CONVOLUTIONS.map(([side, from, to]) => {
  const x = tf.randomNormal<tf.Rank.R4>([1, side, side, from], 0, 1, 'float32', 1);
  const filter = tf.randomNormal<tf.Rank.R4>([3, 3, from, to], 0, 1, 'float32', 2);
  return { operations: 2 * 9 * side * side * from * to, run: () => tf.conv2d(x, filter, 1, 'same').dispose() };
});

/** Operations per millisecond of the fastest convolution. */
function bestConvolution(): number {
  let best = 0;
  for (const { operations, run } of convolutions) {
    for (let done = 0; done < 3e8; done += operations) best = Math.max(best, operations / milliseconds(run));
  }
  return best;
}

/** Multiply-adds of a prediction, which computes the output fork of the last stack only. */
const multiplyAdds = (vrn: VRN): number =>
  trace(vrn.config, { lastOnly: true }).operations.reduce((sum, { options, shape, inputs }) => {
    return options === undefined ? sum : sum + product(shape) * product(options.kernel) * inputs[0]!.shape.at(-1)!;
  }, 0);

/** Largest difference, relative to the largest magnitude in `b`. Disposes both tensors. */
function apart(a: tf.Tensor, b: tf.Tensor): number {
  const difference = relativeDifference([a.dataSync()], [b.dataSync()]);
  tf.dispose([a, b]);
  return difference;
}

const rows: Measured[] = [];
for (const [name, features, rounds] of MEASURED) {
  const vrn = buildVRN(name, { features, seed: 1 });
  const x = tf.randomUniform([1, ...vrn.inputShape], 0, 1, 'float32', 3);
  const fused = () => vrn.forward(x, { lastOnly: true })[0]!;
  const plain = () =>
    tf.tidy(() => network(tensorInterpreter(vrn.params, { by: 'running' }), vrn.config, { x, lastOnly: true })[0]!);
  if (!(apart(fused(), plain()) < 1e-5)) throw new Error(`${name}: fused and plain inference must agree`);
  const work = 2 * multiplyAdds(vrn);
  const kept = tf.memory().numTensors;
  let [convolution, fast, unfused] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    convolution = Math.max(convolution, bestConvolution());
    fast = Math.min(
      fast,
      milliseconds(() => fused().dispose()),
    );
    if (round < 4)
      unfused = Math.min(
        unfused,
        milliseconds(() => plain().dispose()),
      );
  }
  if (tf.memory().numTensors !== kept) throw new Error(`${name}: inference must leave no tensor`);
  const peak = await peakBytes(() => tf.sigmoid(fused()));
  // The input was allocated before the measurement.
  const predicted = memory(vrn.config, vrn.description).activations - x.size * 4;
  if (!(Math.abs(peak - predicted) < 0.25 * predicted))
    throw new Error(`${name}: peak must be near ${predicted} bytes, was ${peak}`);
  rows.push({
    what: `${name}, 128³, ${features} features, batch 1`,
    network_ms: digits(fast),
    network_gflops: digits(work / fast / 1e6),
    best_convolution_gflops: digits(convolution / 1e6),
    percent_of_convolution: digits((100 * work) / fast / convolution),
    unfused_ms: digits(unfused),
    times_faster: digits(unfused / fast),
    peak_mb: digits(peak / 2 ** 20),
    summary_said_mb: digits(predicted / 2 ** 20),
  });
  vrn.dispose();
  x.dispose();
}
record('inference', rows);
