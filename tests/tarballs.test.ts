// Tests the files that npm would publish: exactly the expected ones, no source maps, and licences of bundled packages.
// To update the expected list, run `npm run build` and then `node scripts/tarballs.mjs --write`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GOLDEN, tarballFiles, withoutHashes } from '../scripts/tarballs.mjs';
import { bundledPackages, licenceText } from '../scripts/thirdParty.mjs';
import { PUBLISHED } from '../scripts/workspace.mjs';

const expected = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, string[]>;

it('the list covers every published package', () => {
  expect(Object.keys(expected).toSorted()).toEqual(PUBLISHED.map(({ manifest }) => manifest.name).toSorted());
});

describe.each(PUBLISHED.map((each) => [each.manifest.name, each] as const))('%s', (name, each) => {
  const files = tarballFiles(each);
  const text = (file: string) => readFileSync(join(each.path, file), 'utf8');

  it('publishes exactly the expected files', () => {
    expect(withoutHashes(files)).toEqual(expected[name]);
  });

  it('does not refer to source maps', () => {
    const code = files.filter((file) => /^dist\/.*\.[cm]?js$/.test(file));
    expect(code.length).toBeGreaterThan(0);
    expect(code.filter((file) => /^\/\/# sourceMappingURL=/m.test(text(file)))).toEqual([]);
  });

  it('contains the licence text of every bundled package', () => {
    const bundled = [...bundledPackages(each.path)];
    const file = 'dist/THIRD-PARTY.txt';
    expect(files.includes(file)).toBe(bundled.length > 0);
    const texts = bundled.length > 0 ? text(file) : '';
    const missing = bundled.filter(([, folder]) => !texts.includes(licenceText(join(each.path, folder))));
    expect(missing).toEqual([]);
  });
});

it('the check of licences finds bundled packages', () => {
  const bundled = (folder: string) => [
    ...bundledPackages(PUBLISHED.find((each) => each.folder === folder)!.path).keys(),
  ];
  expect(bundled('mesh')).toContain('earcut');
  expect(bundled('vrn-model')).toEqual(['@tensorflow/tfjs-core']);
  expect(bundled('voxel')).toEqual([]);
});
