// Tests the safetensors format: encoding, strict decoding, half precision, and the metadata of networks.
import '@tensorflow/tfjs-backend-cpu';
import { VolumetricError } from '@vrn/voxel';
import { float16ToFloat32 as decodeFloat16, float32ToFloat16 as encodeFloat16 } from '@vrn/voxel/internal';
import { describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { loadVRN } from '../../src/loadVRN.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/weights/safetensors.js';

/** Creates a file from the text of its header and its data; a number stands for so many bytes of 1. */
function file(header: string, body: Uint8Array | number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const numbers = typeof body === 'number' ? new Uint8Array(body).fill(1) : body;
  const bytes = new Uint8Array(8 + text.length + numbers.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(numbers, 8 + text.length);
  return bytes;
}

const entry = (from: number, to: number, more = '') =>
  `{"dtype":"F32","shape":[${(to - from) / 4}],"data_offsets":[${from},${to}]${more}}`;

const error = (f: () => unknown): VolumetricError => {
  try {
    f();
  } catch (thrown) {
    if (thrown instanceof VolumetricError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
};

const small = {
  rows: 12,
  columns: 9,
  slices: 5,
  features: 8,
  stem: [4, 8, 8],
  stacks: 1,
  modules: 1,
  depth: 1,
} as const;

describe('encodeSafetensors', () => {
  it('writes length, header padded to 8 bytes, and values, little endian', () => {
    const tensors = new Map([['a', { shape: [2], data: Float32Array.of(1, -2) }]]);
    const bytes = encodeSafetensors({ tensors, metadata: { k: 'v' } });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: { k: 'v' },
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
    const half = encodeSafetensors({ tensors, metadata: {} }, { dtype: 'f16' });
    expect([...half.subarray(-4)]).toEqual([0, 0x3c, 0, 0xc0]);
  });

  it('restores any names, shapes and values, from any kind of view', () => {
    const data = Float32Array.of(9, 1.5, -0, 3e38, 1e-45, 9).subarray(1, 5);
    const names = ['__proto__', '0', 'ü/"\\', 'constructor', ''];
    const tensors = new Map(names.map((name) => [name, { shape: [2, 1, 2], data }]));
    tensors.set('scalar', { shape: [], data: Float32Array.of(7) } as never);
    tensors.set('empty', { shape: [3, 0], data: new Float32Array(0) } as never);
    const bytes = encodeSafetensors({ tensors, metadata: { note: '{"a":1}' } });
    // At an odd offset within a larger buffer.
    const moved = new Uint8Array(bytes.length + 3).subarray(3);
    moved.set(bytes);
    const again = decodeSafetensors(moved);
    expect(new Set(again.tensors.keys())).toEqual(new Set(tensors.keys()));
    for (const [name, tensor] of tensors) {
      expect(again.tensors.get(name)!.shape).toEqual(tensor.shape);
      expect(
        Buffer.compare(
          Buffer.from(again.tensors.get(name)!.data.slice().buffer),
          Buffer.from(tensor.data.slice().buffer),
        ),
      ).toBe(0);
    }
    expect(again.metadata).toEqual({ note: '{"a":1}' });
  });

  it.each([
    ['NaN', [Number.NaN], 'f32', /a must have finite values as f32, got NaN at 0/],
    ['infinity', [0, Number.POSITIVE_INFINITY], 'f32', /got Infinity at 1/],
    ['values beyond the range of half precision', [1, 65_520], 'f16', /finite values as f16, got 65520 at 1/],
  ] as const)('rejects %s', (_, values, dtype, message) => {
    const tensors = new Map([['a', { shape: [values.length], data: Float32Array.from(values) }]]);
    expect(error(() => encodeSafetensors({ tensors, metadata: {} }, { dtype })).message).toMatch(message);
  });

  it('rejects shapes that do not match their data, and unknown types', () => {
    const tensors = new Map([['a', { shape: [3], data: new Float32Array(2) }]]);
    expect(error(() => encodeSafetensors({ tensors, metadata: {} })).code).toBe('bad-weights');
    const none = { tensors: new Map(), metadata: {} };
    expect(error(() => encodeSafetensors(none, { dtype: 'f8' as never })).message).toContain("'f32' or 'f16', got f8");
  });

  it('refuses metadata that are not strings', () => {
    const metadata = { steps: 4000 as unknown as string };
    expect(error(() => encodeSafetensors({ tensors: new Map(), metadata })).message).toMatch(
      /metadata must be strings, got number for 'steps'/,
    );
  });
});

describe('decodeSafetensors', () => {
  const nan = new Uint8Array(Float32Array.of(1, Number.NaN).buffer);
  it.each([
    ['no bytes', new Uint8Array(0), /at least 8 bytes, got 0/],
    [
      'a header longer than the file',
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 1),
      /must end within the file/,
    ],
    ['a header of a gigabyte', Uint8Array.of(0, 0, 0, 64, 0, 0, 0, 0, 1), /header of 1073741824 bytes/],
    ['a header that is not JSON', file('{"a"', 0), /must be JSON/],
    ['a header that is not UTF-8', file('', 0).fill(0xff, 8), /must be JSON/],
    ['a list', file('[]', 0), /must be a JSON object/],
    ['null', file('null', 0), /must be a JSON object/],
    ['a name twice', file(`{"a":${entry(0, 4)},"a":${entry(0, 4)}}`, 4), /must have unique names, got "a" twice/],
    ['a name twice, once escaped', file(`{"a":${entry(0, 4)},"\\u0061":${entry(0, 4)}}`, 4), /got "a" twice/],
    ['a field twice', file(`{"a":${entry(0, 4, ',"shape":[1]')}}`, 4), /got "shape" twice/],
    ['metadata that are not strings', file('{"__metadata__":{"a":1}}', 0), /must be an object of strings/],
    [
      'an unsupported type',
      file('{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', 8),
      /dtype F32 or F16, got I64/,
    ],
    [
      'a type that is a property of all objects',
      file('{"a":{"dtype":"toString","shape":[1],"data_offsets":[0,4]}}', 4),
      /got toString/,
    ],
    ['a tensor that is null', file('{"a":null}', 0), /must have dtype/],
    [
      'a negative length',
      file('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 4),
      /shape of non-negative integers/,
    ],
    [
      'lengths beyond all numbers',
      file('{"a":{"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,4]}}', 4),
      /must take/,
    ],
    ['negative offsets', file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}', 4), /two data_offsets/],
    [
      'offsets the wrong way',
      file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', 4),
      /must take 4 bytes, got -4/,
    ],
    ['one offset', file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}', 4), /two data_offsets/],
    [
      'a shape of another size',
      file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
      /must take 8 bytes, got 4/,
    ],
    ['tensors that overlap', file(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12), /b must begin at byte .* overlaps/],
    ['two tensors at the same place', file(`{"a":${entry(0, 4)},"b":${entry(0, 4)}}`, 4), /b must begin .* overlaps/],
    ['a gap', file(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12), /b must begin .* gap/],
    ['bytes that belong to no tensor', file(`{"a":${entry(0, 4)}}`, 8), /must fill the file/],
    ['a tensor beyond the end', file(`{"a":${entry(0, 8)}}`, 4), /must end within the file/],
    [
      'a tensor of 8 PB',
      file('{"a":{"dtype":"F32","shape":[2251799813685248],"data_offsets":[0,9007199254740992]}}', 4),
      /data_offsets/,
    ],
    ['NaN', file(`{"a":${entry(0, 8)}}`, nan), /a must have finite values, got NaN at 1/],
  ])('rejects %s', (_, bytes, message) => {
    const { code, message: text } = error(() => decodeSafetensors(bytes));
    expect(code).toBe('bad-file');
    expect(text).toMatch(message);
  });

  it('reads tensors in any order, spaces after the header, and half precision', () => {
    const halves = new Uint8Array(encodeFloat16(Float32Array.of(0.5, 3)).buffer);
    const header = `{"b":{"dtype":"F16","shape":[1,2],"data_offsets":[4,8]},"a":${entry(0, 4)}}   `;
    const { tensors } = decodeSafetensors(file(header, Uint8Array.of(0, 0, 0x80, 0x3f, ...halves)));
    expect([...tensors.get('a')!.data, ...tensors.get('b')!.data]).toEqual([1, 0.5, 3]);
    expect(tensors.get('b')!.shape).toEqual([1, 2]);
  });
});

describe('a network in a file', () => {
  it('stores config, variant, seed and card', async () => {
    const vrn = buildVRN('mask-only', {
      ...{ rows: 12, columns: 9, slices: 5, features: 4 },
      seed: 7,
      card: { by: 'us' },
    });
    const bytes = await vrn.save({ dtype: 'f16' });
    const { metadata } = decodeSafetensors(bytes);
    expect({ ...metadata, config: JSON.parse(metadata['config']!) }).toEqual({
      ...{ format: 'vrn', variant: 'mask-only', seed: '7', card: '{"by":"us"}', config: vrn.config },
    });
    const again = loadVRN(bytes);
    expect(again).toMatchObject({ variant: 'mask-only', card: { by: 'us' }, config: vrn.config });
    expect(buildVRN(small).variant).toBeUndefined();
    vrn.dispose();
    again.dispose();
  });

  it('takes half the space in half precision, and restores every value as the nearest half', async () => {
    const vrn = buildVRN(small, { seed: 3 });
    const [whole, half] = [await vrn.save(), await vrn.save({ dtype: 'f16' })];
    const numbers = [...vrn.params.values()].reduce((sum, tensor) => sum + tensor.size, 0);
    expect(whole.length - half.length).toBeGreaterThan(2 * numbers);
    const again = loadVRN(half);
    for (const [path, tensor] of vrn.params) {
      const read = again.params.get(path)!;
      expect(read.dtype).toBe('float32');
      expect([...read.dataSync()]).toEqual([...decodeFloat16(encodeFloat16(tensor.dataSync() as Float32Array))]);
    }
    expect(await again.save({ dtype: 'f16' })).toEqual(half);
    vrn.dispose();
    again.dispose();
  });

  it('names every missing, unknown and misshapen tensor in one error', async () => {
    const vrn = buildVRN(small);
    const { tensors, metadata } = decodeSafetensors(await vrn.save());
    const changed = new Map(tensors);
    for (const path of ['stem/conv/b', 'stack0/merge1/a/norm/mean']) changed.delete(path);
    for (const path of ['stem/conv/w', 'stack0/fork/conv/b'])
      changed.set(path, { shape: [1, 2], data: new Float32Array(2) });
    for (const path of ['extra', 'stem/conv/B']) changed.set(path, { shape: [1], data: new Float32Array(1) });
    const { code, message } = error(() => loadVRN(encodeSafetensors({ tensors: changed, metadata })));
    expect(code).toBe('bad-weights');
    for (const part of [
      ...['missing stem/conv/b;', 'missing stack0/merge1/a/norm/mean;', 'unknown extra', 'unknown stem/conv/B'],
      ...['stem/conv/w must be [7,7,19,4], got [1,2]', 'stack0/fork/conv/b must be [5], got [1,2]'],
    ]) {
      expect(`${message};`).toContain(part);
    }
    expect(message.split(';')).toHaveLength(6);
    vrn.dispose();
  });

  it.each([
    ['no config', { config: undefined }, /metadata.config must be a JSON object/],
    ['a config that is a list', { config: '[]' }, /metadata.config must be a JSON object/],
    ['another format', { format: 'vrn-checkpoint' }, /metadata.format must be vrn, got vrn-checkpoint/],
    ['an unknown variant', { variant: 'resnet' }, /metadata.variant must be one of vrn-guided/],
    ['an invalid seed', { seed: '-1e9' }, /metadata.seed must be a non-negative integer/],
    ['an invalid card', { card: '7' }, /metadata.card must be a JSON object/],
    ['too many stacks', { config: '{"stacks":1e9}' }, /config.stacks must be an integer from 1 to 32/],
    ['an unknown field', { config: '{"__proto__":1}' }, /config has no field __proto__/],
  ])('is rejected with %s', async (_, change, message) => {
    const vrn = buildVRN(small);
    const { tensors, metadata } = decodeSafetensors(await vrn.save());
    const changed = Object.entries({ ...metadata, ...change }).filter(([, value]) => value !== undefined);
    const bytes = encodeSafetensors({ tensors, metadata: Object.fromEntries(changed) as Record<string, string> });
    expect(error(() => loadVRN(bytes)).message).toMatch(message);
    vrn.dispose();
  });
});
