// Tests that the documentation of every exported function is complete, and that its examples run.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import * as voxel from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DocumentedFunction, documentedFunctions, runExample } from '../../test-utils/src/docExamples.js';
import * as model from '../src/index.js';
import * as onnx from '../src/onnx.js';
import * as training from '../src/train.js';
import { noiseSample } from './helpers/samples.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');
const ENTRIES = ['index', 'train', 'onnx'] as const;
const functions = ENTRIES.flatMap((entry) => documentedFunctions(join(root, `${entry}.ts`)));

/** Examples may use a network `vrn` with this config, and two matching `samples`, without defining them. */
const small = {
  inputs: ['landmarks', 'mask'],
  ...{ rows: 8, columns: 8, slices: 4, features: 8, stacks: 1, modules: 1, depth: 1, stem: [4, 4, 8] as const },
} as const;

const isConstant = ({ source }: DocumentedFunction): boolean => !/check|throw|refuse|decodeSafetensors/.test(source);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(functions.map((each) => [each.name, each] as const))('%s', (_, documented) => {
  const { tags, parameters, source } = documented;

  it('has a description, @param, @returns, @throws if it throws, and at most three arguments', () => {
    expect(tags.get('')![0]!.length).toBeGreaterThan(20);
    expect(tags.get('returns')?.[0] ?? '').not.toBe('');
    expect(tags.get('param') ?? []).toHaveLength(/^[^{]*\(\s*\)/.test(source) ? 0 : parameters);
    if (!isConstant(documented)) expect(tags.get('throws')?.[0] ?? '').not.toBe('');
    expect(parameters).toBeLessThanOrEqual(3);
  });

  it('has an example with the stated result', async () => {
    const examples = tags.get('example') ?? [];
    expect(examples.length).toBeGreaterThan(0);
    for (const code of examples) {
      const vrn = model.buildVRN(small, { seed: 1 });
      const samples = [1, 2].map((seed) => noiseSample(vrn, seed));
      const scope = { ...voxel, ...model, ...training, ...onnx, vrn, samples };
      const results = await runExample(code, scope, (name) => import(/* @vite-ignore */ name));
      expect(results.filter(({ passed }) => !passed)).toEqual([]);
      vrn.dispose();
    }
  });
});

describe('the list', () => {
  it('contains all exported functions', () => {
    const exported = [model, training, onnx].flatMap((entry) =>
      Object.entries(entry).flatMap(([name, value]) => (typeof value === 'function' ? name : [])),
    );
    expect(functions.map(({ name }) => name).sort()).toEqual([...new Set(exported)].sort());
  });
});
