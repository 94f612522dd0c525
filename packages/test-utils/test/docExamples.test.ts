// Tests that the runner of documentation examples finds functions and tags, and detects wrong results.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { documentedFunctions, runExample } from '../src/docExamples.js';

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SOURCE = `// A file.
/** A type. */
export interface Options { readonly by?: number }

/**
 * Adds one.
 *
 * @param x  a number
 * @returns the number plus one
 * @throws {VolumetricError} \`bad-argument\`
 * Cost: O(1).
 *
 * @example
 * plus(1); // → 2
 *
 * @example
 * plus(2); // → 3
 *
 * Rejected alternatives: a loop.
 */
export function plus(x: number, options: Options = {}): number { return x + (options.by ?? 1); }
export const minus = (x: number, y: number, z: number, w: number) => x - y - z - w;
export const LIMIT = 3;
`;

describe('documentedFunctions', () => {
  writeFileSync(join(folder, 'plus.ts'), SOURCE);
  const entry = join(folder, 'index.ts');
  writeFileSync(entry, "export { LIMIT, minus, type Options, plus } from './plus.js';\n");

  it('lists functions with tags and numbers of parameters, and omits types and constants', () => {
    const [minus, plus, ...more] = documentedFunctions(entry);
    expect(more).toEqual([]);
    expect([minus!.name, minus!.parameters, plus!.name, plus!.parameters]).toEqual(['minus', 4, 'plus', 2]);
    expect(minus!.tags.get('')).toEqual(['']);
    expect(plus!.tags.get('')).toEqual(['Adds one.']);
    expect(plus!.tags.get('returns')).toEqual(['the number plus one']);
    expect(plus!.tags.get('example')).toEqual(['plus(1); // → 2', 'plus(2); // → 3']);
  });
});

describe('runExample', () => {
  const scope = { third: () => 1 / 3, list: () => Float32Array.of(1, 2), fail: () => Promise.reject({ code: 'bad' }) };
  const passed = async (code: string) =>
    (await runExample(code, scope, (name) => import(name))).map((result) => result.passed);

  it.each([
    ['third() * 3; // → 1'],
    ['third(); // → 0.333'],
    ['list(); // → [1, 2]'],
    ['const x: number = third() * 6; // → 2: twice three thirds'],
    ['({ a: [1, { b: true }] }); // → { a: [1, { b: true }] }'],
    ['await fail(); // → throws bad'],
    ["import { join } from 'node:path';\njoin('a', 'b'); // → 'a/b'"],
  ])('accepts %s', async (code) => expect(await passed(code)).toEqual([true]));

  it.each([
    ['third() * 3; // → 2'],
    ['third(); // → 0.334'],
    ['list(); // → [1, 2, 3]'],
    ['({ a: 1, b: 2 }); // → { a: 1 }'],
    ['third(); // → throws bad'],
    ['await fail(); // → throws worse'],
  ])('detects that %s is wrong', async (code) => expect(await passed(code)).toEqual([false]));

  it('fails if an example does not run, or states no value', async () => {
    await expect(passed('missing();')).rejects.toThrow('missing');
    await expect(passed('third(); // → about a third')).rejects.toThrow('must be a JavaScript value');
  });
});
