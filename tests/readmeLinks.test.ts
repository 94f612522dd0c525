// Tests that links of all documents lead to existing files and headings of the repository, and that those of published
// READMEs and changelogs do so by absolute addresses.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, documents, type Link, linksOf, root, textOf } from './readme/documents.js';

/** Matches links to files of the repository on GitHub. */
const REPOSITORY = /^https:\/\/github\.com\/vrn3d\/vrn\/(?:blob|tree)\/main\/([^#]*)(?:#(.*))?$/;
const PUBLISHED = /^packages\/[^/]+\/(?:README|CHANGELOG)\.md$/;

/** Paths of all source files in the repository. */
const sources = ['packages', 'apps', 'examples', 'tests', 'bench', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:ts|mjs)$/.test(file) && !/(?:^|\/)(?:node_modules|dist)\//.test(file))
    .map((file) => join(folder, file)),
);

/** Describes the fault of a link; undefined without one. */
function faultOf({ document, target }: Link): string | undefined {
  const [, inRepository, itsAnchor] = REPOSITORY.exec(target) ?? [];
  if (inRepository !== undefined) return faultOfPath(inRepository, itsAnchor);
  if (/^(?:https?|mailto):/.test(target)) {
    return target.startsWith('https://github.com/vrn3d/vrn/') ? 'names no file of the branch main' : undefined;
  }
  const [path, anchor] = target.split('#') as [string, string?];
  if (path === '') return faultOfPath(document, anchor);
  if (PUBLISHED.test(document)) return 'does not work outside the repository';
  return faultOfPath(normalize(join(dirname(document), path)), anchor);
}

function faultOfPath(path: string, anchor: string | undefined): string | undefined {
  if (!existsSync(join(root, path))) return 'leads to no file';
  // GitHub shows the README below the list of a folder's files.
  if (anchor === undefined || (anchor === 'readme' && existsSync(join(root, path, 'README.md')))) return undefined;
  return path.endsWith('.md') && anchorsOf(textOf(path)).has(anchor) ? undefined : 'leads to no heading';
}

describe.each(documents())('%s', (document) => {
  it('has no broken links', () => {
    const faults = linksOf(document).flatMap((link) => {
      const fault = faultOf(link);
      return fault === undefined ? [] : [`${document}:${link.line}: ${link.target} ${fault}`];
    });
    expect(faults).toEqual([]);
  });
});

describe.each(documents().filter((document) => /^(?:ARCHITECTURE\.md|docs\/)/.test(document)))('%s', (document) => {
  it('names source files that exist', () => {
    const named = [...textOf(document).matchAll(/`((?:[\w.-]+\/)*[\w-]+\.(?:ts|mjs))`/g)].map(([, path]) => path!);
    const missing = named.filter(
      (path) => !/^NN-/.test(path) && !sources.some((each) => `/${each}`.endsWith(`/${path}`)),
    );
    expect(missing).toEqual([]);
  });
});

it('detects broken links', () => {
  const text = '# A heading\n[a](nowhere.md) [b](#a-heading) [c](#nowhere) `[d](code)` [e](docs/voxels.md#nowhere)';
  const faults = linksOf('README.md', text).map((link) => [
    link.target,
    link.target.startsWith('#') ? '' : faultOf(link),
  ]);
  expect(faults).toEqual([
    ['nowhere.md', 'leads to no file'],
    ['#a-heading', ''],
    ['#nowhere', ''],
    ['docs/voxels.md#nowhere', 'leads to no heading'],
  ]);
  expect(faultOf({ document: 'packages/voxel/README.md', line: 1, target: '../mesh' })).toContain('outside');
  const address = 'https://github.com/vrn3d/vrn/blob/main/docs/voxels.md';
  expect(faultOf({ document: 'README.md', line: 1, target: `${address}#the-grid` })).toBeUndefined();
  expect(faultOf({ document: 'README.md', line: 1, target: `${address}#nothing` })).toBe('leads to no heading');
});
