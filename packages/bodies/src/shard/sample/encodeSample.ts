// Encodes a sample as a sequence of parts, each with its name and length.
import { check, checkGrid, checkView, type Landmark } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { canonicalJson } from '../bytes/canonicalJson.js';
import { deflated } from '../bytes/deflated.js';
import { letters, viewOf } from '../bytes/frame.js';
import { encodeVolume } from './encodeVolume.js';
import { encodeFloats, encodePlanes } from './floatBytes.js';
import { toLevels } from './levels.js';
import { encodePicture, type PictureFormat } from './pictureBytes.js';
import type { StoredSample } from './storedSample.js';
import { elements, voxels } from './voxels.js';

export interface EncodeSampleOptions {
  /** Format of the image. Default `'png'`. */
  readonly image?: PictureFormat;
}

export const ENCODE_SAMPLE_DEFAULTS = { image: 'png' } as const satisfies EncodeSampleOptions;

/** Size of a part's header in bytes: a name of four letters, and the length of the content. */
export const PART = 8;

/**
 * Encodes a sample as bytes that depend on the sample and the options only. The parts are, in this order: `note`
 * (JSON: grid, size of the image, provenance, drawn, elevation), `imag`, `land` (landmarks and their visibility),
 * `mask`, `volu`, and if present `dept`, `norm` and `ldep` (depths of landmarks; absent if none is known).
 *
 * Landmarks, depth and normals are stored in single precision. Binary volumes are stored exactly, and so are masks and
 * fractional volumes whose values are multiples of certain steps (see `encodeVolume`). A volume of floats that are all
 * 0 or 1 is stored as a binary volume. The image is rounded to bytes; JPEG also compresses it with loss. Other fields,
 * such as the mesh, are omitted.
 *
 * @param sample  image `[rows, columns, 3]`, mask `[rows, columns]` and volume `[rows, columns, slices]`, all of 0..1;
 *   optional depth `[rows, columns]` and normals `[rows, columns, 3]`. Arrays may have any strides.
 * @returns       the bytes, for `decodeSample`.
 * @throws {VolumetricError} `bad-sample` for shapes that do not match and a wrong elevation; `bad-volume` for malformed
 *   arrays and for values outside 0..1; `bad-landmarks`, `bad-grid`, `bad-argument`
 * Cost: O(pixels + voxels).
 */
export function encodeSample(sample: StoredSample, options: EncodeSampleOptions = {}): Uint8Array {
  checkOptions('encodeSample', options, ENCODE_SAMPLE_DEFAULTS);
  const { image: format } = { ...ENCODE_SAMPLE_DEFAULTS, ...defined(options) };
  const picture = checkSample(sample, format);
  const { image, landmarks, mask, volume, grid, provenance, drawn, elevation, visible, depth, normals } = sample;
  const known = elevation === undefined || Number.isNaN(elevation) ? undefined : elevation;
  const note = canonicalJson(
    { grid: { shape: grid.shape, min: grid.min, max: grid.max }, picture, provenance, drawn, elevation: known },
    'encodeSample',
  );
  const parts: [name: string, content: Uint8Array][] = [
    ['note', new TextEncoder().encode(note)],
    ['imag', encodePicture(voxels(image, 'encodeSample', 'image'), picture, format)],
    ['land', landmarkBytes(landmarks, visible)],
    ['mask', maskBytes(voxels(mask, 'encodeSample', 'mask'))],
    ['volu', encodeVolume(voxels(volume, 'encodeSample', 'volume'), grid.shape)],
  ];
  if (depth !== undefined) parts.push(['dept', encodePlanes(elements(depth))]);
  if (normals !== undefined) parts.push(['norm', encodePlanes(elements(normals))]);
  const depths = landmarks.map(([, , , away = Number.NaN]) => away);
  if (!depths.every(Number.isNaN)) parts.push(['ldep', encodeFloats(depths)]);
  return joined(parts);
}

function joined(parts: readonly (readonly [name: string, content: Uint8Array])[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, [, content]) => sum + PART + content.length, 0));
  const view = viewOf(out);
  let at = 0;
  for (const [name, content] of parts) {
    out.set(letters(name), at);
    view.setUint32(at + 4, content.length, true);
    out.set(content, at + PART);
    at += PART + content.length;
  }
  return out;
}

/** Encodes row, column and confidence of all landmarks, then the visibility of each: 0 hidden, 1 visible, 2 unknown. */
function landmarkBytes(landmarks: readonly Landmark[], visible: readonly boolean[] | undefined): Uint8Array {
  const places = encodeFloats(landmarks.flatMap(([row, column, confidence = 1]) => [row, column, confidence]));
  const out = new Uint8Array(places.length + landmarks.length).fill(2);
  out.set(places);
  if (visible !== undefined) out.set(visible.map(Number), places.length);
  return out;
}

/** Encodes the divisor, then the values as deflated multiples of 1 / divisor. */
function maskBytes(data: Uint8Array | Float32Array): Uint8Array {
  const { bytes, divisor } = toLevels(data);
  const small = deflated(bytes);
  const out = new Uint8Array(1 + small.length);
  out[0] = divisor;
  out.set(small, 1);
  return out;
}

function checkSample(sample: StoredSample, format: PictureFormat): readonly [rows: number, columns: number] {
  const { image, landmarks, mask, volume, grid, elevation, visible, depth, normals } = sample;
  checkGrid(grid, 'encodeSample');
  checkView(image, 'encodeSample', 'image', 3);
  checkView(mask, 'encodeSample', 'mask', 2);
  checkView(volume, 'encodeSample', 'volume', 3);
  if (depth !== undefined) checkView(depth, 'encodeSample', 'depth', 2);
  if (normals !== undefined) checkView(normals, 'encodeSample', 'normals', 3);
  const [rows, columns] = image.shape as [number, number, number];
  const checkShape = (shape: readonly number[] | undefined, expected: string, name: string): void =>
    check(shape === undefined || String(shape) === expected, 'bad-sample', () => {
      return `encodeSample: ${name} must be of shape [${expected}], got [${shape}]`;
    });
  checkShape(image.shape, `${rows},${columns},3`, 'image');
  checkShape(mask.shape, `${rows},${columns}`, 'mask');
  checkShape(volume.shape, String(grid.shape), 'volume');
  checkShape(depth?.shape, `${rows},${columns}`, 'depth');
  checkShape(normals?.shape, `${rows},${columns},3`, 'normals');
  check(landmarks.length > 0 && (visible === undefined || visible.length === landmarks.length), 'bad-landmarks', () => {
    return `encodeSample: landmarks must have at least one entry and as many as visible, got ${landmarks.length} and ${visible?.length}`;
  });
  // NaN marks a missing landmark or an unknown depth.
  const isBounded = (value = 0): boolean => Math.abs(Math.fround(value)) !== Number.POSITIVE_INFINITY;
  const areBounded = landmarks.every((landmark) => landmark.every(isBounded));
  check(
    areBounded,
    'bad-landmarks',
    () => 'encodeSample: landmarks must not be infinite in single precision, got an infinite one',
  );
  check(Number.isNaN(elevation) || Math.abs(elevation ?? 0) <= 90, 'bad-sample', () => {
    return `encodeSample: elevation must be −90..90 degrees, undefined or NaN, got ${elevation}`;
  });
  check(format === 'png' || (format.jpeg >= 1 && format.jpeg <= 100), 'bad-argument', () => {
    return `encodeSample: image must be 'png' or { jpeg: 1..100 }, got ${JSON.stringify(format)}`;
  });
  return [rows, columns];
}
