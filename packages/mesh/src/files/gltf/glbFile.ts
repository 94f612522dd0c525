// Parses the container of .glb files: the header, the JSON chunk and the binary chunk.
import { VolumetricError } from '@vrn/voxel';
import { check, oneLine } from '@vrn/voxel/internal';
import { checkDecoder, type GlbDecoders, MESHOPT } from './glbDecoders.js';
import { checkJson, type Gltf, type GltfBufferView, isNatural, isObject } from './gltfJson.js';

export interface GlbFile {
  readonly json: Gltf;
  /** The binary chunk; empty if the file has none. */
  readonly binary: Uint8Array;
  /** Buffers of decoded content; their indices follow those of the buffers in the JSON. */
  readonly decoded: readonly Uint8Array[];
  /** Size of the file plus that of its decoded content, in bytes; memory limits follow from it. */
  readonly size: number;
}

export const MAGIC = 0x46546c67;
export const JSON_CHUNK = 0x4e4f534a;
export const BINARY_CHUNK = 0x004e4942;

/**
 * Reads the container and parses its JSON. Chunk lengths need not be multiples of four; chunks of unknown types are
 * skipped.
 *
 * @param decoders  a file that requires a compression extension is refused unless its decoder is given
 * @throws {VolumetricError} `bad-file`
 */
export function readGlb(bytes: Uint8Array, decoders: GlbDecoders = {}): GlbFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  check(bytes.length >= 12 && view.getUint32(0, true) === MAGIC, 'bad-file', () => {
    return `decodeGlb: file must begin with glTF, got ${bytes.length} bytes without it`;
  });
  const version = view.getUint32(4, true);
  check(version === 2, 'bad-file', () => `decodeGlb: file must be glTF of version 2, got version ${version}`);
  const length = view.getUint32(8, true);
  check(length >= 20 && length <= bytes.length, 'bad-file', () => {
    return `decodeGlb: file must have the ${length} bytes that its header declares, got ${bytes.length}: it is cut short`;
  });
  let text: string | undefined;
  let binary: Uint8Array | undefined;
  for (let at = 12; at + 8 <= length; ) {
    const start = at + 8;
    const size = view.getUint32(at, true);
    const type = view.getUint32(at + 4, true);
    check(start + size <= length, 'bad-file', () => {
      return `decodeGlb: byte ${at}: chunk must end within the file of ${length} bytes, got ${size} bytes`;
    });
    const chunk = bytes.subarray(start, start + size);
    if (text === undefined) {
      check(type === JSON_CHUNK, 'bad-file', () => `decodeGlb: byte ${at}: the first chunk must be JSON, got another`);
      text = new TextDecoder().decode(withoutPadding(chunk));
    } else if (type === BINARY_CHUNK) binary ??= chunk;
    at = nextChunk(view, start + size, length);
  }
  check(text !== undefined, 'bad-file', () => 'decodeGlb: file must have a chunk of JSON, got none');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new VolumetricError(
      'bad-file',
      `decodeGlb: file must contain JSON, got ${oneLine((cause as Error).message)}`,
      {
        cause,
      },
    );
  }
  return { json: checkJson(json, decoders), binary: binary ?? new Uint8Array(), decoded: [], size: bytes.length };
}

/**
 * Returns the offset of the next chunk: the end of the last one, or the next multiple of four if a binary chunk begins
 * only there.
 */
function nextChunk(view: DataView, end: number, length: number): number {
  const aligned = Math.ceil(end / 4) * 4;
  const isBinary = (at: number): boolean => at + 8 <= length && view.getUint32(at + 4, true) === BINARY_CHUNK;
  return aligned !== end && !isBinary(end) && isBinary(aligned) ? aligned : end;
}

/** Removes zeros at the end: JSON should be padded with spaces, but some programs use zeros. */
function withoutPadding(chunk: Uint8Array): Uint8Array {
  let end = chunk.length;
  while (end > 0 && chunk[end - 1] === 0) end--;
  return chunk.subarray(0, end);
}

/** Returns the bytes of a buffer: those of the binary chunk, of a data URI, or of decoded content. */
export function bufferBytes({ json, binary, decoded }: GlbFile, i: number): Uint8Array {
  const own = decoded[i - json.buffers.length];
  if (own !== undefined) return own;
  const buffer = json.buffers[i];
  check(buffer !== undefined, 'bad-file', () => `decodeGlb: buffer ${i} must be in the file, got none`);
  if (buffer.uri !== undefined) return dataOf(buffer.uri, i);
  const compression = MESHOPT.find((name) => isObject(buffer.extensions) && buffer.extensions[name] !== undefined);
  if (compression !== undefined) checkDecoder(compression, {});
  // Only the first buffer may be the binary chunk.
  check(i === 0, 'bad-file', () => `decodeGlb: buffer ${i} must have its bytes in a data URI, got none`);
  return binary;
}

/** Returns the bytes of a buffer view, or of another range of a buffer. */
export function viewBytes(file: GlbFile, range: Partial<GltfBufferView>, name: string): Uint8Array {
  const { buffer, byteOffset = 0, byteLength } = range;
  check(isNatural(buffer) && isNatural(byteOffset) && isNatural(byteLength), 'bad-file', () => {
    return `decodeGlb: ${name} must have a buffer, a byteOffset and a byteLength, got others`;
  });
  const source = bufferBytes(file, buffer);
  check(byteOffset + byteLength <= source.length, 'bad-file', () => {
    return `decodeGlb: ${name} must be within buffer ${buffer} of ${source.length} bytes, got ${byteLength} from ${byteOffset} on`;
  });
  return source.subarray(byteOffset, byteOffset + byteLength);
}

/** Decodes the bytes of a buffer from a data URI. */
function dataOf(uri: unknown, buffer: number): Uint8Array {
  const text = String(uri);
  const comma = text.indexOf(',');
  const head = text.slice(0, Math.min(comma, 200));
  check(head.startsWith('data:') && comma > 0, 'bad-file', () => {
    return `decodeGlb: buffer ${buffer} must be in the file, got the file '${text.slice(0, 80)}' beside it`;
  });
  try {
    const data = text.slice(comma + 1);
    const plain = data.includes('%') ? decodeURIComponent(data) : data;
    const letters = head.endsWith(';base64') ? atob(plain) : plain;
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
  } catch (cause) {
    check(
      false,
      'bad-file',
      () => `decodeGlb: buffer ${buffer} must be base64, got ${oneLine((cause as Error).message)}`,
    );
  }
}
