// Runs a variant in ONNX Runtime, with the same parameters and inputs as runRow.
import * as tf from '@tensorflow/tfjs-core';
import { buildVRN, VARIANTS, type VariantName, type VRNConfig } from '@vrn/model';
import { random } from '@vrn/voxel';
import ort from 'onnxruntime-node';
import type { Ran } from '../../test/helpers/row.js';

/** Computes the logits of every supervised stack for a single sample. */
export async function runOnnx(name: VariantName, fields: Partial<VRNConfig>): Promise<Ran> {
  const before = tf.memory().numTensors;
  const vrn = buildVRN({ ...VARIANTS[name], ...fields }, { seed: 11 });
  const rng = random(3);
  const shape = [1, ...vrn.inputShape];
  const data = Float32Array.from({ length: shape.reduce((size, n) => size * n) }, () => rng.uniform());
  const session = await ort.InferenceSession.create(await vrn.toOnnx({ allStacks: true }));
  vrn.dispose();
  const results = await session.run({ input: new ort.Tensor('float32', data, shape) });
  const logits = session.outputNames
    .filter((each) => /^logits\d*$/.test(each))
    .sort((a, b) => (a === 'logits' ? 1 : b === 'logits' ? -1 : a.localeCompare(b)))
    .map((each) => results[each]!.data as Float32Array);
  await session.release();
  return { logits, gradients: new Map(), left: tf.memory().numTensors - before };
}
