// Writes the licences of packages whose code is bundled into a build to dist/THIRD-PARTY.txt.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** Captures, from the path of a bundled module, the folder of its package and the name of the package. */
const MODULE = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//;

/** Lists the packages that are bundled into the build of a package: name → folder relative to the package. */
export function bundledPackages(path) {
  const dist = join(path, 'dist');
  const bundled = new Map();
  for (const file of readdirSync(dist).filter((name) => /^metafile-.*\.json$/.test(name))) {
    const { outputs } = JSON.parse(readFileSync(join(dist, file), 'utf8'));
    for (const { inputs } of Object.values(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const [, folder, name] = MODULE.exec(input) ?? [];
        if (name !== undefined && bytesInOutput > 0) bundled.set(name, folder);
      }
    }
  }
  return new Map([...bundled].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Returns the licence text of an installed package; if it has none, the standard text from tools/licences. Throws if
 * there is neither.
 */
export function licenceText(folder) {
  const own = readdirSync(folder).find((file) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(file));
  if (own !== undefined) return readFileSync(join(folder, own), 'utf8').trim();
  const { name, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const standard = join(root, 'tools', 'licences', `${license}.txt`);
  if (!existsSync(standard)) throw new Error(`${name} has no licence text, and tools/licences has no ${license}.txt`);
  return readFileSync(standard, 'utf8').trim();
}

/** Writes dist/THIRD-PARTY.txt, or removes it if no other package is bundled. */
export function writeThirdParty(path) {
  const texts = [...bundledPackages(path)].map(([name, folder]) => `${name}\n\n${licenceText(join(path, folder))}\n`);
  const file = join(path, 'dist', 'THIRD-PARTY.txt');
  if (texts.length === 0) rmSync(file, { force: true });
  else writeFileSync(file, texts.join('\n---\n\n'));
}
