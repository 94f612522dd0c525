// Encodes a volume and deflates it: binary voxels as run lengths, or as bits if the runs are short; fractions as runs
// of levels.
import { packBits, packed, type Triple } from '@vrn/voxel';
import { deflated } from '../bytes/deflated.js';
import { viewOf } from '../bytes/frame.js';
import { numberWriter } from '../bytes/numbers.js';
import { toLevels } from './levels.js';

/** Encodings of voxels. The first byte of an encoded volume is an index into this list. */
export const ENCODINGS = ['bits', 'runs', 'levels'] as const;

/** Size of the header in bytes: encoding (1), divisor (1), zeros (2), length before compression (4). */
export const VOLUME_HEAD = 8;

/** Minimum mean length of runs, in voxels, for which run lengths are stored: for shorter ones, bits take less space. */
export const MIN_MEAN_RUN = 24;

/**
 * Encodes voxels as bytes. Binary volumes are stored as lengths of alternating runs in memory order, beginning with
 * zeros, or as bits if the mean run is shorter than {@link MIN_MEAN_RUN}. Fractions are stored as
 * the levels of all runs, then their lengths.
 *
 * @param data  packed, slices fastest; values 0..1. Multiples of 1/4, 1/8, 1/9, 1/16, 1/25, 1/27, 1/36, 1/49 or 1/64
 *   are kept exactly, if all values are multiples of the same one. Otherwise values are rounded to the nearest 1/255.
 * Cost: O(voxels).
 */
export function encodeVolume(data: Uint8Array | Float32Array, shape: Triple): Uint8Array {
  const { bytes, divisor } = data instanceof Uint8Array ? { bytes: data, divisor: 1 } : toLevels(data);
  if (divisor > 1) return withHead('levels', divisor, levelRuns(bytes));
  const runs = binaryRuns(bytes, bytes.length / MIN_MEAN_RUN);
  return runs === undefined ? withHead('bits', 1, bits(bytes, shape)) : withHead('runs', 1, runs);
}

function withHead(encoding: (typeof ENCODINGS)[number], divisor: number, content: Uint8Array): Uint8Array {
  const small = deflated(content);
  const out = new Uint8Array(VOLUME_HEAD + small.length);
  out.set([ENCODINGS.indexOf(encoding), divisor]);
  viewOf(out).setUint32(4, content.length, true);
  out.set(small, VOLUME_HEAD);
  return out;
}

/** Packs voxels into bits: voxel n is bit n mod 8 of byte ⌊n / 8⌋. */
function bits(bytes: Uint8Array, shape: Triple): Uint8Array {
  const { words } = packBits(packed(bytes, shape));
  const out = new Uint8Array(4 * words.length);
  const view = viewOf(out);
  for (let at = 0; at < words.length; at++) view.setUint32(4 * at, words[at]!, true);
  return out;
}

/** Encodes the lengths of the runs of 0, of 1, of 0 and so on; undefined if there are more than `limit` runs. */
function binaryRuns(bytes: Uint8Array, limit: number): Uint8Array | undefined {
  const out = numberWriter();
  let value = 0;
  for (let at = 0, count = 0; at < bytes.length; value = 1 - value) {
    const next = bytes.indexOf(1 - value, at);
    const end = next < 0 ? bytes.length : next;
    if (++count > limit) return undefined;
    out.add(end - at);
    at = end;
  }
  return out.bytes();
}

/** Encodes the number of runs, then the level of every run, then the length of every run. */
function levelRuns(bytes: Uint8Array): Uint8Array {
  const head = numberWriter();
  const levels = numberWriter();
  const lengths = numberWriter();
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    const value = bytes[at]!;
    let end = at + 1;
    while (end < bytes.length && bytes[end] === value) end++;
    lengths.add(end - at);
    levels.add(value);
    at = end;
  }
  head.add(count);
  const out = new Uint8Array(head.length + levels.length + lengths.length);
  out.set(head.bytes());
  out.set(levels.bytes(), head.length);
  out.set(lengths.bytes(), head.length + levels.length);
  return out;
}
