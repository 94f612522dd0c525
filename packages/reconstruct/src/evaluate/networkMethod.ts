// Provides the method that predicts the bodies of a set with a network, which may have a lower resolution than the set.
import type { StoredSample } from '@vrn/bodies';
import type { Inputs, VRN } from '@vrn/model';
import { check, conditionOnMask, emptyVolume, type Landmark, packed, resample, type View } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { cut } from '../crop/cut.js';
import { maskIn } from '../crop/mask.js';
import { landmarksIn } from '../crop/square.js';
import { bytesOf, type Detection } from './detections/detectSample.js';
import { placeVolume } from './detections/placeVolume.js';
import type { Method } from './evaluateSet.js';
import { maskOf, shrink } from './measures/maskOf.js';
import { metricVolume } from './metricVolume.js';

/** The members of a network that evaluation uses. `predict` may run on another engine. */
export interface EvaluatedNetwork extends Pick<VRN, 'config' | 'inputShape'> {
  predict(inputs: Inputs): Promise<View>;
}

export interface NetworkMethodOptions {
  readonly name?: string;
  /** Whether to condition the prediction on the mask, as `reconstruct` does. */
  readonly onMask?: boolean;
  /** Whether to pass `drawn.pitch` of the sample to the network as elevation. For photographs it is seldom known. */
  readonly elevation?: boolean;
  /**
   * Changes the inputs of a sample, for example with `corruptInputs`. Scores still compare with the unchanged sample.
   *
   * @param number  number of the sample, as `Method.predict` receives it.
   */
  readonly change?: (sample: StoredSample, number: number) => StoredSample;
  /**
   * Returns the detection of a sample, as `detectSample` does. The network then reads the landmarks, depths, mask and
   * square of the detection; if there is none, the prediction is empty. Must not be combined with `change`.
   */
  readonly detect?: (sample: StoredSample, number: number) => Detection | undefined | Promise<Detection | undefined>;
}

export const NETWORK_METHOD_DEFAULTS = { name: 'network', onMask: false, elevation: false } as const;

/**
 * Creates the method that predicts with a network. Images, masks and landmarks of a higher resolution are reduced to
 * that of the network by an integer factor; predictions are resampled to the shape of the set's volumes.
 *
 * The network's config states the frame of its volumes. Predictions in the frame of the view are converted to metric
 * space for samples whose volumes are metric. With `detect`, the network reads the square of the detected person, as in
 * `reconstruct`, and its volume is resampled from that square to the grid of the sample.
 *
 * @throws {VolumetricError} `bad-argument`; from `predict`, `bad-sample` if the network reads images and the sample has
 *   none, if the size of the images is not a multiple of the network's input (without `detect`), or if the network's
 *   input is not square (with `detect`)
 *
 * @example
 * await evaluateSet(samples, [networkMethod(vrn), networkMethod(vrn, { name: 'on mask', onMask: true })]);
 */
export function networkMethod(network: EvaluatedNetwork, options: NetworkMethodOptions = {}): Method {
  checkOptions('networkMethod', options, [...Object.keys(NETWORK_METHOD_DEFAULTS), 'change', 'detect']);
  const { name, onMask, elevation, change, detect } = { ...NETWORK_METHOD_DEFAULTS, ...defined(options) };
  check(change === undefined || detect === undefined, 'bad-argument', () => {
    return 'networkMethod: options must have change or detect, got both';
  });
  return {
    name,
    async predict(sample, number) {
      const { shape } = sample.volume;
      if (detect === undefined) {
        const seen = change === undefined ? sample : change(sample, number);
        const predicted = await predictOnce(network, sample, { key: change, elevation }, () =>
          network.predict(inputsOf(seen, network, elevation)),
        );
        const volume = resized(predicted, shape);
        return inFrameOf(sample, onMask ? conditionOnMask(volume, maskOf(seen)) : volume, network);
      }
      const found = await detect(sample, number);
      if (found === undefined) return emptyVolume(shape as [number, number, number], 'float32');
      const predicted = await predictOnce(network, sample, { key: detect, elevation }, () =>
        network.predict(detectedInputs(sample, found, { network, elevation })),
      );
      const fine = resized(predicted, shape);
      const volume = onMask ? conditionOnMask(fine, maskIn(found.mask, found.square, fine.shape[0]!)) : fine;
      const to = { shape: shape as [number, number, number], columns: sample.image.shape[1]! };
      return inFrameOf(sample, placeVolume(volume, found.square, to), network);
    },
  };
}

