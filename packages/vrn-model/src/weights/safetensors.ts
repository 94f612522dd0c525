// Reads and writes safetensors files: header length (8 bytes), JSON header with types, shapes and offsets, then values.
import { check, VolumetricError } from '@vrn/voxel';
import {
  type Bytes,
  checkOptions,
  float16ToFloat32,
  float32ToFloat16,
  LARGEST_FLOAT16,
  toBytes,
} from '@vrn/voxel/internal';
import { repeatedKey } from './repeatedKey.js';

/** Content of a file: named float32 arrays, and metadata as strings by name. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Options of {@link encodeSafetensors}. */
export interface EncodeSafetensorsOptions {
  /** Precision of the stored values: single, or rounded to half. Default `f32`. */
  readonly dtype?: 'f32' | 'f16';
}

export const ENCODE_SAFETENSORS_DEFAULTS = { dtype: 'f32' } as const;

/** Limit of the header's length, bytes, as in the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;

/** Key of the metadata in the header. */
const METADATA = '__metadata__';

/** Supported types: bytes per value, and decoder to float32. */
const TYPES: Readonly<
  Record<string, { readonly bytes: number; readonly decode: (bytes: Uint8Array) => Float32Array }>
> = {
  F32: { bytes: 4, decode: (bytes) => new Float32Array(littleEndian(bytes, 4)) },
  F16: { bytes: 2, decode: (bytes) => float16ToFloat32(new Uint16Array(littleEndian(bytes, 2))) },
};

