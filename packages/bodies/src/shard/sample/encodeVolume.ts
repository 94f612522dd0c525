// A volume as few bytes: run lengths where there are few runs, else a bit a voxel; fractions as runs of levels; all
// deflated.
import { packBits, packed, type Triple } from '@vrn/voxel';
import { deflated } from '../bytes/deflated.js';
import { viewOf } from '../bytes/frame.js';
import { numberWriter } from '../bytes/numbers.js';
import { toLevels } from './levels.js';

/** How the voxels lie in the bytes, by the first of them. */
export const WAYS = ['bits', 'runs', 'levels'] as const;

/** Way, divisor, two bytes that are 0, and the length before deflate. */
export const VOLUME_HEAD = 8;

/** Mean length of runs from which they take less space than bits. */
export const MIN_MEAN_RUN = 24;

/**
 * The voxels as bytes. Of 0 and 1: lengths of runs, of 0 first, in order of memory; as bits where runs are short.
 * Fractions: every run's level, then every run's length.
 *
 * @param data  packed, slices fastest; values 0..1. Whole steps of 1/4, 1/8, 1/9, 1/16, 1/25, 1/27, 1/36, 1/49 or
 *   1/64 are kept exactly, others to the nearest 255th.
 * Cost: about 1 ms for a body at 128³, 25 ms for its fractions.
 */
export function encodeVolume(data: Uint8Array | Float32Array, shape: Triple): Uint8Array {
  const { bytes, divisor } = data instanceof Uint8Array ? { bytes: data, divisor: 1 } : toLevels(data);
  if (divisor > 1) return withHead('levels', divisor, levelRuns(bytes));
  const runs = binaryRuns(bytes, bytes.length / MIN_MEAN_RUN);
  return runs === undefined ? withHead('bits', 1, bits(bytes, shape)) : withHead('runs', 1, runs);
}

function withHead(way: (typeof WAYS)[number], divisor: number, content: Uint8Array): Uint8Array {
  const small = deflated(content);
  const out = new Uint8Array(VOLUME_HEAD + small.length);
  out.set([WAYS.indexOf(way), divisor]);
  viewOf(out).setUint32(4, content.length, true);
  out.set(small, VOLUME_HEAD);
  return out;
}

/** Voxel n is bit n mod 8 of byte n / 8. */
function bits(bytes: Uint8Array, shape: Triple): Uint8Array {
  const { words } = packBits(packed(bytes, shape));
  const out = new Uint8Array(4 * words.length);
  const view = viewOf(out);
  for (let at = 0; at < words.length; at++) view.setUint32(4 * at, words[at]!, true);
  return out;
}

/** Lengths of the runs of 0, of 1, of 0 and so on; undefined where there are more than `most`. */
function binaryRuns(bytes: Uint8Array, most: number): Uint8Array | undefined {
  const out = numberWriter();
  let value = 0;
  for (let at = 0, count = 0; at < bytes.length; value = 1 - value) {
    const next = bytes.indexOf(1 - value, at);
    const end = next < 0 ? bytes.length : next;
    if (++count > most) return undefined;
    out.add(end - at);
    at = end;
  }
  return out.bytes();
}

/** How many runs, every run's level, every run's length. */
function levelRuns(bytes: Uint8Array): Uint8Array {
  const [head, levels, lengths] = [numberWriter(), numberWriter(), numberWriter()];
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
