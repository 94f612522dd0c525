// Tests that every package has the expected folders, few files in each, and no cycles of imports; and that tests which
// mock modules do not share a process.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ISOLATED } from '../fixtures/isolated.js';
import { cycles, filesBelow, importsOf, named, PACKAGES, root, sourcesOf } from './sources.js';

/** Maximum number of files directly in one source folder. */
const MAX_FILES = 12;

/** Folders directly below each package's `src/`. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  voxel: ['core', 'files', 'sample', 'shape', 'solid'],
  mesh: ['edit', 'files', 'marching-cubes', 'measure', 'simd', 'texture'],
  metrics: ['simd', 'surfaces', 'volumes'],
  'vrn-model': [
    'describe',
    'drawing',
    'inference',
    'network',
    'onnx',
    'released',
    'tensors',
    'training',
    'wasm',
    'weights',
  ],
  bodies: [
    'capsules',
    'corrupt',
    'dataset',
    'makehuman',
    'person',
    'render',
    'sample',
    'scans',
    'shard',
    'sheet',
    'statistics',
  ],
  reconstruct: ['body', 'crop', 'detect', 'evaluate', 'geometry', 'measure', 'print'],
  pretrained: [],
  detectors: [],
  cli: ['commands', 'engine', 'output', 'photo'],
  'test-utils': [],
};

const folders = (name: string): string[] =>
  [...new Set(sourcesOf(name).map((path) => dirname(path)))].filter(
    (path) => path !== join(root, 'packages', name, 'src'),
  );

describe('folders', () => {
  it('are known for every package', () => {
    expect([...PACKAGES].sort()).toEqual(Object.keys(FOLDERS).sort());
  });

  it.each(PACKAGES)('%s has the folders of the architecture', (name) => {
    const src = join(root, 'packages', name, 'src');
    const found = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(found.map((entry) => entry.name).sort()).toEqual(FOLDERS[name]);
  });

  it.each(PACKAGES)(`%s has at most ${MAX_FILES} files in each source folder`, (name) => {
    const counts = new Map<string, number>();
    for (const path of sourcesOf(name)) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MAX_FILES).map(([path]) => named(path))).toEqual([]);
  });

  it.each(PACKAGES)('%s keeps its tests and benchmarks in folders of its sources', (name) => {
    const src = join(root, 'packages', name, 'src');
    const known = new Set<string>();
    for (const path of folders(name)) {
      for (let each = path; each !== src; each = dirname(each)) known.add(relative(src, each));
    }
    for (const kind of ['test', 'bench']) {
      const base = join(root, 'packages', name, kind);
      const used = new Set(filesBelow(base, /\.ts$/).map((path) => relative(base, dirname(path))));
      const strange = [...used].filter(
        (folder) => !/^(?:|helpers|repro|fixtures|fuzz)$/.test(folder) && !known.has(folder),
      );
      expect(strange, kind).toEqual([]);
    }
  });
});

describe('imports', () => {
  it.each(PACKAGES)('%s has no cycle of files, types included', (name) => {
    const graph = new Map(sourcesOf(name).map((path) => [named(path), importsOf(path).map(named)]));
    expect(cycles(graph)).toEqual([]);
  });

  it.each(PACKAGES)('%s has no cycle of folders', (name) => {
    const src = join(root, 'packages', name, 'src');
    const graph = new Map<string, Set<string>>();
    for (const path of sourcesOf(name)) {
      const from = relative(src, dirname(path));
      for (const target of importsOf(path)) {
        const to = relative(src, dirname(target));
        // Files directly in `src/` may import every folder, and folders may import types from them.
        if (from === '' || to === '' || from === to) continue;
        graph.set(from, (graph.get(from) ?? new Set()).add(to));
      }
    }
    expect(cycles(graph)).toEqual([]);
  });

  it('finds a cycle where there is one', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(cycles(graph)).toEqual([['b', 'c', 'b']]);
  });
});

describe('tests', () => {
  it('that mock modules have processes of their own, since modules of a shared process are loaded already', () => {
    const files = ['packages', 'apps'].flatMap((group) => filesBelow(join(root, group), /\.test\.ts$/));
    const mocking = files.filter((file) => readFileSync(file, 'utf8').includes('vi.mock(')).map(named);
    expect(mocking.length).toBeGreaterThan(0);
    // A pattern for all files of a folder ends in `/**/*.test.ts`.
    const isIsolated = (file: string) => ISOLATED.some((pattern) => file.startsWith(pattern.replace(/\*\*.*$/, '')));
    expect(mocking.filter((file) => !isIsolated(file))).toEqual([]);
  });
});
