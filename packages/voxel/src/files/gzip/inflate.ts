// Decompresses deflate data (RFC 1951) into a buffer that grows up to a limit.
import { VolumetricError } from '../../core/errors.js';

/** Decompressed bytes: the first `length` bytes of `data`, which grows to at most `limit` bytes. */
export interface Output {
  data: Uint8Array<ArrayBuffer>;
  length: number;
  readonly limit: number;
}

/** Reports what is wrong with the data; never returns. */
export type Fail = (what: string) => never;

/** State of the reader: offset of the next byte, and the `held` bits (first bit lowest) that are not consumed yet. */
interface Reader {
  readonly bytes: Uint8Array;
  at: number;
  hold: number;
  held: number;
  readonly fail: Fail;
}

const MAX_CODE_BITS = 15;
const END_OF_BLOCK = 256;
const FIRST_LENGTH_SYMBOL = 257;
const LENGTH_SYMBOLS = 29;
const DISTANCE_SYMBOLS = 30;
/** Number of bytes beyond the end that may be read ahead, as zeros, before the data count as truncated. */
const LOOKAHEAD = 4;

/** The order in which a block states the lengths of its code-length codes. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Returns the smallest length (or distance) that each symbol stands for, and the symbol's number of extra bits. */
function ranges(count: number, first: number, symbolsPerBit: number): { base: Uint16Array; extra: Uint8Array } {
  const base = new Uint16Array(count);
  const extra = new Uint8Array(count);
  for (let symbol = 0, from = first; symbol < count; symbol++) {
    base[symbol] = from;
    extra[symbol] = Math.max(0, Math.floor(symbol / symbolsPerBit) - 1);
    from += 1 << extra[symbol]!;
  }
  return { base, extra };
}

const LENGTHS = /* @__PURE__ */ (() => {
  const table = ranges(LENGTH_SYMBOLS, 3, 4);
  // The last symbol stands for length 258 only, without extra bits.
  table.base[LENGTH_SYMBOLS - 1] = 258;
  table.extra[LENGTH_SYMBOLS - 1] = 0;
  return table;
})();
const DISTANCES = /* @__PURE__ */ ranges(DISTANCE_SYMBOLS, 1, 2);

/**
 * Lookup table of a Huffman code. Its index is the next `bits` bits of the stream, and its value is 16 · symbol + code
 * length, or 0 if no code matches.
 */
interface Codes {
  readonly table: Uint16Array;
  readonly bits: number;
}

/**
 * Decompresses one deflate stream, all of its blocks.
 *
 * @param bytes  holds the stream from byte `start` on.
 * @param out    the decompressed bytes are appended to it; back-references may only reach bytes of this stream.
 * @param fail   called for data that violate the format, are cut short, or exceed `out.limit`.
 * @returns  the offset of the byte after the stream.
 * Cost: O(compressed + decompressed bytes).
 */
export function inflate(bytes: Uint8Array, start: number, out: Output, fail: Fail): number {
  const reader: Reader = { bytes, at: start, hold: 0, held: 0, fail };
  const began = out.length;
  for (let isLast = false; !isLast; ) {
    isLast = take(reader, 1) === 1;
    const kind = take(reader, 2);
    if (kind === 0) copyStored(reader, out);
    else if (kind === 1) inflateBlock(reader, out, began, fixedCodes());
    else if (kind === 2) inflateBlock(reader, out, began, readCodes(reader));
    else fail('a block of unknown kind');
  }
  // Complete bytes that were read ahead but not consumed do not belong to the stream.
  const end = reader.at - (reader.held >>> 3);
  if (end > bytes.length) cutShort(fail);
  return end;
}

const cutShort = (fail: Fail): never => fail('a file that is cut short');

/** Reads ahead until at least `count` bits are held (`count` is at most 16). Beyond the end of the data, bits are 0. */
function look(reader: Reader, count: number): void {
  while (reader.held < count) {
    reader.hold |= (reader.bytes[reader.at] ?? 0) << reader.held;
    reader.at++;
    reader.held += 8;
  }
}

function drop(reader: Reader, count: number): void {
  reader.hold >>>= count;
  reader.held -= count;
}

function take(reader: Reader, count: number): number {
  if (count === 0) return 0;
  look(reader, count);
  if (reader.at > reader.bytes.length + LOOKAHEAD) cutShort(reader.fail);
  const value = reader.hold & ((1 << count) - 1);
  drop(reader, count);
  return value;
}

function symbolOf(reader: Reader, { table, bits }: Codes): number {
  look(reader, bits);
  const entry = table[reader.hold & ((1 << bits) - 1)]!;
  if (entry === 0) reader.fail('a code that stands for nothing');
  if (reader.at > reader.bytes.length + LOOKAHEAD) cutShort(reader.fail);
  drop(reader, entry & 15);
  return entry >>> 4;
}

/** Grows the output buffer, if necessary, so that `more` bytes fit. */
function grow(out: Output, more: number, fail: Fail): void {
  const needed = out.length + more;
  if (needed <= out.data.length) return;
  if (needed > out.limit) fail(`more than ${out.limit} decompressed bytes`);
  const data = new Uint8Array(Math.min(out.limit, Math.max(needed, 2 * out.data.length)));
  data.set(out.data.subarray(0, out.length));
  out.data = data;
}

