// What npm would publish: exactly the expected files, no source maps, and the licence of everything bundled.
// Remake the expected list after `npm run build`: node scripts/tarballs.mjs --write
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

  it('refers to no source maps', () => {
    const code = files.filter((file) => /^dist\/.*\.[cm]?js$/.test(file));
    expect(code.length).toBeGreaterThan(0);
    expect(code.filter((file) => /^\/\/# sourceMappingURL=/m.test(text(file)))).toEqual([]);
  });

  it('holds the licence text of every package that is bundled into it', () => {
    const bundled = [...bundledPackages(each.path)];
    const file = 'dist/THIRD-PARTY.txt';
    expect(files.includes(file)).toBe(bundled.length > 0);
    const texts = bundled.length > 0 ? text(file) : '';
    const missing = bundled.filter(([, folder]) => !texts.includes(licenceText(join(each.path, folder))));
    expect(missing).toEqual([]);
  });
});

it('the check of licences sees what is bundled', () => {
  const bundled = (folder: string) => [
    ...bundledPackages(PUBLISHED.find((each) => each.folder === folder)!.path).keys(),
  ];
  expect(bundled('mesh')).toContain('@gltf-transform/core');
  expect(bundled('vrn-model')).toEqual(['@tensorflow/tfjs-core']);
  expect(bundled('voxel')).toEqual([]);
});
