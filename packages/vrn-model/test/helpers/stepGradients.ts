// Computes the gradients of training steps with step graphs in ONNX Runtime.
import type * as tf from '@tensorflow/tfjs-core';
import ort from 'onnxruntime-node';
import { pack, unpack } from '../../src/onnx/graph/layout.js';
import { type BuildOptions, buildStep } from '../../src/onnx/stepGraph.js';
import type { VRN } from '../../src/vrn.js';

const tensor = (data: Float32Array, dims: readonly number[]) => new ort.Tensor('float32', data, dims);

/** Returns the gradients of a step by path. */
export async function nativeGradients(
  vrn: VRN,
  [x, z]: readonly [tf.Tensor, tf.Tensor],
  options: BuildOptions = { samples: x.shape[0]! },
): Promise<Map<string, Float32Array>> {
  return (await gradientStep(vrn, [x, z], options)).gradients;
}

/** Takes a step with the rule `none`. Returns gradients by path; `scores` has the stacks' losses, then their IoUs. */
export async function gradientStep(
  vrn: VRN,
  [x, z]: readonly [tf.Tensor, tf.Tensor],
  options: BuildOptions,
): Promise<{ gradients: Map<string, Float32Array>; scores: number[] }> {
  const { bytes, layout } = buildStep(vrn, { rule: 'none', ...options });
  // Test files run beside each other: more threads would only wait for each other.
  const session = await ort.InferenceSession.create(bytes, {
    graphOptimizationLevel: 'disabled',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const feeds: Record<string, ort.Tensor> = {
    input: tensor(x.dataSync() as Float32Array, x.shape),
    target: options.bits
      ? new ort.Tensor('uint8', Uint8Array.from(z.dataSync()), z.shape)
      : tensor(z.dataSync() as Float32Array, z.shape),
  };
  for (const name of ['params', 'fixed', 'means', 'variances'] as const) {
    const row = new Float32Array(layout[name].size);
    for (const place of layout[name].places) pack(row, place, vrn.params.get(place.path)!.dataSync() as Float32Array);
    if (row.length > 0) feeds[name] = tensor(row, [row.length]);
  }
  const { gradient, losses, ious } = await session.run(feeds);
  await session.release();
  const row = gradient!.data as Float32Array;
  return {
    gradients: new Map(layout.params.places.map((place) => [place.path, unpack(row, place)])),
    scores: [losses!, ious!].flatMap(({ data }) => [...(data as Float32Array)]),
  };
}
