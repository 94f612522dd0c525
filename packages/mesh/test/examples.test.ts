// Tests that every exported function is documented, and that the examples in its doc comment give their stated results.
import { fileURLToPath } from 'node:url';
import { documentedFunctions, runExample } from '@vrn/test-utils/docExamples';
import { describe, expect, it } from 'vitest';
import * as mesh from '../src/index.js';
import * as internal from '../src/internal.js';
import * as simd from '../src/simd.js';

const functions = ['index', 'internal', 'simd'].flatMap((entry) =>
  documentedFunctions(fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url))).map((each) => ({
    entry,
    ...each,
  })),
);
const documented = functions.map((each) => [each.name, each] as const);

it('finds the functions that the package exports', () => {
  const names = functions.filter(({ entry }) => entry === 'index').map(({ name }) => name);
  const exported = Object.entries(mesh).filter(([, value]) => typeof value === 'function');
  expect(names.sort()).toEqual(exported.map(([name]) => name).sort());
});

describe.each(documented)('%s', (_, { entry, tags, parameters, source }) => {
  it('documents its result and errors, and has at most three arguments before its options', () => {
    expect(tags.get('returns')?.[0]).toMatch(/\w/);
    const checks = /\b(?:check\w*|toBytes|throw)\b/.test(source);
    expect(tags.has('throws')).toBe(checks);
    expect(parameters).toBeLessThanOrEqual(/\boptions\b/.test(source) ? 4 : 3);
    if (entry !== 'internal') expect(tags.has('example')).toBe(true);
  });

  it.skipIf(!tags.has('example'))('has examples with correct results', async () => {
    for (const code of tags.get('example') ?? []) {
      const results = await runExample(code, { ...internal, ...simd, ...mesh }, (name) => import(name));
      expect(results.length).toBeGreaterThan(0);
      expect(results.filter(({ passed }) => !passed)).toEqual([]);
    }
  });
});
