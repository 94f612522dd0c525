// Encodes the detections on a set of samples as JSON and decodes them, so that the detectors need not run again.
import { check, type Landmark, type Square, VolumetricError } from '@vrn/voxel';
import { unzlibSync, zlibSync } from 'fflate';
import { personMask } from '../../crop/mask.js';
import type { Detection } from './detectSample.js';

/** Detections by the number of the sample; undefined where the detectors found nobody. */
export type Detections = ReadonlyMap<number, Detection | undefined>;

const FORMAT = 'vrn detections 1';

/** Stored value of a mask pixel that the person covers completely. */
const FULL = 255;

/** Maximum pixels per side of a stored mask; those of the detectors have 256. */
const MAX_MASK = 4096;

/** Decimal places of stored numbers: positions in pixels, confidences, depths as fractions of the square's side. */
const PLACES = 5;

interface StoredDetection {
  readonly square: readonly [left: number, top: number, side: number];
  readonly landmarks: readonly (readonly number[])[];
  readonly mask: {
    readonly square: readonly [left: number, top: number, side: number];
    readonly size: number;
    /** Bytes in row order, compressed with zlib and encoded as base64. */
    readonly data: string;
  };
}

/**
 * Encodes detections as JSON. Mask values are rounded to multiples of 1/255, other numbers to five decimal places.
 *
 * @param set  text that identifies the set, such as the checksums of its shards.
 *
 * @example
 * await writeFile('detections.json', encodeDetections(detections, 'crc 1234'));
 */
export function encodeDetections(detections: Detections, set: string): string {
  const samples = [...detections].map(([number, detection]) => {
    return `${JSON.stringify(String(number))}: ${JSON.stringify(detection === undefined ? null : stored(detection))}`;
  });
  return `{\n"format": ${JSON.stringify(FORMAT)},\n"set": ${JSON.stringify(set)},\n"samples": {\n${samples.join(',\n')}\n}\n}\n`;
}

/**
 * Decodes the text of `encodeDetections`.
 *
 * @param set  the text that was passed to `encodeDetections`.
 * @throws {VolumetricError} `bad-file` for other text, and for detections of another set
 */
export function decodeDetections(text: string, set: string): Map<number, Detection | undefined> {
  const file = parsed(text);
  check(file.format === FORMAT && isTable(file.samples), 'bad-file', () => {
    return `decodeDetections: text must be JSON of format '${FORMAT}', got ${JSON.stringify(file.format) ?? 'none'}`;
  });
  check(file.set === set, 'bad-file', () => {
    return 'decodeDetections: detections must be of the set that is scored, got those of another one; use another file';
  });
  return new Map(
    Object.entries(file.samples as Record<string, unknown>).map(([number, value]) => {
      check(/^\d+$/.test(number), 'bad-file', () => `decodeDetections: samples must have numbers, got '${number}'`);
      return [Number(number), value === null ? undefined : revived(value as StoredDetection, number)];
    }),
  );
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isTable(value)) return value;
  } catch (cause) {
    throw new VolumetricError('bad-file', 'decodeDetections: text must be JSON', { cause });
  }
  return {};
}

const short = (value: number): number => Number(value.toFixed(PLACES));

function stored({ square, landmarks, mask }: Detection): StoredDetection {
  const place = ({ left, top, side }: Square) => [short(left), short(top), short(side)] as const;
  const bytes = Uint8Array.from(mask.data, (value) => Math.round(FULL * value));
  return {
    square: place(square),
    landmarks: landmarks.map((each) => each.map((value) => short(value!))),
    mask: { square: place(mask.square), size: mask.shape[0]!, data: base64(zlibSync(bytes)) },
  };
}

function revived({ square, landmarks, mask }: StoredDetection, number: string): Detection {
  const must = (condition: unknown, what: string): void =>
    check(condition === true, 'bad-file', () => `decodeDetections: sample ${number} must have ${what}`);
  const place = (values: unknown): Square => {
    must(Array.isArray(values) && values.length === 3 && values.every(Number.isFinite), 'squares of three numbers');
    const [left, top, side] = values as [number, number, number];
    must(side > 0, 'squares with a positive side');
    return { left, top, side };
  };
  must(Array.isArray(landmarks) && landmarks.length === 16, '16 landmarks');
  for (const each of landmarks) {
    must(Array.isArray(each) && (each.length === 3 || each.length === 4) && each.every(Number.isFinite), 'landmarks');
  }
  must(isTable(mask) && Number.isInteger(mask.size) && mask.size > 0 && mask.size <= MAX_MASK, 'a mask with its size');
  const { size } = mask;
  const bytes = inflated(mask.data, size * size);
  must(bytes?.length === size * size, `a mask of ${size} × ${size} pixels`);
  const data = Float32Array.from(bytes!, (value) => value / FULL);
  return {
    square: place(square),
    landmarks: landmarks as unknown as readonly Landmark[],
    mask: personMask(data, size, place(mask.square)),
  };
}

/** Decompresses base64 text to at most a known number of bytes; undefined for damaged text. */
function inflated(text: unknown, length: number): Uint8Array | undefined {
  try {
    const packedBytes = Uint8Array.from(atob(String(text)), (letter) => letter.charCodeAt(0));
    return unzlibSync(packedBytes, { out: new Uint8Array(length) });
  } catch {
    return undefined;
  }
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
