// What a network is shown, laid out as its input channels.
import { check, checkView, type Landmark, landmarkHeatmaps, type Packed, packed, type View } from '@vrn/voxel';
import { type InputKind, inputShape, type VRNConfig } from './config.js';

/** A person as the network may see them, all at the resolution of the network's input. A network takes what it needs. */
export interface Inputs {
  /** `[rows, columns, 3]`, sRGB 0..1. */
  readonly image?: View;
  /** The 16 of MPII, `[row, column, confidence?]` in pixels of the input; confidence 0: missing. */
  readonly landmarks?: readonly Landmark[];
  /** `[rows, columns]`, 0..1. */
  readonly mask?: View;
}

/**
 * Packs what the config asks for into `[rows, columns, channels]`: image, landmark heat maps, mask, in the config's order.
 *
 * @throws {VolumetricError} `bad-sample` when something is missing; `shape-mismatch` when a size differs;
 *   `bad-volume` for values that are not finite.
 *
 * Source: paper 3.1 and 4.2–4.4 (which inputs); landmarks as one Gaussian each, about 6 pixels across.
 */
export function packInputs(config: VRNConfig, inputs: Inputs): Packed<Float32Array> {
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

function planes(config: VRNConfig, kind: InputKind, inputs: Inputs): View {
  const input = inputs[kind];
  check(input !== undefined, 'bad-sample', () => {
    return `packInputs: inputs must have ${kind}, since the network takes ${config.inputs.join(' and ')}`;
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

interface Place {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly channels: number;
  readonly first: number;
  readonly kind: InputKind;
}

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
  check(Number.isFinite(sum), 'bad-sample', () => `packInputs: ${kind} must have finite values only`);
}
