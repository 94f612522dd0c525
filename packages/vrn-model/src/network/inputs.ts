// Packs a person's image, landmarks and mask, and the camera's elevation, into the input channels of a network.
import {
  check,
  checkView,
  type Landmark,
  landmarkDepthMaps,
  landmarkHeatmaps,
  type Packed,
  packed,
  skeletonMaps,
  type View,
} from '@vrn/voxel';
import { type InputKind, inputShape, type VRNConfig } from './config.js';

/** Inputs of one person, at the resolution of the network's input. A network uses the kinds that its config names. */
export interface Inputs {
  /** Image `[rows, columns, 3]`, sRGB 0..1. */
  readonly image?: View;
  /**
   * The 16 landmarks of MPII, `[row, column, confidence?, depth?]`: row and column in input pixels, depth in grid
   * sides from the pelvis, positive away from the camera. A landmark is missing if its confidence is not above 0, or if
   * its row, column or confidence is NaN. The kinds `landmarks`, `depths` and `skeleton` are drawn from landmarks.
   */
  readonly landmarks?: readonly Landmark[];
  /** Mask of the person, `[rows, columns]`, 0..1. */
  readonly mask?: View;
  /**
   * Elevation of the camera in degrees, −90..90, positive where it looks down. Undefined or NaN: unknown. For the kind
   * `elevation`.
   */
  readonly elevation?: number;
}

/**
 * Packs the kinds of input that a config names into the channels of `[rows, columns, channels]`, in the order of
 * `config.inputs`. Landmarks become heat maps, depth maps or a skeleton; the elevation becomes constant maps.
 *
 * @param config the network's config.
 * @param inputs image `[rows, columns, 3]`, 16 landmarks, mask `[rows, columns]`, and elevation. Those that no kind of
 *   the config needs are ignored. Depths of landmarks and the elevation may be unknown; the other inputs that the
 *   config needs must be given.
 * @returns float32 values `[rows, columns, channels]`, channels fastest.
 * @throws {VolumetricError} `bad-sample` if `inputs` is not an object, an input is missing or has non-finite values, or
 *   the elevation is beyond ±90°; `shape-mismatch` if an input has another size than the network's, or the image does
 *   not have 3 channels; `bad-landmarks` if the landmarks are not 16 valid points; `bad-volume` if the image or mask is
 *   not a valid view.
 *
 * @example
 * const { config } = buildVRN('mask-only', { rows: 8, columns: 8, slices: 8, features: 8 });
 * packInputs(config, { mask: packed(new Float32Array(64), [8, 8]) }).shape; // → [8, 8, 1]
 *
 * Source: paper 3.1 and 4.2–4.4 (kinds of input). In the paper, a landmark is a Gaussian with a diameter of about 6
 * pixels.
 * Not in the paper: depths, skeleton, elevation.
 */
export function packInputs(config: VRNConfig, inputs: Inputs): Packed<Float32Array> {
  check(inputs !== null && typeof inputs === 'object', 'bad-sample', () => {
    return `packInputs: inputs must be an object with ${config.inputs.join(', ')}, got ${String(inputs)}`;
  });
  const [rows, columns, channels] = inputShape(config);
  const out = new Float32Array(rows * columns * channels);
  let first = 0;
  for (const kind of config.inputs) {
    const view = planes(config, kind, inputs);
    const [height, width, depth = 1] = view.shape;
    check(height === rows && width === columns, 'shape-mismatch', () => {
      return `packInputs: ${kind} must be ${rows} × ${columns} pixels, got ${height} × ${width}`;
    });
    copy(view, out, { rows, columns, depth, channels, first, kind });
    first += depth;
  }
  return packed(out, [rows, columns, channels]);
}

/** The field of {@link Inputs} from which the channels of each kind are computed. */
const SOURCES = {
  image: 'image',
  landmarks: 'landmarks',
  mask: 'mask',
  depths: 'landmarks',
  skeleton: 'landmarks',
  elevation: 'elevation',
} as const satisfies Readonly<Record<InputKind, keyof Inputs>>;

/** The function that draws the maps of each kind that is computed from landmarks. */
const MAPS = { landmarks: landmarkHeatmaps, depths: landmarkDepthMaps, skeleton: skeletonMaps } as const;

/** Returns an input as a view, `[rows, columns]` or `[rows, columns, channels]`. */
function planes(config: VRNConfig, kind: InputKind, inputs: Inputs): View {
  const [rows, columns] = inputShape(config);
  if (kind === 'elevation') return elevationMaps(inputs.elevation, rows, columns);
  const source = SOURCES[kind];
  const input = inputs[source];
  check(input !== undefined && input !== null, 'bad-sample', () => {
    return `packInputs: inputs must have ${source}, because the network uses ${config.inputs.join(' and ')}`;
  });
  if (kind === 'landmarks' || kind === 'depths' || kind === 'skeleton') {
    const points = input as readonly Landmark[];
    check(points.length === 16, 'bad-landmarks', () => `packInputs: landmarks must be 16 points, got ${points.length}`);
    return MAPS[kind](points, { rows, columns, sigma: config.landmarkSigma });
  }
  const view = input as View;
  checkView(view, 'packInputs', kind, kind === 'image' ? 3 : 2);
  check(kind !== 'image' || view.shape[2] === 3, 'shape-mismatch', () => {
    return `packInputs: image must have 3 channels, got ${view.shape[2]}`;
  });
  return view;
}

/** Returns `[rows, columns, 2]`: a map of the elevation divided by 90° and a map of ones; zeros if it is not known. */
function elevationMaps(elevation: number | null | undefined, rows: number, columns: number): View {
  const known = elevation !== undefined && elevation !== null && !Number.isNaN(elevation);
  check(!known || Math.abs(elevation) <= 90, 'bad-sample', () => {
    return `packInputs: elevation must be −90..90 degrees, undefined or NaN, got ${elevation}`;
  });
  const data = new Float32Array(2 * rows * columns);
  if (known) for (let at = 0; at < data.length; at += 2) data.set([elevation / 90, 1], at);
  return packed(data, [rows, columns, 2]);
}

/**
 * Place of an input in the packed array: rows, columns and channels of the array; the number of the input's channels
 * (`depth`), the index of the first of them in the array, and the input's kind, for the error message.
 */
interface Place {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly channels: number;
  readonly first: number;
  readonly kind: InputKind;
}

/** Copies an input into its channels of the packed array. Throws if a value is not finite. */
function copy(view: View, out: Float32Array, { rows, columns, depth, channels, first, kind }: Place): void {
  const { data, stride, offset } = view;
  const [rowStride, columnStride, channelStride = 0] = stride as [number, number, number?];
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const from = offset + i * rowStride + j * columnStride;
      const to = (i * columns + j) * channels + first;
      for (let c = 0; c < depth; c++) {
        out[to + c] = data[from + c * channelStride]!;
        sum += out[to + c]!;
      }
    }
  }
  check(Number.isFinite(sum), 'bad-sample', () => `packInputs: ${kind} must have finite values`);
}
