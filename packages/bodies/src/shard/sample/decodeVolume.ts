// The volume behind its bytes.
import { check, packed, type Triple, unpackBits, type Volume } from '@vrn/voxel';
import { viewOf } from '../bytes/frame.js';
import { inflated } from './deflated.js';
import { VOLUME_HEAD, WAYS } from './encodeVolume.js';
import { fromLevels } from './levels.js';
import { readNumbers } from './numbers.js';

/**
 * The volume behind bytes: `Uint8Array` of 0 and 1, or `Float32Array` of fractions.
 *
 * @throws {VolumetricError} `bad-file`, before there is room for the voxels where the bytes do not make that many.
 */
export function decodeVolume(bytes: Uint8Array, shape: Triple): Volume {
  check(bytes.length > VOLUME_HEAD, 'bad-file', () => {
    return `decodeSample: volume must be more than ${VOLUME_HEAD} bytes, got ${bytes.length}`;
  });
  const [way, divisor] = [WAYS[bytes[0]!], bytes[1]!];
  check(way !== undefined && divisor > 0, 'bad-file', () => {
    return `decodeSample: volume must be laid out as 0, 1 or 2 with steps of 1 to 255, got ${bytes[0]} with ${divisor}`;
  });
  const content = inflated(bytes.subarray(VOLUME_HEAD), viewOf(bytes).getUint32(4, true), 'volume');
  if (way === 'bits') return fromBits(content, shape);
  return way === 'runs' ? fromRuns(content, shape) : fromLevelRuns(content, shape, divisor);
}

function fromBits(content: Uint8Array, shape: Triple): Volume {
  const count = Math.ceil((shape[0] * shape[1] * shape[2]) / 32);
  check(content.length === 4 * count, 'bad-file', () => {
    return `decodeSample: volume of [${shape}] must have ${4 * count} bytes of bits, got ${content.length}`;
  });
  const view = viewOf(content);
  const words = new Uint32Array(count);
  for (let at = 0; at < count; at++) words[at] = view.getUint32(4 * at, true);
  return unpackBits({ words, shape });
}

function fromRuns(content: Uint8Array, shape: Triple): Volume {
  const lengths = readNumbers(content);
  const data = new Uint8Array(checkedSize(lengths, shape));
  for (let n = 0, at = 0; n < lengths.length; at += lengths[n++]!) {
    if (n % 2 === 1) data.fill(1, at, at + lengths[n]!);
  }
  return packed(data, shape);
}

function fromLevelRuns(content: Uint8Array, shape: Triple, divisor: number): Volume {
  const numbers = readNumbers(content);
  const count = numbers[0] ?? 0;
  check(numbers.length === 1 + 2 * count, 'bad-file', () => {
    return `decodeSample: volume must have a level and a length for each of ${count} runs, got ${numbers.length - 1} numbers`;
  });
  const lengths = numbers.subarray(1 + count);
  const data = new Uint8Array(checkedSize(lengths, shape));
  for (let n = 0, at = 0; n < count; at += lengths[n++]!) {
    const level = numbers[1 + n]!;
    check(level <= divisor, 'bad-file', () => `decodeSample: volume must have levels of 0..${divisor}, got ${level}`);
    if (level > 0) data.fill(level, at, at + lengths[n]!);
  }
  return packed(fromLevels({ bytes: data, divisor }), shape);
}

/** The number of voxels, which the runs must make. */
function checkedSize(lengths: Uint32Array, shape: Triple): number {
  const size = shape[0] * shape[1] * shape[2];
  const total = lengths.reduce((sum, length) => sum + length, 0);
  check(total === size, 'bad-file', () => `decodeSample: volume must have runs of ${size} voxels, got ${total}`);
  return size;
}
