// Reads and writes the header of .binvox files.

import { check, VolumetricError } from '../core/errors.js';
import { startOfText } from './fileKind.js';
import { parseDecimal } from './numbers/parseDecimal.js';
import { oneLine } from './oneLine.js';

export interface BinvoxHeader {
  readonly version: 1 | 2;
  /** Numbers of voxels along x, z and y: the order of the file, in which y is fastest. */
  readonly dim: readonly [x: number, z: number, y: number];
  /** Corner of the cube with the smallest x, y, z. */
  readonly translate: readonly [number, number, number];
  /** Side length of the cube. */
  readonly scale: number;
  /** Offset of the data in bytes. */
  readonly start: number;
}

/**
 * Maximum length of a header: most have about a hundred bytes; newer ones also contain the command that made the file.
 */
const LONGEST_HEADER = 65_536;
/** Exclusive limit of the number of voxels, as for grids. */
const VOXEL_LIMIT = 2 ** 31;

/**
 * Reads the header of a file, up to the line `data`. Lines that begin with other words are skipped, as in the format's
 * own reader, since newer tools write comments there.
 *
 * @throws {VolumetricError} `bad-file`, naming the line or the field
 * Cost: O(length of the header).
 */
export function parseBinvoxHeader(bytes: Uint8Array): BinvoxHeader {
  const lines = new Map<string, { readonly words: readonly string[]; readonly line: number }>();
  const text = new TextDecoder('latin1').decode(bytes.subarray(startOfText(bytes), LONGEST_HEADER));
  const version = /^#binvox[ \t]+([12])[ \t]*\r?\n/.exec(text)?.[1];
  check(version !== undefined, 'bad-file', () => {
    return `decodeBinvox: line 1 must be #binvox 1 or #binvox 2, got '${oneLine(text.slice(0, 40).split('\n', 1)[0])}'`;
  });
  let start = text.indexOf('\n') + 1;
  for (let line = 2; !lines.has('data'); line++) {
    const end = text.indexOf('\n', start);
    check(end >= 0, 'bad-file', () => {
      return `decodeBinvox: header must end with a line data before byte ${LONGEST_HEADER}, got none in ${text.length} bytes`;
    });
    const [word = '', ...words] = text
      .slice(start, end)
      .trim()
      .split(/[ \t]+/);
    start = end + 1;
    if (!['dim', 'translate', 'scale', 'data'].includes(word)) continue;
    check(
      !lines.has(word),
      'bad-file',
      () => `decodeBinvox: header must name ${word} once, got it again in line ${line}`,
    );
    lines.set(word, { words, line });
  }
  const numbers = (word: string, count: number, without: readonly number[] | undefined): number[] => {
    const { words, line } = lines.get(word) ?? { words: without?.map(String), line: 0 };
    if (words === undefined)
      throw new VolumetricError('bad-file', `decodeBinvox: header must name ${word}, got no such line`);
    const values = words.map(parseDecimal);
    check(values.length === count && !values.some(Number.isNaN), 'bad-file', () => {
      return `decodeBinvox: line ${line}, ${word}, must have ${count} numbers, got '${oneLine(words.join(' ').slice(0, 80))}'`;
    });
    return values;
  };
  const dim = numbers('dim', 3, undefined) as [number, number, number];
  check(
    dim.every((n) => Number.isInteger(n) && n > 0) && dim[0] * dim[1] * dim[2] < VOXEL_LIMIT,
    'bad-file',
    () => `decodeBinvox: dim must be three positive integers, fewer than 2³¹ voxels, got ${dim.join(' ')}`,
  );
  const scale = numbers('scale', 1, [1])[0]!;
  check(scale > 0, 'bad-file', () => `decodeBinvox: scale must be positive, got ${scale}`);
  const translate = numbers('translate', 3, [0, 0, 0]) as [number, number, number];
  return { version: version === '1' ? 1 : 2, dim, translate, scale, start: start + startOfText(bytes) };
}

/** Writes the header's text; numbers have as many digits as a lossless round trip needs. */
export function binvoxHeaderText({ version, dim, translate, scale }: Omit<BinvoxHeader, 'start'>): string {
  return `#binvox ${version}\ndim ${dim.join(' ')}\ntranslate ${translate.join(' ')}\nscale ${scale}\ndata\n`;
}