/** Copies a stored (uncompressed) block, which holds its length, the length's complement, and the bytes. */
function copyStored(reader: Reader, out: Output): void {
  const { bytes, fail } = reader;
  const at = reader.at - (reader.held >>> 3);
  if (at + 4 > bytes.length) cutShort(fail);
  const length = bytes[at]! | (bytes[at + 1]! << 8);
  const complement = bytes[at + 2]! | (bytes[at + 3]! << 8);
  if ((length ^ 0xffff) !== complement) fail('a stored block whose length does not match its complement');
  if (at + 4 + length > bytes.length) cutShort(fail);
  grow(out, length, fail);
  out.data.set(bytes.subarray(at + 4, at + 4 + length), out.length);
  out.length += length;
  reader.at = at + 4 + length;
  reader.hold = 0;
  reader.held = 0;
}

function inflateBlock(
  reader: Reader,
  out: Output,
  began: number,
  [literals, distances]: readonly [Codes, Codes],
): void {
  const { fail } = reader;
  for (;;) {
    const symbol = symbolOf(reader, literals);
    if (symbol < END_OF_BLOCK) {
      if (out.length === out.data.length) grow(out, 1, fail);
      out.data[out.length++] = symbol;
      continue;
    }
    if (symbol === END_OF_BLOCK) return;
    const row = symbol - FIRST_LENGTH_SYMBOL;
    if (row >= LENGTH_SYMBOLS) fail('a length that does not exist');
    const length = LENGTHS.base[row]! + take(reader, LENGTHS.extra[row]!);
    const column = symbolOf(reader, distances);
    if (column >= DISTANCE_SYMBOLS) fail('a distance that does not exist');
    const distance = DISTANCES.base[column]! + take(reader, DISTANCES.extra[column]!);
    if (distance > out.length - began) fail('a reference to before the beginning');
    grow(out, length, fail);
    const { data } = out;
    const end = out.length + length;
    // Copies byte by byte, since the source may overlap the bytes that are being written.
    for (let to = out.length; to < end; to++) data[to] = data[to - distance]!;
    out.length = end;
  }
}

/** Builds the lookup table of a canonical Huffman code from the code length of each symbol. */
function codesOf(lengths: ArrayLike<number>, fail: Fail): Codes {
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (let symbol = 0; symbol < lengths.length; symbol++) counts[lengths[symbol]!]!++;
  counts[0] = 0;
  let bits = 1;
  const next = new Uint16Array(MAX_CODE_BITS + 1);
  for (let length = 1, code = 0; length <= MAX_CODE_BITS; length++) {
    code = (code + counts[length - 1]!) << 1;
    next[length] = code;
    if (counts[length]! > 0) bits = length;
    if (code + counts[length]! > 1 << length) fail('more codes than fit their lengths');
  }
  const table = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    // A code begins with its highest bit, and the reader holds the first bit lowest, so the index is the reversed code.
    let reversed = 0;
    for (let bit = 0, code = next[length]!++; bit < length; bit++, code >>>= 1) reversed = (reversed << 1) | (code & 1);
    for (let index = reversed; index < table.length; index += 1 << length) table[index] = (symbol << 4) | length;
  }
  return { table, bits };
}

/** Returns the fixed codes of RFC 1951, for blocks that do not define their own. */
function fixedCodes(): readonly [Codes, Codes] {
  const never: Fail = (what) => {
    throw new VolumetricError('bad-file', what);
  };
  const literals = Uint8Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8));
  return [codesOf(literals, never), codesOf(new Uint8Array(32).fill(5), never)];
}

/** Reads the code lengths at the start of a block, which are Huffman-coded themselves, and builds the block's codes. */
function readCodes(reader: Reader): readonly [Codes, Codes] {
  const { fail } = reader;
  const literals = 257 + take(reader, 5);
  const distances = 1 + take(reader, 5);
  const codeLengths = new Uint8Array(CODE_LENGTH_ORDER.length);
  const stated = 4 + take(reader, 4);
  for (let n = 0; n < stated; n++) codeLengths[CODE_LENGTH_ORDER[n]!] = take(reader, 3);
  const codes = codesOf(codeLengths, fail);
  const lengths = new Uint8Array(literals + distances);
  for (let n = 0; n < lengths.length; ) {
    const symbol = symbolOf(reader, codes);
    if (symbol < 16) {
      lengths[n++] = symbol;
      continue;
    }
    if (symbol === 16 && n === 0) fail('a repetition of nothing');
    const value = symbol === 16 ? lengths[n - 1]! : 0;
    const times = symbol === 16 ? 3 + take(reader, 2) : symbol === 17 ? 3 + take(reader, 3) : 11 + take(reader, 7);
    if (n + times > lengths.length) fail('more code lengths than symbols');
    lengths.fill(value, n, n + times);
    n += times;
  }
  if (lengths[END_OF_BLOCK] === 0) fail('a block without an end');
  return [codesOf(lengths.subarray(0, literals), fail), codesOf(lengths.subarray(literals), fail)];
}
