// Predicts volumes of people: packs their inputs into batches, and optionally averages with mirrored predictions.
import * as tf from '@tensorflow/tfjs-core';
import { check, LANDMARK_FLIP_PAIRS, packed, SKELETON_PARTS, type Volume } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import type { InputKind } from '../network/config.js';
import { type Inputs, packInputs } from '../network/inputs.js';
import type { SettledConfig } from '../network/network.js';
import { checkBackend } from '../tensors/checkBackend.js';

/** The members of a network that prediction uses. */
export interface Predictor {
  readonly config: SettledConfig;
  /** Shape of one input, `[rows, columns, channels]`. */
  readonly inputShape: readonly [number, number, number];
  /** Computes logits `[batch, rows, columns, slices]`: one per supervised stack, or with `lastOnly` the last one's. */
  forward(x: tf.Tensor, options?: { readonly lastOnly?: boolean }): tf.Tensor4D[];
}

/** Options of {@link VRN.predict}. */
export interface PredictOptions {
  /**
   * Whether to average with the prediction for the mirrored input (left and right landmarks and limbs exchanged),
   * mirrored back. Takes twice the time, and additional memory for the batch's mirrored inputs and volumes. Default
   * false.
   */
  readonly flip?: boolean;
}

/** Options of {@link VRN.predictAll}. */
export interface PredictAllOptions extends PredictOptions {
  /**
   * People per batch, a positive integer. Memory of feature maps grows in proportion. If the config's `normalisation`
   * is `'batch'`, a prediction depends on the other people in the batch. Default 1.
   */
  readonly batchSize?: number;
  /** Called after every batch with the number of people done, and the total. */
  readonly onProgress?: (done: number, total: number) => void;
}

export const PREDICT_DEFAULTS = { flip: false, batchSize: 1 } as const;

const PREDICT_ALL_OPTIONS = ['flip', 'batchSize', 'onProgress'] as const;

/**
 * Predicts the volumes of several people, occupancy 0..1, in the order of the list.
 *
 * Inputs are packed one batch at a time, so an error in a later input is thrown after earlier batches were computed.
 * Tensors of inputs and results are disposed, also after an error.
 *
 * @param vrn     the network.
 * @param list    inputs of each person.
 * @param options batch size, mirroring, and progress callback.
 * @returns one volume `[rows, columns, slices]` per person.
 * @throws {VolumetricError} `bad-argument` if `list` is not iterable or `batchSize` is not a positive integer, and for
 *   unknown options; `no-backend` if no tfjs backend is ready; `disposed` if the network has been disposed; the errors
 *   of {@link packInputs}.
 */
export async function predictAll(
  vrn: Predictor,
  list: Iterable<Inputs>,
  options: PredictAllOptions = {},
): Promise<Volume<Float32Array>[]> {
  checkOptions('VRN.predictAll', options, PREDICT_ALL_OPTIONS);
  check(typeof list?.[Symbol.iterator] === 'function', 'bad-argument', () => {
    return `VRN.predictAll: list must be an iterable of inputs, got ${String(list)}`;
  });
  const { flip = PREDICT_DEFAULTS.flip, batchSize = PREDICT_DEFAULTS.batchSize, onProgress } = options;
  check(Number.isInteger(batchSize) && batchSize >= 1, 'bad-argument', () => {
    return `VRN.predictAll: batchSize must be a positive integer, got ${batchSize}`;
  });
  checkBackend('VRN.predict');
  const all = [...list];
  const { rows, columns, slices } = vrn.config;
  const size = rows * columns * slices;
  const volumes: Volume<Float32Array>[] = [];
  while (volumes.length < all.length) {
    const inputs = all.slice(volumes.length, volumes.length + batchSize);
    const data = await occupancies(vrn, inputs, flip);
    for (let i = 0; i < inputs.length; i++) {
      // The values of a batch of one belong to that person alone. Larger batches are copied, so that each volume can be
      // freed alone.
      const own = inputs.length === 1 ? data : data.slice(i * size, (i + 1) * size);
      volumes.push(packed(own, [rows, columns, slices]));
    }
    onProgress?.(volumes.length, all.length);
  }
  return volumes;
}

/** Predicts the occupancies of one batch, the values of `[batch, rows, columns, slices]`. */
async function occupancies(vrn: Predictor, inputs: readonly Inputs[], flip: boolean): Promise<Float32Array> {
  const size = vrn.inputShape.reduce((product, n) => product * n, 1);
  const values = new Float32Array(inputs.length * size);
  for (const [i, each] of inputs.entries()) values.set(packInputs(vrn.config, each).data, i * size);
  const probabilities = tf.tidy(() => {
    const x = tf.tensor4d(values, [inputs.length, ...vrn.inputShape]);
    const plain = lastVolume(vrn, x);
    if (!flip) return plain;
    const mirrored = lastVolume(vrn, mirror(x, vrn.config.inputs));
    return tf.mul(tf.add(plain, tf.reverse(mirrored, 2)), 0.5);
  });
  try {
    return (await probabilities.data()) as Float32Array;
  } finally {
    probabilities.dispose();
  }
}

/** Occupancies predicted by the last stack. */
const lastVolume = (vrn: Predictor, x: tf.Tensor4D): tf.Tensor =>
  tf.tidy(() => tf.sigmoid(vrn.forward(x, { lastOnly: true })[0]!));

/** Mirrors packed inputs: reverses the columns, and exchanges the channels of left and right landmarks and limbs. */
function mirror(x: tf.Tensor4D, kinds: readonly InputKind[]): tf.Tensor4D {
  let first = 0;
  const from = kinds.flatMap((kind) => {
    const order = CHANNELS[kind].map((channel) => channel + first);
    first += order.length;
    return order;
  });
  return tf.gather(tf.reverse(x, 2), tf.tensor1d(from, 'int32'), 3) as tf.Tensor4D;
}

/** For each landmark, the index of its counterpart on the other side, or its own index if it has none. */
const MIRRORED_LANDMARKS = Array.from({ length: 16 }, (_, i) => {
  const pair = LANDMARK_FLIP_PAIRS.find(([a, b]) => a === i || b === i);
  return pair === undefined ? i : pair[0] + pair[1] - i;
});

/** For each kind of input, the channel from which each channel of the mirrored input is taken. */
const CHANNELS: Readonly<Record<InputKind, readonly number[]>> = {
  image: [0, 1, 2],
  landmarks: MIRRORED_LANDMARKS,
  mask: [0],
  depths: [...MIRRORED_LANDMARKS, 16],
  skeleton: SKELETON_PARTS.flatMap(({ name }) => {
    const sides = { right: 'left', left: 'right' } as const;
    const other = name.replace(/^(right|left)/, (side) => sides[side as keyof typeof sides]);
    const part = SKELETON_PARTS.findIndex((each) => each.name === other);
    return [2 * part, 2 * part + 1];
  }),
  elevation: [0, 1],
};
