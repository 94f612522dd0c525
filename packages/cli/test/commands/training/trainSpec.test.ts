// Tests the spec of vrn train: its defaults, and errors that name the field.
import { describe, expect, it } from 'vitest';
import { trainSpecOf } from '../../../src/commands/training/trainSpec.js';

const spec = (fields: object) => trainSpecOf({ variant: 'multistack', ...fields }, 'run');

describe('trainSpecOf', () => {
  it('fills in defaults', () => {
    expect(spec({ size: 32 })).toMatchObject({
      ...{ name: 'run', network: 'multistack', size: [32, 32, 32], data: 'capsules', samples: 1000 },
      ...{ epochs: 60, batch: 6, seed: 0, engine: 'auto', output: '.', training: {} },
    });
  });

  it('passes on options of train', () => {
    const training = { schedule: { kind: 'cosine', rate: 1e-3 }, loss: { jaccard: 1 }, average: { decay: 0.99 } };
    expect(spec(training).training).toEqual(training);
    expect(spec({ corrupt: true }).corrupt).toEqual({});
    expect(spec({ corrupt: { jitter: 0.1 } }).corrupt).toEqual({ jitter: 0.1 });
    const deep = { depth: { slope: [0.9, 1.1], missing: 0.2 }, missingElevation: 0 };
    expect(spec({ corrupt: deep }).corrupt).toEqual(deep);
    expect(spec({ corrupt: false }).corrupt).toBeUndefined();
  });

  it('takes the path of weights in place of a network', () => {
    expect(spec({ variant: undefined, weights: 'a.safetensors' }).network).toEqual({ weights: 'a.safetensors' });
    const config = { fineFeatures: 8 };
    expect(spec({ variant: undefined, weights: 'a', config }).network).toEqual({ weights: 'a', changes: config });
  });

  it.each<[string, object, RegExp]>([
    ['a mistyped field', { epoch: 3 }, /the spec has an unknown field 'epoch'; did you mean 'epochs'\?/],
    [
      'a mistyped field of the schedule',
      { schedule: { kind: 'step', rates: 1 } },
      /schedule has an unknown field 'rates'; did you mean 'rate'/,
    ],
    ['a mistyped field of a row', { schedule: [{ epoch: 1, rate: 1 }] }, /schedule\[0\] has an unknown field 'epoch'/],
    [
      'a mistyped field of the loss',
      { loss: { jacard: 1 } },
      /loss has an unknown field 'jacard'; did you mean 'jaccard'/,
    ],
    [
      'a mistyped field of corrupt',
      { corrupt: { jiter: 1 } },
      /corrupt has an unknown field 'jiter'; did you mean 'jitter'/,
    ],
    ['a mistyped variant', { variant: 'multistak' }, /variant must be one of .*did you mean 'multistack'/],
    ['an unknown engine', { engine: 'cuda' }, /engine must be one of auto, onnx, wasm, cpu/],
    ['two networks', { config: {} }, /variant must not be combined with config/],
    ['a variant beside weights', { weights: 'a' }, /variant must not be combined with weights/],
    ['a size beside weights', { variant: undefined, weights: 'a', size: 8 }, /size must not be combined with weights/],
    [
      'a mistyped field of the config',
      { variant: undefined, config: { feature: 8 } },
      /config has an unknown field 'feature'; did you mean 'features'/,
    ],
    ['a fraction of an epoch', { epochs: 1.5 }, /epochs must be an integer of at least 1, got 1\.5/],
    ['a name with a folder', { name: '../x' }, /name must be a file name without folders/],
    ['two sides', { size: [3, 4] }, /size must be a positive integer or \[rows, columns, slices\], got \[3,4\]/],
  ])('refuses %s', (_, fields, message) => {
    expect(() => spec(fields)).toThrow(message);
  });

  it('rejects values that are not objects', () => {
    for (const value of [null, [], 3, 'x']) expect(() => trainSpecOf(value, 'x')).toThrow(/the spec must be an object/);
  });
});
