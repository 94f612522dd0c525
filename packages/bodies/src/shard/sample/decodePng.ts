// Decodes the PNG files of stored samples: 8-bit RGB, not interlaced, without any optional chunk.
import { check } from '@vrn/voxel';
import { crc32 } from '../bytes/crc32.js';
import { inflatedWithEnd } from '../bytes/deflated.js';
import { viewOf, word } from '../bytes/frame.js';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
const CHUNK_BYTES = 12;
const HEADER_BYTES = 13;
const CHANNELS = 3;
/** Last five bytes of the content of IHDR: bit depth 8, RGB, deflate, filter method 0, not interlaced. */
const HEADER_END = [8, 2, 0, 0, 0] as const;
const ZLIB_HEADER_BYTES = 2;
const ADLER_BYTES = 4;

/**
 * Decodes a PNG file that `encodeSample` wrote, with chunks IHDR, IDAT and IEND only.
 *
 * Refuses other chunks, some of which (iCCP, zTXt, iTXt) contain compressed data of unlimited size. Decompresses pixels
 * up to the expected size only.
 *
 * @returns  `[rows, columns, 3]` sRGB bytes.
 * @throws {VolumetricError} `bad-file` for any other file, and for another size than `rows` × `columns`
 * Cost: O(bytes + pixels).
 */
export function decodePng(bytes: Uint8Array, rows: number, columns: number): Uint8Array {
  const data = pixelData(bytes, rows, columns);
  const stride = CHANNELS * columns;
  checkZlib(data);
  const { data: filtered, end } = inflatedWithEnd(data, rows * (1 + stride), 'image', ZLIB_HEADER_BYTES);
  check(end + ADLER_BYTES === data.length && viewOf(data).getUint32(end) === adler32(filtered), 'bad-file', () => {
    return 'decodeSample: image must be an intact PNG, got pixels with a wrong checksum';
  });
  return unfiltered(filtered, rows, stride);
}

/** Checks every chunk, and concatenates the contents of all IDAT chunks. */
function pixelData(bytes: Uint8Array, rows: number, columns: number): Uint8Array {
  const must = (condition: boolean, what: string): void =>
    check(condition, 'bad-file', () => `decodeSample: image must be an intact PNG, got ${what}`);
  must(
    SIGNATURE.every((byte, at) => bytes[at] === byte),
    'another signature',
  );
  const view = viewOf(bytes);
  const pieces: Uint8Array[] = [];
  let kind = '';
  for (let at: number = SIGNATURE.length; kind !== 'IEND'; ) {
    const room = bytes.length - at - CHUNK_BYTES;
    const length = room < 0 ? 0 : view.getUint32(at);
    must(room >= 0 && length <= room, 'a file that is cut short');
    const before = kind;
    const content = bytes.subarray(at + 8, at + 8 + length);
    kind = word(bytes, at + 4);
    must(view.getUint32(at + 8 + length) === crc32(bytes.subarray(at + 4, at + 8 + length)), 'a damaged chunk');
    const isInOrder =
      (kind === 'IHDR' && before === '' && length === HEADER_BYTES) ||
      (kind === 'IDAT' && (before === 'IHDR' || before === 'IDAT')) ||
      (kind === 'IEND' && before === 'IDAT' && length === 0);
    must(isInOrder, `a chunk ${JSON.stringify(kind)} that encodeSample does not write`);
    if (kind === 'IHDR') checkHeader(content, rows, columns);
    if (kind === 'IDAT') pieces.push(content);
    at += CHUNK_BYTES + length;
    if (kind === 'IEND') must(at === bytes.length, 'bytes after its end');
  }
  return joined(pieces);
}

function checkHeader(header: Uint8Array, rows: number, columns: number): void {
  const view = viewOf(header);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const isGood = width === columns && height === rows && HEADER_END.every((byte, at) => header[8 + at] === byte);
  check(isGood, 'bad-file', () => {
    return `decodeSample: image must be ${rows} × ${columns} pixels of 8-bit RGB, got ${height} × ${width}`;
  });
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Checks the two bytes before deflate data (RFC 1950): deflate, no dictionary, as a 16-bit number a multiple of 31. */
function checkZlib(data: Uint8Array): void {
  const [method = 0, flags = 0] = data;
  const isGood =
    data.length > ZLIB_HEADER_BYTES + ADLER_BYTES &&
    (method & 15) === 8 &&
    (flags & 32) === 0 &&
    (256 * method + flags) % 31 === 0;
  check(isGood, 'bad-file', () => 'decodeSample: image must be an intact PNG, got pixels that are not zlib data');
}

const ADLER_MODULUS = 65_521;
/** Number of bytes that are summed between reductions by the modulus, so that the sums stay below 2³¹. */
const ADLER_RUN = 3800;

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length; ) {
    for (const end = Math.min(bytes.length, at + ADLER_RUN); at < end; at++) {
      a += bytes[at]!;
      b += a;
    }
    a %= ADLER_MODULUS;
    b %= ADLER_MODULUS;
  }
  return b * 65_536 + a;
}

/** Undoes the filter of every row. The first byte of a row is the number of its filter. */
function unfiltered(filtered: Uint8Array, rows: number, stride: number): Uint8Array {
  const out = new Uint8Array(rows * stride);
  for (let row = 0, from = 0; row < rows; row++) {
    const filter = filtered[from++]!;
    check(filter <= 4, 'bad-file', () => `decodeSample: image must be an intact PNG, got filter ${filter}`);
    const to = row * stride;
    for (let n = 0; n < stride; n++, from++) {
      const left = n < CHANNELS ? 0 : out[to + n - CHANNELS]!;
      const above = row === 0 ? 0 : out[to + n - stride]!;
      const corner = row === 0 || n < CHANNELS ? 0 : out[to + n - stride - CHANNELS]!;
      out[to + n] = filtered[from]! + predicted(filter, left, above, corner);
    }
  }
  return out;
}

/** Predicts a byte from its neighbours: filters none, sub, up, average and Paeth of the PNG specification. */
function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  const estimate = left + above - corner;
  const byLeft = Math.abs(estimate - left);
  const byAbove = Math.abs(estimate - above);
  const byCorner = Math.abs(estimate - corner);
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}
