// Tests that every exported function documents its result and its errors, and that its examples are correct.
import { fileURLToPath } from 'node:url';
import * as shapes from '@vrn/test-utils';
import { documentedFunctions, runExample } from '@vrn/test-utils/docExamples';
import * as voxel from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import * as metrics from '../src/index.js';
import * as simd from '../src/simd.js';

const functions = documentedFunctions(fileURLToPath(new URL('../src/index.ts', import.meta.url)));

it('the example of simdKernel holds', async () => {
  const [simdKernel] = documentedFunctions(fileURLToPath(new URL('../src/simd.ts', import.meta.url)));
  const [example] = simdKernel!.tags.get('example')!;
  const results = await runExample(example!, { ...shapes, ...metrics, ...simd }, (name) => import(name));
  expect(results).toEqual([expect.objectContaining({ passed: true })]);
});

it('there are functions to look at', () => {
  expect(functions.length).toBe(Object.values(metrics).filter((each) => typeof each === 'function').length);
});

describe.each(functions.map((each) => [each.name, each] as const))('%s', (_, { tags, parameters }) => {
  it('has @returns, @throws and @example', () => {
    const missing = ['returns', 'throws', 'example'].filter((tag) => !tags.has(tag));
    expect(missing).toEqual([]);
  });

  it('takes at most three positional arguments before its options', () => {
    expect(parameters).toBeLessThanOrEqual(4);
  });

  it('has examples that hold', async () => {
    const scope = { ...voxel, ...shapes, ...metrics };
    for (const example of tags.get('example') ?? []) {
      const results = await runExample(example, scope, (name) => import(name));
      expect(results.length).toBeGreaterThan(0);
      expect(results.filter(({ passed }) => !passed)).toEqual([]);
    }
  });
});
