// Decodes samples, or only their descriptions, from the bytes of `encodeSample`.
import {
  check,
  checkGrid,
  type Grid,
  type Landmark,
  type Packed,
  packed,
  type Triple,
  VolumetricError,
} from '@vrn/voxel';
import { type Bytes, oneLine, toBytes } from '@vrn/voxel/internal';
import { inflated } from '../bytes/deflated.js';
import { viewOf, word } from '../bytes/frame.js';
import { decodeVolume } from './decodeVolume.js';
import { PART } from './encodeSample.js';
import { decodeFloats, decodePlanes } from './floatBytes.js';
import { fromLevels } from './levels.js';
import { decodePicture } from './pictureBytes.js';
import type { SampleNote, StoredSample } from './storedSample.js';

/** Size limits of decoded arrays: 512³ voxels and 8192² pixels. */
const MAX_DECODED = { voxels: 134_217_728, pixels: 67_108_864 } as const;

type Parts = ReadonlyMap<string, Uint8Array>;

/**
 * Decodes a sample that {@link encodeSample} encoded.
 *
 * @param bytes  `Uint8Array`, `ArrayBuffer` or a view of one. Read only; the result does not reference it.
 * @returns      the sample. All arrays are packed. The volume's data are a `Uint8Array` of 0 and 1, or a `Float32Array`
 *   of fractions.
 * @throws {VolumetricError} `bad-file` for bytes that `encodeSample` did not write; sizes are checked against upper
 *   limits before memory is allocated. `bad-argument` for other types; `no-eval` where a Content-Security-Policy keeps
 *   ndarray from compiling its views
 * Cost: O(bytes + pixels + voxels).
 *
 * @example
 * const { image, volume } = decodeSample(encodeSample(sample(bodySource('capsules'), 7, { shape: [16, 16, 16] })));
 */
export function decodeSample(bytes: Bytes): StoredSample {
  const parts = partsOf(toBytes('decodeSample', bytes));
  const { grid, picture, provenance, drawn, elevation } = note(parts);
  const [rows, columns] = picture;
  const image = decodePicture(part(parts, 'imag'), rows, columns);
  const { landmarks, visible } = landmarksOf(part(parts, 'land'), parts.get('ldep'));
  const optional = (name: string, shape: readonly number[]): Packed<Float32Array> | undefined => {
    const content = parts.get(name);
    const size = shape.reduce((product, length) => product * length, 1);
    return content === undefined ? undefined : packed(decodePlanes(content, size, name), shape);
  };
  const depth = optional('dept', [rows, columns]);
  const normals = optional('norm', [rows, columns, 3]);
  return {
    image,
    landmarks,
    mask: maskOf(part(parts, 'mask'), rows, columns),
    volume: decodeVolume(part(parts, 'volu'), grid.shape),
    grid,
    ...(provenance === undefined ? {} : { provenance }),
    ...(drawn === undefined ? {} : { drawn }),
    ...(elevation === undefined ? {} : { elevation }),
    ...(visible === undefined ? {} : { visible }),
    ...(depth === undefined ? {} : { depth }),
    ...(normals === undefined ? {} : { normals }),
  };
}

/**
 * Decodes the description of an encoded sample, without its arrays.
 *
 * @param bytes  `Uint8Array`, `ArrayBuffer` or a view of one.
 * @returns      grid, size of the image in pixels, provenance, view and elevation of the camera.
 * @throws {VolumetricError} `bad-file`, `bad-argument`
 *
 * @example
 * decodeNote(bytes).grid.shape;  // → [128, 128, 128]
 */
export function decodeNote(bytes: Bytes): SampleNote {
  return note(partsOf(toBytes('decodeNote', bytes)));
}

function partsOf(bytes: Uint8Array): Parts {
  const parts = new Map<string, Uint8Array>();
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length; ) {
    const room = bytes.length - at - PART;
    const length = room < 0 ? 0 : view.getUint32(at + 4, true);
    check(length <= room, 'bad-file', () => {
      return `decodeSample: sample must have complete parts, got one of ${length} bytes with ${Math.max(0, room)} left`;
    });
    const name = word(bytes, at);
    check(!parts.has(name), 'bad-file', () => `decodeSample: sample must have each part once, got another ${name}`);
    parts.set(name, bytes.subarray(at + PART, at + PART + length));
    at += PART + length;
  }
  return parts;
}

