// Tests the package.json files: sources come first in `exports`, imports are declared, and versions agree.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { LIBRARIES, type Manifest, PACKAGES, PUBLISHED, SOURCE } from '../../scripts/workspace.mjs';
import { filesBelow, named, root } from './sources.js';

const rootManifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Names of the packages that the files below a folder import. */
function imported(folder: string): string[] {
  const names = filesBelow(folder, /\.(?:ts|mjs)$/)
    .flatMap((path) => {
      const found = ts
        .preProcessFile(readFileSync(path, 'utf8'), true, true)
        .importedFiles.map((each) => each.fileName);
      return found.filter((each) => !each.startsWith('.') && !isBuiltin(each));
    })
    .map((each) => /^(?:@[^/]+\/)?[^/]+/.exec(each)![0]);
  return [...new Set(names)].toSorted();
}

const declared = ({ dependencies, peerDependencies, devDependencies }: Manifest, withDevelopment: boolean) =>
  new Set(
    [dependencies, peerDependencies, withDevelopment ? devDependencies : {}].flatMap((each) => Object.keys(each ?? {})),
  );

describe.each(PACKAGES.map((each) => [each.folder, each] as const))('packages/%s', (_, { path, manifest }) => {
  it('declares what src/ imports', () => {
    // A build bundles development dependencies (tests/tarballs.test.ts checks their licences); without a build, all
    // imports must be installed as dependencies.
    const known = declared(manifest, manifest.scripts?.build !== undefined).add(manifest.name);
    expect(imported(join(path, 'src')).filter((each) => !known.has(each))).toEqual([]);
  });

  it('declares what test/, bench/ and recipe/ import', () => {
    const known = declared(manifest, true).add(manifest.name);
    const names = ['test', 'bench', 'recipe'].flatMap((folder) => imported(join(path, folder)));
    expect([...new Set(names)].filter((each) => !known.has(each))).toEqual([]);
  });
});

it.each(LIBRARIES.map((each) => [each.manifest.name, each] as const))('%s: sources come first', (_, { manifest }) => {
  const entries = Object.entries(manifest.exports!).filter(([, target]) => typeof target === 'object');
  expect(entries.filter(([, target]) => Object.keys(target as object)[0] !== SOURCE)).toEqual([]);
  const missing = entries.map(([, target]) => (target as Record<string, string>)[SOURCE]!);
  expect(missing.every((file) => /^\.\/src\/\w+\.ts$/.test(file))).toBe(true);
});

it('all packages have one version, and depend on each other with it', () => {
  const names = new Set(PACKAGES.map(({ manifest }) => manifest.name));
  const versions = PACKAGES.flatMap(({ manifest }) => {
    const { dependencies, peerDependencies, devDependencies } = manifest;
    const uses = [dependencies, peerDependencies, devDependencies].flatMap((each) => Object.entries(each ?? {}));
    return [manifest.version, ...uses.filter(([name]) => names.has(name)).map(([, version]) => version)];
  });
  expect(new Set(versions).size).toBe(1);
});

it('a development dependency has the same version everywhere', () => {
  const ranges = new Map<string, Set<string>>();
  for (const { devDependencies = {} } of [rootManifest, ...PACKAGES.map((each) => each.manifest)]) {
    for (const [name, range] of Object.entries(devDependencies)) {
      ranges.set(name, (ranges.get(name) ?? new Set()).add(range));
    }
  }
  expect([...ranges].filter(([, each]) => each.size > 1).map(([name]) => name)).toEqual([]);
});

it('published packages say where they come from', () => {
  const silent = PUBLISHED.filter(({ folder, manifest }) => {
    const { repository, publishConfig, keywords } = manifest as Manifest & {
      readonly repository?: { readonly directory: string };
      readonly publishConfig?: { readonly provenance: boolean };
      readonly keywords?: readonly string[];
    };
    return repository?.directory !== `packages/${folder}` || !publishConfig?.provenance || !keywords?.length;
  });
  expect(silent.map(({ path }) => named(path))).toEqual([]);
});
