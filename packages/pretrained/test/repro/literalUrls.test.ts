// `vite dev` served a page instead of the weights: bundlers find files only by literal strings in new URL(…,
// import.meta.url).
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe.each(['pretrained', 'detectors'])('packages/%s', (name) => {
  const file = new URL(`../../../${name}/src/index.ts`, import.meta.url);
  const source = readFileSync(file, 'utf8');
  const calls = [...source.matchAll(/new URL\(([^)]*)\)/g)].map((match) => match[1]!);

  it('names every file by a literal', () => {
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.filter((call) => !/^'\.\.\/[\w./-]+', import\.meta\.url$/.test(call))).toEqual([]);
    expect(source).not.toMatch(/new URL\(`/);
  });

  it.runIf(name === 'pretrained')('and each of the files is there', () => {
    const paths = calls.map((call) => /'([^']+)'/.exec(call)![1]!);
    expect(paths.filter((path) => !existsSync(new URL(path, file)))).toEqual([]);
  });
});