function part(parts: Parts, name: string): Uint8Array {
  const content = parts.get(name);
  check(content !== undefined && content.length > 0, 'bad-file', () => `decodeSample: sample must have a part ${name}`);
  return content;
}

function note(parts: Parts): SampleNote {
  let read: Partial<Omit<SampleNote, 'grid' | 'picture'>> & {
    readonly grid?: Partial<Grid>;
    readonly picture?: readonly number[];
  };
  try {
    read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(part(parts, 'note'))) as typeof read;
  } catch (cause) {
    if (cause instanceof VolumetricError) throw cause;
    throw new VolumetricError('bad-file', `decodeSample: note must be JSON, got ${oneLine(cause)}`, { cause });
  }
  const { shape, min, max } = read?.grid ?? {};
  const isSize = (list: readonly number[] | undefined, count: number): boolean =>
    Array.isArray(list) && list.length === count && list.every((n) => Number.isInteger(n) && n > 0);
  check(isSize(shape, 3) && isSize(read.picture, 2), 'bad-file', () => {
    return `decodeSample: note must have grid.shape and picture of positive integers, got ${JSON.stringify(shape)}, ${JSON.stringify(read?.picture)}`;
  });
  const grid = { shape: shape as Triple, min: min as Triple, max: max as Triple };
  const [rows, columns] = read.picture as [number, number];
  const voxels = grid.shape[0] * grid.shape[1] * grid.shape[2];
  check(voxels <= MAX_DECODED.voxels && rows * columns <= MAX_DECODED.pixels, 'bad-file', () => {
    return `decodeSample: sample must have at most ${MAX_DECODED.voxels} voxels and ${MAX_DECODED.pixels} pixels, got [${shape}] and [${read.picture}]`;
  });
  try {
    checkGrid(grid, 'decodeSample');
  } catch (cause) {
    throw new VolumetricError('bad-file', (cause as Error).message, { cause });
  }
  const { provenance, drawn, elevation } = read;
  check(elevation === undefined || Math.abs(elevation) <= 90, 'bad-file', () => {
    return `decodeSample: note must have an elevation of −90..90 degrees, got ${JSON.stringify(elevation)}`;
  });
  return {
    grid,
    picture: [rows, columns],
    ...(provenance === undefined ? {} : { provenance }),
    ...(drawn === undefined ? {} : { drawn }),
    ...(elevation === undefined ? {} : { elevation }),
  };
}

/** Decodes landmarks. `depths` is absent in samples without known depths, such as those of older versions. */
function landmarksOf(bytes: Uint8Array, depths?: Uint8Array): { landmarks: Landmark[]; visible?: boolean[] } {
  const count = bytes.length / 13;
  check(Number.isInteger(count), 'bad-file', () => {
    return `decodeSample: landmarks must be 13 bytes each, got ${bytes.length} bytes`;
  });
  const numbers = decodeFloats(bytes.subarray(0, 12 * count));
  check(depths === undefined || depths.length === 4 * count, 'bad-file', () => {
    return `decodeSample: depths of ${count} landmarks must be 4 bytes each, got ${depths?.length} bytes`;
  });
  const away = depths && decodeFloats(depths);
  // NaN marks a missing landmark or an unknown depth.
  const isBounded = [...numbers, ...(away ?? [])].every((value) => Math.abs(value) !== Number.POSITIVE_INFINITY);
  check(isBounded, 'bad-file', () => 'decodeSample: landmarks must not be infinite, got some');
  const landmarks = Array.from({ length: count }, (_, n): Landmark => {
    const [row, column, confidence] = [numbers[3 * n]!, numbers[3 * n + 1]!, numbers[3 * n + 2]!];
    return away === undefined ? [row, column, confidence] : [row, column, confidence, away[n]!];
  });
  const seen = [...bytes.subarray(12 * count)];
  return seen.every((value) => value === 2) ? { landmarks } : { landmarks, visible: seen.map((value) => value === 1) };
}

function maskOf(bytes: Uint8Array, rows: number, columns: number): Packed<Float32Array> {
  const divisor = bytes[0]!;
  check(divisor > 0, 'bad-file', () => 'decodeSample: mask must have a divisor of 1 to 255, got 0');
  return packed(fromLevels({ bytes: inflated(bytes, rows * columns, 'mask', 1), divisor }), [rows, columns]);
}
