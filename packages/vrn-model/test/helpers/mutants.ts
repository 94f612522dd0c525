// Mutates safetensors files for fuzzing: changes, cuts off or repeats bytes, or changes a number, word or tensor.
import type { Random } from '@vrn/voxel';
import { decodeSafetensors, encodeSafetensors } from '../../src/weights/safetensors.js';

/** Values that readers often handle incorrectly. */
const NUMBERS = ['-1', '0', '1', '1e308', '9007199254740993', '4294967296', 'null', '"7"', '[]', '{}', '1.5', 'true'];

const pick = <T>(rng: Random, values: readonly T[]): T => values[rng.integer(values.length)]!;

/** Length of the header of a safetensors file. */
const headerOf = (bytes: Uint8Array): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));

/** Returns a random mutant of a safetensors file. */
export function mutant(bytes: Uint8Array, rng: Random): Uint8Array {
  return pick(rng, [flipBytes, cut, repeat, changeNumber, changeText, changeTensors])(bytes, rng);
}

function flipBytes(bytes: Uint8Array, rng: Random): Uint8Array {
  const copy = bytes.slice();
  // In half of the mutants, change only the header and its length, which are much shorter than the data.
  const end = rng.uniform() < 0.5 ? Math.min(copy.length, 8 + headerOf(bytes)) : copy.length;
  for (let n = 1 + rng.integer(8); n > 0; n--) copy[rng.integer(end)] = rng.integer(256);
  return copy;
}

const cut = (bytes: Uint8Array, rng: Random): Uint8Array => bytes.slice(0, rng.integer(bytes.length));

function repeat(bytes: Uint8Array, rng: Random): Uint8Array {
  const from = rng.integer(bytes.length);
  const piece = bytes.subarray(from, from + 1 + rng.integer(64));
  const at = rng.integer(bytes.length);
  return Uint8Array.from([...bytes.subarray(0, at), ...piece, ...bytes.subarray(at)]);
}

/** Replaces the text of the header, which may change its length. */
function withHeader(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  const length = headerOf(bytes);
  const text = new TextEncoder().encode(change(new TextDecoder().decode(bytes.subarray(8, 8 + length))));
  const changed = new Uint8Array(8 + text.length + bytes.length - 8 - length);
  new DataView(changed.buffer).setBigUint64(0, BigInt(text.length), true);
  changed.set(text, 8);
  changed.set(bytes.subarray(8 + length), 8 + text.length);
  return changed;
}

function changeNumber(bytes: Uint8Array, rng: Random): Uint8Array {
  return withHeader(bytes, (text) => {
    const found = [...text.matchAll(/\d+(?:\.\d+)?/g)];
    const { index, 0: old } = pick(rng, found);
    return text.slice(0, index) + pick(rng, NUMBERS) + text.slice(index + old.length);
  });
}

function changeText(bytes: Uint8Array, rng: Random): Uint8Array {
  return withHeader(bytes, (text) => {
    const found = [...text.matchAll(/[a-z_]{2,}/gi)];
    const { index, 0: old } = pick(rng, found);
    return text.slice(0, index) + pick(rng, ['', '__proto__', 'x', `${old}${old}`]) + text.slice(index + old.length);
  });
}

/** Returns a valid file in which one tensor is removed, renamed, reshaped or added, or has other values. */
function changeTensors(bytes: Uint8Array, rng: Random): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const changed = new Map(tensors);
  const [name, { shape, data }] = pick(rng, [...tensors]);
  const kind = rng.integer(5);
  if (kind === 0 || kind === 1) changed.delete(name);
  if (kind === 1) changed.set(`${name}x`, { shape, data });
  if (kind === 2) changed.set(name, { shape: [...shape, 1], data });
  if (kind === 3) changed.set(`${pick(rng, ['params', 'optimiser', 'average', 'x'])}/more`, { shape, data });
  if (kind === 4) changed.set(name, { shape, data: data.map(() => pick(rng, [-1, 3e38, 1e-45])) });
  return encodeSafetensors({ tensors: changed, metadata });
}