const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Copies bytes, and converts values of `width` bytes between the machine's byte order and little endian. */
function littleEndian(bytes: Uint8Array, width: number): ArrayBuffer {
  const copy = new Uint8Array(bytes);
  if (!HOST_IS_LITTLE) for (let i = 0; i < copy.length; i += width) copy.subarray(i, i + width).reverse();
  return copy.buffer;
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const bytesOf = (data: Float32Array | Uint16Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const refuse = (what: string): never => {
  throw new VolumetricError('bad-weights', `encodeSafetensors: ${what}`);
};

/**
 * Encodes tensors and metadata as a safetensors file. Tensors keep the order of the map. The header is padded to a
 * multiple of 8 bytes.
 *
 * @param file    tensors by name, each with a shape and float32 values; metadata as strings by name.
 * @param options precision of the stored values.
 * @returns the bytes of the file.
 * @throws {VolumetricError} `bad-weights` if a tensor lacks shape or data, a shape does not match its data, a value is
 *   not finite in the chosen precision, or a tensor is named `__metadata__`; `bad-argument` if `file` lacks tensors or
 *   metadata, for metadata that is not text, for unknown options and for another `dtype`.
 *
 * @example
 * const tensors = new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]);
 * const bytes = encodeSafetensors({ tensors, metadata: { made: 'today' } });
 * decodeSafetensors(bytes).tensors.get('w').data; // → [1, 2]
 */
export function encodeSafetensors(file: SafetensorsFile, options: EncodeSafetensorsOptions = {}): Uint8Array {
  checkOptions('encodeSafetensors', options, ENCODE_SAFETENSORS_DEFAULTS);
  check(typeof file?.tensors?.get === 'function' && isTable(file.metadata), 'bad-argument', () => {
    return 'encodeSafetensors: file must have a map of tensors and an object of metadata';
  });
  const odd = Object.keys(file.metadata).find((name) => typeof file.metadata[name] !== 'string');
  check(odd === undefined, 'bad-argument', () => {
    return `encodeSafetensors: metadata must be strings, got ${typeof file.metadata[odd!]} for '${odd}'`;
  });
  const { dtype = ENCODE_SAFETENSORS_DEFAULTS.dtype } = options;
  check(dtype === 'f32' || dtype === 'f16', 'bad-argument', () => {
    return `encodeSafetensors: dtype must be 'f32' or 'f16', got ${String(dtype)}`;
  });
  const width = dtype === 'f32' ? 4 : 2;
  // Values round to infinity from half a unit in the last place (16) above the largest float16.
  const limit = dtype === 'f32' ? Number.MAX_VALUE : LARGEST_FLOAT16 + 16;
  const header: Record<string, unknown> = Object.assign(Object.create(null), { [METADATA]: file.metadata });
  let end = 0;
  for (const [name, tensor] of file.tensors) {
    const isTensor = Array.isArray(tensor?.shape) && ArrayBuffer.isView(tensor.data);
    if (!isTensor) refuse(`${name} must have a shape and float32 data`);
    const { shape, data } = tensor;
    if (name === METADATA) refuse(`the name of a tensor must not be ${METADATA}`);
    const size = shape.reduce((product, n) => product * n, 1);
    if (size !== data.length || !shape.every(isCount))
      refuse(`${name} of shape [${shape}] must have ${size} values, got ${data.length}`);
    const wrong = data.findIndex((value) => !(Math.abs(value) < limit));
    if (wrong >= 0) refuse(`${name} must have finite values as ${dtype}, got ${data[wrong]} at ${wrong}`);
    header[name] = { dtype: dtype.toUpperCase(), shape, data_offsets: [end, end + width * size] };
    end += width * size;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const { data } of file.tensors.values()) {
    const raw = bytesOf(dtype === 'f32' ? data : float32ToFloat16(data));
    bytes.set(HOST_IS_LITTLE ? raw : new Uint8Array(littleEndian(raw, width)), at);
    at += raw.length;
  }
  return bytes;
}

const bad = (what: string, cause?: unknown): never => {
  throw new VolumetricError('bad-file', `decodeSafetensors: ${what}`, { cause });
};

/** A tensor's entry in the header; `from` and `to` are byte offsets from the end of the header. */
interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: (typeof TYPES)[string];
  readonly from: number;
  readonly to: number;
}

/**
 * Decodes a safetensors file of float32 and float16 tensors to float32.
 *
 * Tensors must cover the data without gaps or overlaps, as the format requires. Names must be unique and values finite.
 * The header is checked before values are read, so the memory allocated is at most proportional to the file's length.
 *
 * @param input the file: a `Uint8Array`, an `ArrayBuffer` as `fetch` gives it, or another view.
 * @returns tensors and metadata.
 * @throws {VolumetricError} `bad-file` with the byte, tensor or field at fault, also for tensors of other
 *   types; `bad-argument` if `input` is not bytes.
 *
 * @example
 * decodeSafetensors(new ArrayBuffer(4)); // → throws bad-file
 */
export function decodeSafetensors(input: Bytes): SafetensorsFile {
  const bytes = toBytes('decodeSafetensors', input);
  if (bytes.length < 8) bad(`file must have at least 8 bytes, got ${bytes.length}`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (headerLength > Math.min(MAX_HEADER_BYTES, bytes.length - 8)) {
    bad(
      `header of ${headerLength} bytes at byte 8 must end within the file's ${bytes.length} bytes; it is truncated or not a safetensors file`,
    );
  }
  const body = bytes.subarray(8 + headerLength);
  const { metadata, entries } = readHeader(bytes.subarray(8, 8 + headerLength));
  checkPlaces(entries, { start: 8 + headerLength, length: body.length });
  const tensors = new Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>();
  for (const { name, shape, type, from, to } of entries) {
    const data = type.decode(body.subarray(from, to));
    const wrong = data.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) bad(`tensor ${name} must have finite values, got ${data[wrong]} at ${wrong}`);
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array): { metadata: Record<string, string>; entries: Entry[] } {
  let text = '';
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    bad('header at byte 8 must be JSON', cause);
  }
  if (!isTable(header)) return bad('header at byte 8 must be a JSON object');
  const repeated = repeatedKey(text);
  if (repeated !== undefined) bad(`header at byte 8 must have unique names, got ${JSON.stringify(repeated)} twice`);
  const { [METADATA]: metadata = {}, ...tensors } = header;
  const texts = isTable(metadata) && Object.values(metadata).every((value) => typeof value === 'string');
  if (!texts) bad(`${METADATA} must be an object of strings`);
  const entries = Object.entries(tensors).map(([name, entry]) => readEntry(name, entry));
  return { metadata: metadata as Record<string, string>, entries };
}

function readEntry(name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isTable(entry) ? entry : {};
  const type = typeof dtype === 'string' && Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  if (type === undefined) {
    return bad(`tensor ${name} must have dtype ${Object.keys(TYPES).join(' or ')}, got ${String(dtype)}`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount))
    return bad(`tensor ${name} must have a shape of non-negative integers`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    return bad(`tensor ${name} must have two data_offsets, non-negative integers`);
  }
  const [from, to] = offsets as [number, number];
  const size = type.bytes * shape.reduce((product, n) => product * n, 1);
  if (to - from !== size) bad(`tensor ${name} of shape [${shape}] must take ${size} bytes, got ${to - from}`);
  return { name, shape, type, from, to };
}

/** Checks that every byte of the data belongs to exactly one tensor. */
function checkPlaces(entries: readonly Entry[], file: { readonly start: number; readonly length: number }): void {
  let end = 0;
  for (const { name, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (to > file.length) {
      bad(
        `tensor ${name} must end within the file: at byte ${file.start + to} of ${file.start + file.length}; the file is truncated`,
      );
    }
    if (from !== end) {
      const how = from < end ? 'overlaps the previous tensor' : 'leaves a gap';
      bad(`tensor ${name} must begin at byte ${file.start + end}, got ${file.start + from}: it ${how}`);
    }
    end = to;
  }
  if (end !== file.length)
    bad(`tensors must fill the file: they end at byte ${file.start + end} of ${file.start + file.length}`);
}