/** The latest prediction of a network. Methods that differ only in `name` and `onMask` share it on the same sample. */
interface Latest {
  readonly sample: StoredSample;
  readonly by: By;
  readonly volume: Promise<View>;
}

/** Options on which a prediction depends besides the sample; `key` is the function `change` or `detect`. */
interface By {
  readonly key: unknown;
  readonly elevation: boolean;
}

const latest = new WeakMap<EvaluatedNetwork, Latest>();

function predictOnce(
  network: EvaluatedNetwork,
  sample: StoredSample,
  by: By,
  predict: () => Promise<View>,
): Promise<View> {
  const last = latest.get(network);
  if (last?.sample === sample && last.by.key === by.key && last.by.elevation === by.elevation) return last.volume;
  const volume = predict();
  latest.set(network, { sample, by, volume });
  return volume;
}

const resized = (volume: View, shape: readonly number[]): View =>
  String(volume.shape) === String(shape) ? volume : resample(volume, shape as [number, number, number]);

/** Converts a prediction in the frame of the view to metric space if the sample's volume is metric. */
function inFrameOf({ drawn }: StoredSample, volume: View, { config }: EvaluatedNetwork): View {
  const isMetric = drawn !== undefined && drawn.fov > 0 && drawn.frame !== 'view';
  return isMetric && config.frame === 'view' ? metricVolume(volume, drawn.fov) : volume;
}

/** Returns the inputs of a sample at the network's resolution. */
function inputsOf(sample: StoredSample, { config, inputShape }: EvaluatedNetwork, elevation: boolean): Inputs {
  const [rows, columns] = inputShape;
  const { image, mask, landmarks } = sample;
  const [height, width] = mask.shape as [number, number];
  const isSeen = readsImage(sample, config);
  const factor = height / rows;
  check(Number.isInteger(factor) && factor * columns === width, 'bad-sample', () => {
    return `networkMethod: images of the set must have a multiple of the network's ${rows} × ${columns} pixels, got ${height} × ${width}`;
  });
  return {
    ...(isSeen && { image: shrink(image, [rows, columns], 'image') }),
    mask: shrink(mask, [rows, columns], 'mask'),
    landmarks: landmarks.map((landmark): Landmark => {
      const [row, column, ...rest] = landmark;
      return [(row + 0.5) / factor - 0.5, (column + 0.5) / factor - 0.5, ...rest];
    }),
    ...elevationOf(sample, elevation),
  };
}

/** Returns the inputs that `reconstruct` would give to the network for a detected person. */
function detectedInputs(
  sample: StoredSample,
  { square, landmarks, mask }: Detection,
  { network, elevation }: { readonly network: EvaluatedNetwork; readonly elevation: boolean },
): Inputs {
  const [size, columns] = network.inputShape;
  check(size === columns, 'bad-sample', () => {
    return `networkMethod: network must have a square input for detections, got ${size} × ${columns}`;
  });
  const [height, width] = sample.image.shape as [number, number, number];
  const isSeen = readsImage(sample, network.config);
  const image = isSeen && cut({ rows: height, columns: width, data: bytesOf(sample.image).data }, square, size);
  return {
    ...(image && {
      image: packed(
        Float32Array.from(image.data, (value) => value / 255),
        [size, size, 3],
      ),
    }),
    mask: maskIn(mask, square, size),
    landmarks: landmarksIn(landmarks, square, size),
    ...elevationOf(sample, elevation),
  };
}

const elevationOf = ({ drawn }: StoredSample, elevation: boolean) => elevation && drawn && { elevation: drawn.pitch };

/** Returns whether the network reads images; throws `bad-sample` if it does and the sample has none. */
function readsImage({ image }: StoredSample, { inputs }: EvaluatedNetwork['config']): boolean {
  const reads = inputs.includes('image');
  check(!reads || !isBlank(image), 'bad-sample', () => {
    return 'networkMethod: set must have images because the network reads them, got uniform grey ones';
  });
  return reads;
}

/** Returns whether an image has a single value; data sets without images store such images. */
function isBlank({ data }: View): boolean {
  for (let n = 1; n < data.length; n++) if (data[n] !== data[0]) return false;
  return true;
}
