// The safetensors format: an 8-byte length, a JSON table of names, types, shapes and offsets, then the numbers.
import { check, VolumetricError } from '@vrn/voxel';

/** Named float32 arrays and a table of texts. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Headers longer than this are refused, as in the reference implementation. */
const LONGEST_HEADER = 100_000_000;

/** Writes a file; tensors in the map's order, the header padded to 8 bytes. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + 4 * data.length] };
    end += 4 * data.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const { data } of tensors.values()) {
    for (let i = 0; i < data.length; i++) view.setFloat32(at + 4 * i, data[i]!, true);
    at += 4 * data.length;
  }
  return bytes;
}

const bad = (what: string): never => {
  throw new VolumetricError('bad-file', `decodeSafetensors: ${what}`);
};

/**
 * Reads a file of float32 tensors.
 *
 * @throws {VolumetricError} `bad-file`, naming what is wrong and where. Nothing larger than the file is allocated.
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (bytes.length < 8) bad(`file must have at least 8 bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > Math.min(LONGEST_HEADER, bytes.length - 8)) {
    bad(
      `header of ${headerLength} bytes at byte 8 must end within the file's ${bytes.length} bytes; it is cut off or no safetensors file`,
    );
  }
  const header = parseHeader(bytes.subarray(8, 8 + headerLength));
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  const start = 8 + headerLength;
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      const texts =
        entry !== null && typeof entry === 'object' && Object.values(entry).every((v) => typeof v === 'string');
      if (!texts) bad('__metadata__ must be a table of texts');
      metadata = entry as Record<string, string>;
    } else {
      tensors.set(name, readTensor(view, start, name, entry));
    }
  }
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new VolumetricError('bad-file', 'decodeSafetensors: header at byte 8 must be JSON', { cause });
  }
  check(header !== null && typeof header === 'object' && !Array.isArray(header), 'bad-file', () => {
    return 'decodeSafetensors: header at byte 8 must be a JSON object';
  });
  return header as Record<string, unknown>;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function readTensor(
  view: DataView,
  start: number,
  name: string,
  entry: unknown,
): { shape: number[]; data: Float32Array } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (dtype !== 'F32') bad(`tensor ${name} must have dtype F32, got ${String(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) return bad(`tensor ${name} must have a shape of whole numbers`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    return bad(`tensor ${name} must have two data_offsets`);
  }
  const [from, to] = offsets as [number, number];
  const size = shape.reduce((product, n) => product * n, 1);
  if (to - from !== 4 * size) bad(`tensor ${name} of shape [${shape}] must take ${4 * size} bytes, got ${to - from}`);
  const end = start + to;
  if (end > view.byteLength)
    bad(`tensor ${name} must end within the file: at byte ${end} of ${view.byteLength}; the file is cut off`);
  const data = new Float32Array(size);
  for (let i = 0; i < size; i++) data[i] = view.getFloat32(start + from + 4 * i, true);
  return { shape: shape as number[], data };
}
