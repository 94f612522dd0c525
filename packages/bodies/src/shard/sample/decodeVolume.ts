// Decodes volumes from bits, run lengths or runs of levels.
import { check, packed, type Triple, unpackBits, type Volume } from '@vrn/voxel';
import { inflated } from '../bytes/deflated.js';
import { viewOf } from '../bytes/frame.js';
import { MAX_NUMBER_BYTES, type NumberReader, numberReader } from '../bytes/numbers.js';
import { ENCODINGS, MIN_MEAN_RUN, VOLUME_HEAD } from './encodeVolume.js';
import { fromLevels } from './levels.js';

/**
 * Decodes a volume that `encodeVolume` encoded.
 *
 * @returns  volume of `shape`: `Uint8Array` of 0 and 1, or `Float32Array` of fractions.
 * @throws {VolumetricError} `bad-file`. Checks that the bytes give the right number of voxels before it allocates them.
 */
export function decodeVolume(bytes: Uint8Array, shape: Triple): Volume {
  check(bytes.length > VOLUME_HEAD, 'bad-file', () => {
    return `decodeSample: volume must be more than ${VOLUME_HEAD} bytes, got ${bytes.length}`;
  });
  const encoding = ENCODINGS[bytes[0]!];
  const divisor = bytes[1]!;
  check(encoding !== undefined && divisor > 0, 'bad-file', () => {
    return `decodeSample: volume must have encoding 0, 1 or 2 with a divisor of 1 to 255, got ${bytes[0]} with ${divisor}`;
  });
  const length = viewOf(bytes).getUint32(4, true);
  const limit = maxContent(encoding, shape);
  check(length <= limit, 'bad-file', () => {
    return `decodeSample: volume of [${shape}] must have at most ${limit} bytes of ${encoding}, got ${length}`;
  });
  const content = inflated(bytes, length, 'volume', VOLUME_HEAD);
  if (encoding === 'bits') return fromBits(content, shape);
  return encoding === 'runs' ? fromRuns(content, shape) : fromLevelRuns(content, shape, divisor);
}

const voxelsOf = (shape: Triple): number => shape[0] * shape[1] * shape[2];

/** Returns the maximum size in bytes of an encoded volume's content before compression. */
function maxContent(encoding: (typeof ENCODINGS)[number], shape: Triple): number {
  const voxels = voxelsOf(shape);
  if (encoding === 'bits') return 4 * Math.ceil(voxels / 32);
  if (encoding === 'runs') return MAX_NUMBER_BYTES * (Math.floor(voxels / MIN_MEAN_RUN) + 2);
  return MAX_NUMBER_BYTES * (2 * voxels + 1);
}

function fromBits(content: Uint8Array, shape: Triple): Volume {
  const count = Math.ceil(voxelsOf(shape) / 32);
  check(content.length === 4 * count, 'bad-file', () => {
    return `decodeSample: volume of [${shape}] must have ${4 * count} bytes of bits, got ${content.length}`;
  });
  const view = viewOf(content);
  const words = new Uint32Array(count);
  for (let at = 0; at < count; at++) words[at] = view.getUint32(4 * at, true);
  return unpackBits({ words, shape });
}

function fromRuns(content: Uint8Array, shape: Triple): Volume {
  checkTotal(numberReader(content), Number.POSITIVE_INFINITY, shape);
  const data = new Uint8Array(voxelsOf(shape));
  const lengths = numberReader(content);
  for (let at = 0, value = 0; lengths.hasMore(); value = 1 - value) {
    const end = at + lengths.next();
    if (value === 1) data.fill(1, at, end);
    at = end;
  }
  return packed(data, shape);
}

/** Decodes the number of runs, then the level of every run, then the length of every run. */
function fromLevelRuns(content: Uint8Array, shape: Triple, divisor: number): Volume {
  const levels = numberReader(content);
  const count = levels.hasMore() ? levels.next() : 0;
  const lengths = numberReader(content);
  const skipped = lengths.skip(1 + count);
  check(skipped === 1 + count, 'bad-file', () => {
    return `decodeSample: volume must have a level and a length for each of ${count} runs, got ${skipped - 1} numbers`;
  });
  const start = lengths.at();
  checkTotal(lengths, count, shape);
  check(!lengths.hasMore(), 'bad-file', () => 'decodeSample: volume must have as many lengths as levels, got more');
  const data = new Uint8Array(voxelsOf(shape));
  const again = numberReader(content, start);
  for (let n = 0, at = 0; n < count; n++) {
    const level = levels.next();
    const end = at + again.next();
    check(level <= divisor, 'bad-file', () => `decodeSample: volume must have levels of 0..${divisor}, got ${level}`);
    if (level > 0) data.fill(level, at, end);
    at = end;
  }
  return packed(fromLevels({ bytes: data, divisor }), shape);
}

/** Checks that the next `count` run lengths (all remaining ones if infinite) add up to the number of voxels. */
function checkTotal(lengths: NumberReader, count: number, shape: Triple): void {
  let total = 0;
  let n = 0;
  for (; n < count && lengths.hasMore(); n++) total += lengths.next();
  const voxels = voxelsOf(shape);
  check(total === voxels && (n === count || count === Number.POSITIVE_INFINITY), 'bad-file', () => {
    return `decodeSample: volume must have runs of ${voxels} voxels, got ${total}`;
  });
}
