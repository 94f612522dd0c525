// Tests building, running, saving and loading networks on the cpu backend.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { VolumetricError } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../src/buildVRN.js';
import { loadVRN } from '../src/loadVRN.js';
import { VARIANT_NAMES } from '../src/network/variants.js';
import { noiseSample, sameBytes } from './helpers/samples.js';

const tiny = {
  rows: 16,
  columns: 16,
  slices: 16,
  features: 8,
  stacks: 2,
  modules: 1,
  depth: 2,
  stem: [4, 8, 8],
} as const;

const code = (f: () => unknown): string | undefined => {
  try {
    f();
  } catch (error) {
    return error instanceof VolumetricError ? error.code : `not ours: ${String(error)}`;
  }
  return undefined;
};

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

describe('buildVRN', () => {
  it('allocates no tensor before parameters are used, and frees all of them', () => {
    const before = tf.memory().numTensors;
    const vrn = buildVRN('multistack', { rows: 128, columns: 128, slices: 128, features: 256 });
    expect(vrn.summary().parameters).toBe(51_440_896);
    expect(tf.memory().numTensors).toBe(before);
    const small = buildVRN(tiny);
    expect(small.params.size).toBe(small.description.parameters.length);
    expect(tf.memory().numTensors).toBe(before + small.params.size);
    small.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(code(() => small.params)).toBe('disposed');
  });

  it('keeps a parameter that is assigned again, and disposes one that is replaced', () => {
    const vrn = buildVRN(tiny);
    const old = vrn.params.get('stem/conv/b')!;
    vrn.assign('stem/conv/b', old);
    expect(old.isDisposed).toBe(false);
    vrn.assign('stem/conv/b', tf.zeros([4]));
    expect(old.isDisposed).toBe(true);
    vrn.dispose();
  });

  it('initialises the same values from the same seed, and others from another seed', () => {
    const first = (seed: number) => {
      const vrn = buildVRN(tiny, { seed });
      const values = [...vrn.params.get('stem/conv/w')!.dataSync()];
      vrn.dispose();
      return values;
    };
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });

  it.each([
    ['an unknown name', () => buildVRN('resnet' as never), 'bad-config'],
    ['an unknown field', () => buildVRN({ width: 3 } as never), 'bad-config'],
    ['features that are not a multiple of 4', () => buildVRN('multistack', { features: 30 }), 'bad-config'],
    ['the name of a property of all objects', () => buildVRN('constructor' as never), 'bad-config'],
    ['a prototype', () => buildVRN('__proto__' as never), 'bad-config'],
    ['a list', () => buildVRN([] as never), 'bad-config'],
    ['null', () => buildVRN(null as never), 'bad-config'],
    ['an inherited field', () => buildVRN({ toString: 1 } as never), 'bad-config'],
    ['no rows', () => buildVRN({ rows: 0 }), 'bad-config'],
    ['half a row', () => buildVRN({ rows: 0.5 }), 'bad-config'],
    ['infinitely many stacks', () => buildVRN({ stacks: Number.POSITIVE_INFINITY }), 'bad-config'],
    ['a billion stacks', () => buildVRN({ stacks: 1e9 }), 'bad-config'],
    ['an input twice', () => buildVRN({ inputs: ['mask', 'mask'] }), 'bad-config'],
    ['a string instead of a number', () => buildVRN({ features: '64' as never }), 'bad-config'],
    ['flat blocks without features', () => buildVRN({ block: 'flat', flatFeatures: 0 }), 'bad-config'],
    ['a negative seed', () => buildVRN('multistack', { seed: -1 }), 'bad-argument'],
    ['no inputs', () => buildVRN({ inputs: [] }), 'bad-config'],
    ['NaN', () => buildVRN({ rows: Number.NaN }), 'bad-config'],
  ])('refuses %s', (_, f, expected) => {
    expect(code(f)).toBe(expected);
  });

  it.each([
    ['16 × 32 × 12', { rows: 16, columns: 32, slices: 12 }],
    ['odd feature maps', { rows: 20, columns: 12, slices: 20 }],
    ['odd lengths', { rows: 13, columns: 21, slices: 7 }],
    ['an input twice the volume', { inputScale: 2 }],
    ['a stem without pooling', { stemPool: false }],
    ['reinjection', { reinjection: true }],
    ['the released nesting', { nesting: 'released' }],
    ['supervision of the last stack', { supervision: 'last' }],
    ['landmarks and mask', { inputs: ['landmarks', 'mask'] }],
    ['flat blocks', { block: 'flat', flatFeatures: 8 }],
    ['flat blocks, odd depth', { block: 'flat', flatFeatures: 8, rows: 16, columns: 32, slices: 12 }],
    ['flat blocks, odd lengths', { block: 'flat', flatFeatures: 8, rows: 13, columns: 21, slices: 7 }],
    ['flat blocks, reinjection', { block: 'flat', flatFeatures: 8, reinjection: true }],
  ] as const)('puts out volumes of the right shape with %s', (_, fields) => {
    const vrn = buildVRN({ ...tiny, ...fields } as never);
    const { rows, columns, slices } = vrn.config;
    const before = tf.memory().numTensors;
    const x = tf.zeros([2, ...vrn.inputShape]);
    const outputs = vrn.forward(x);
    expect(outputs.map((logits) => logits.shape)).toEqual(vrn.description.outputs.map((shape) => [2, ...shape]));
    for (const logits of outputs) {
      expect(logits.shape).toEqual([2, rows, columns, slices]);
      expect([...logits.dataSync()].every(Number.isFinite)).toBe(true);
    }
    tf.dispose([x, outputs]);
    vrn.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the same number of parameters with both nestings', () => {
    const count = (nesting: 'drawn' | 'released') => buildVRN({ ...tiny, nesting }).summary().parameters;
    expect(count('released')).toBe(count('drawn'));
  });

  it('computes the same logits of the last stack with lastOnly', () => {
    const vrn = buildVRN(tiny);
    const x = tf.randomUniform([1, ...vrn.inputShape], 0, 1, 'float32', 7);
    const all = vrn.forward(x);
    const [last] = vrn.forward(x, { lastOnly: true });
    expect([...last!.dataSync()]).toEqual([...all.at(-1)!.dataSync()]);
    tf.dispose([x, all, last!]);
    vrn.dispose();
  });

  it('predicts a volume of occupancies and leaks no tensor', async () => {
    const vrn = buildVRN('multistack', { rows: 16, columns: 16, slices: 16, features: 8 });
    const sample = noiseSample(vrn, 3);
    // The first prediction computes tensors that are derived from parameters, and keeps them.
    await vrn.predict(sample);
    const before = tf.memory().numTensors;
    const volume = await vrn.predict(sample);
    expect(tf.memory().numTensors).toBe(before);
    expect(volume.shape).toEqual([16, 16, 16]);
    expect(volume.data.every((value) => value > 0 && value < 1)).toBe(true);
    await expect(vrn.predict({ landmarks: sample.landmarks! })).rejects.toMatchObject({ code: 'bad-sample' });
    await expect(vrn.predict({ ...sample, image: sample.mask! })).rejects.toMatchObject({ code: 'bad-volume' });
    vrn.dispose();
  });
});

