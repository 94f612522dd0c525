// Tests that the applications in apps/ import only public exports, and keep the rules for folders and import cycles.
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../scripts/workspace.mjs';
import { cycles, filesBelow, importsOf, named, root } from './sources.js';

const APPS = readdirSync(join(root, 'apps'));
const MAX_FILES = 12;

const pathOf = (app: string): string => join(root, 'apps', app);
const sourcesOf = (app: string): string[] => filesBelow(join(pathOf(app), 'src'), /\.ts$/);

/** Names of the modules that a file imports, except relative paths, `virtual:` modules and modules of Node.js. */
const foreign = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^'\n]+)'/g)]
    .map((match) => match[1]!)
    .filter((from) => !from.startsWith('.') && !from.startsWith('virtual:') && !isBuiltin(from));

describe.each(APPS)('apps/%s', (app) => {
  it('imports nothing internal of the packages, and only what it declares', () => {
    const manifest = JSON.parse(readFileSync(join(pathOf(app), 'package.json'), 'utf8')) as Manifest;
    const allowed = Object.keys(manifest.dependencies ?? {});
    const refused = sourcesOf(app).flatMap((path) =>
      foreign(path)
        .filter((from) => {
          const name = /^(?:@[^/]+\/)?[^/]+/.exec(from)![0];
          return !allowed.includes(name) || from.endsWith('/internal');
        })
        .map((from) => `${named(path)}: ${from}`),
    );
    expect(refused).toEqual([]);
  });

  it(`has at most ${MAX_FILES} files in each source folder`, () => {
    const counts = new Map<string, number>();
    for (const path of sourcesOf(app)) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MAX_FILES).map(([path]) => named(path))).toEqual([]);
  });

  it('has no cycle of files, types included', () => {
    const graph = new Map(sourcesOf(app).map((path) => [named(path), importsOf(path).map(named)]));
    expect(cycles(graph)).toEqual([]);
  });
});
