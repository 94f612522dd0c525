// Predicts the bodies of a set with a network, at the network's own resolution.
import type { StoredSample } from '@vrn/bodies';
import type { Inputs, VRN } from '@vrn/model';
import { check, conditionOnMask, type Landmark, resample, type View } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import type { Method } from './evaluateSet.js';
import { maskOf, shrink } from './measures/maskOf.js';

/** The members of a network that evaluation uses. `predict` may run on another engine. */
export interface EvaluatedNetwork extends Pick<VRN, 'config' | 'inputShape'> {
  predict(inputs: Inputs): Promise<View>;
}

export interface NetworkMethodOptions {
  readonly name?: string;
  /** Whether to condition the prediction on the mask, as `reconstruct` does. */
  readonly onMask?: boolean;
  /** Whether to pass the camera's elevation to networks that read it. For photographs it is seldom known. */
  readonly elevation?: boolean;
}

export const NETWORK_METHOD_DEFAULTS = { name: 'network', onMask: false, elevation: false } as const;

/**
 * Creates the method that predicts with a network. Images, masks and landmarks of a larger set are reduced to the
 * network's resolution by an integer factor; predictions are resampled to the shape of the set's volumes.
 *
 * @throws {VolumetricError} `bad-sample` from `predict` if the set lacks an input of the network or is too small for it
 *
 * @example
 * await evaluateSet(samples, [networkMethod(vrn), networkMethod(vrn, { name: 'on mask', onMask: true })]);
 */
export function networkMethod(network: EvaluatedNetwork, options: NetworkMethodOptions = {}): Method {
  checkOptions('networkMethod', options, NETWORK_METHOD_DEFAULTS);
  const { name, onMask, elevation } = { ...NETWORK_METHOD_DEFAULTS, ...options };
  // Two methods of one network, with and without the mask, follow each other on the same sample.
  return {
    name,
    async predict(sample) {
      const predicted = await predictOnce(network, sample, elevation);
      return onMask ? conditionOnMask(predicted, maskOf(sample)) : predicted;
    },
  };
}

/** The latest prediction of a network. */
interface Latest {
  readonly sample: StoredSample;
  readonly elevation: boolean;
  readonly volume: Promise<View>;
}

const latest = new WeakMap<EvaluatedNetwork, Latest>();

function predictOnce(network: EvaluatedNetwork, sample: StoredSample, elevation: boolean): Promise<View> {
  const last = latest.get(network);
  if (last?.sample === sample && last.elevation === elevation) return last.volume;
  const volume = predict(network, sample, elevation);
  latest.set(network, { sample, elevation, volume });
  return volume;
}

async function predict(network: EvaluatedNetwork, sample: StoredSample, elevation: boolean): Promise<View> {
  const predicted = await network.predict(inputsOf(sample, network, elevation));
  const { shape } = sample.volume;
  if (String(predicted.shape) === String(shape)) return predicted;
  return resample(predicted, shape as [number, number, number]);
}

/** Returns the inputs of a sample at the network's resolution. */
function inputsOf(sample: StoredSample, { config, inputShape }: EvaluatedNetwork, elevation: boolean): Inputs {
  const [rows, columns] = inputShape;
  const { image, mask, landmarks, drawn } = sample;
  const [height, width] = mask.shape as [number, number];
  const kinds: readonly string[] = config.inputs;
  const factor = height / rows;
  check(Number.isInteger(factor) && factor * columns === width, 'bad-sample', () => {
    return `networkMethod: images of the set must have a multiple of the network's ${rows} × ${columns} pixels, got ${height} × ${width}`;
  });
  check(!kinds.includes('image') || !isBlank(image), 'bad-sample', () => {
    return 'networkMethod: set must have images because the network reads them, got uniform grey ones';
  });
  return {
    ...(kinds.includes('image') && { image: shrink(image, [rows, columns], 'image') }),
    mask: shrink(mask, [rows, columns], 'mask'),
    landmarks: landmarks.map((landmark): Landmark => {
      const [row, column, ...rest] = landmark;
      return [(row + 0.5) / factor - 0.5, (column + 0.5) / factor - 0.5, ...rest];
    }),
    ...(elevation && drawn && { elevation: drawn.pitch }),
  };
}

/** Returns whether an image has a single value, as sets without images store them. */
function isBlank({ data }: View): boolean {
  for (let n = 1; n < data.length; n++) if (data[n] !== data[0]) return false;
  return true;
}