describe('save and loadVRN', () => {
  it.each(VARIANT_NAMES)('restores %s bit by bit, config, seed and card included', async (name) => {
    const vrn = buildVRN(name, { rows: 16, columns: 16, slices: 16, features: 8, seed: 5, card: { licence: 'MIT' } });
    const bytes = await vrn.save();
    const again = loadVRN(bytes);
    expect(again.config).toEqual(vrn.config);
    expect(again.card).toEqual({ licence: 'MIT' });
    expect(sameBytes(await again.save(), bytes)).toBe(true);
    vrn.dispose();
    again.dispose();
  });

  it('rejects a file truncated at any byte, and names every parameter that does not match', async () => {
    const vrn = buildVRN(tiny);
    const bytes = await vrn.save();
    for (let length = 0; length < bytes.length; length += 1 + Math.floor(bytes.length / 97)) {
      expect(code(() => loadVRN(bytes.subarray(0, length)))).toBe('bad-file');
    }
    const values = new Map(
      [...vrn.params].map(([path, t]) => [path, { shape: t.shape, data: t.dataSync() as Float32Array }]),
    );
    values.delete('stem/conv/b');
    values.set('stem/conv/w', { shape: [1], data: new Float32Array(1) });
    values.set('extra', { shape: [1], data: new Float32Array(1) });
    expect(() => buildVRN(tiny, { params: values })).toThrow(/missing stem\/conv\/b.*|.*unknown extra/);
    try {
      buildVRN(tiny, { params: values });
    } catch (error) {
      const { message } = error as Error;
      for (const part of ['missing stem/conv/b', 'stem/conv/w must be [7,7,19,4], got [1]', 'unknown extra']) {
        expect(message).toContain(part);
      }
    }
    vrn.dispose();
  });
});
