// Packs the image, landmarks and mask of a person into the input channels of a network.
import { check, checkView, type Landmark, landmarkHeatmaps, type Packed, packed, type View } from '@vrn/voxel';
import { type InputKind, inputShape, type VRNConfig } from './config.js';

/** Inputs of one person, at the resolution of the network's input. A network uses the kinds that its config names. */
export interface Inputs {
  /** Image `[rows, columns, 3]`, sRGB 0..1. */
  readonly image?: View;
  /** The 16 landmarks of MPII, `[row, column, confidence?, depth?]`, input pixels. Confidence 0 means missing. */
  readonly landmarks?: readonly Landmark[];
  /** Mask of the person, `[rows, columns]`, 0..1. */
  readonly mask?: View;
}

/**
 * Packs the inputs that a config names into `[rows, columns, channels]`: image, landmark heat maps and mask, in the
 * config's order.
 *
 * @param config the network's config.
 * @param inputs image `[rows, columns, 3]`, 16 landmarks, and mask `[rows, columns]`. Kinds that the config does not
 *   name are ignored.
 * @returns float32 values `[rows, columns, channels]`, channels fastest.
 * @throws {VolumetricError} `bad-sample` if an input is missing or has non-finite values; `shape-mismatch` if the
 *   size of an input differs from the network's; `bad-landmarks`, `bad-volume`.
 *
 * @example
 * const { config } = buildVRN('mask-only', { rows: 8, columns: 8, slices: 8, features: 8 });
 * packInputs(config, { mask: packed(new Float32Array(64), [8, 8]) }).shape; // → [8, 8, 1]
 *
 * Source: paper 3.1 and 4.2–4.4 (kinds of input). A landmark is a Gaussian with a diameter of about 6 pixels.
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

/** Returns an input as a view, `[rows, columns]` or `[rows, columns, channels]`. */
function planes(config: VRNConfig, kind: InputKind, inputs: Inputs): View {
  const input = inputs[kind];
  check(input !== undefined && input !== null, 'bad-sample', () => {
    return `packInputs: inputs must have ${kind}, because the network uses ${config.inputs.join(' and ')}`;
  });
  if (kind === 'landmarks') {
    const [rows, columns] = inputShape(config);
    const points = input as readonly Landmark[];
    check(points.length === 16, 'bad-landmarks', () => `packInputs: landmarks must be 16 points, got ${points.length}`);
    return landmarkHeatmaps(points, { rows, columns, sigma: config.landmarkSigma });
  }
  const view = input as View;
  checkView(view, 'packInputs', kind, kind === 'image' ? 3 : 2);
  check(kind !== 'image' || view.shape[2] === 3, 'shape-mismatch', () => {
    return `packInputs: image must have 3 channels, got ${view.shape[2]}`;
  });
  return view;
}

/** Target of a copy: size of the packed array, and the input's first channel in it. */
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
