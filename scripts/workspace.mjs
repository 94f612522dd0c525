// Lists the packages of this workspace, from packages/*/package.json, for scripts, tests and builds.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The condition in `exports` that selects the TypeScript source of a package of this workspace. */
export const SOURCE = '@vrn/source';

/** Arguments of node that let programs import the TypeScript sources of packages, and the gradients of tfjs. */
export const SOURCE_FLAGS = [`--conditions=${SOURCE}`, '--import', new URL('tfjsGradients.mjs', import.meta.url).href];

/** @returns {import('./workspace.d.mts').Manifest} */
const readManifest = (path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));

const found = readdirSync(join(root, 'packages'))
  .map((folder) => ({ folder, path: join(root, 'packages', folder) }))
  .filter(({ path }) => existsSync(join(path, 'package.json')))
  .map(({ folder, path }) => ({ folder, path, manifest: readManifest(path) }));

/** Folders of `apps/`: private applications, which are built separately from the packages. */
export const APPS = readdirSync(join(root, 'apps')).filter((folder) =>
  existsSync(join(root, 'apps', folder, 'package.json')),
);

/**
 * All packages, each after its dependencies. Development dependencies of libraries do not count; they may form cycles.
 */
export const PACKAGES = sorted(found);

/** Packages that have a build, in build order. */
export const BUILT = PACKAGES.filter(({ manifest }) => manifest.scripts?.build !== undefined);

/** Packages that are published, in build order. */
export const PUBLISHED = PACKAGES.filter(({ manifest }) => !manifest.private);

/** Published packages that programs import; the others are commands. */
export const LIBRARIES = PUBLISHED.filter(({ manifest }) => manifest.exports?.['.'] !== undefined);

/** Sorts packages topologically by `dependencies`, and by folder name where the order is free. */
function sorted(packages) {
  const byName = new Map(packages.map((each) => [each.manifest.name, each]));
  const done = new Set();
  const visit = (each, path) => {
    if (done.has(each)) return;
    const { name, dependencies = {}, devDependencies = {}, bin } = each.manifest;
    if (path.includes(name)) throw new Error(`dependencies form a cycle: ${[...path, name].join(' → ')}`);
    // A command bundles packages from its development dependencies.
    for (const dependency of Object.keys(bin === undefined ? dependencies : { ...dependencies, ...devDependencies })) {
      const next = byName.get(dependency);
      if (next !== undefined) visit(next, [...path, name]);
    }
    done.add(each);
  };
  for (const each of packages.toSorted((a, b) => (a.folder < b.folder ? -1 : 1))) visit(each, []);
  return [...done];
}

/** Finds packages by folder or package names. Ends the process if a name is unknown. */
export function named(names, among = PACKAGES) {
  const chosen = names.map((name) => [name, among.find((each) => [each.folder, each.manifest.name].includes(name))]);
  const unknown = chosen.filter(([, each]) => each === undefined).map(([name]) => name);
  if (unknown.length > 0) {
    console.error(`unknown package: ${unknown.join(', ')}; known: ${among.map(({ folder }) => folder).join(', ')}`);
    process.exit(1);
  }
  return chosen.map(([, each]) => each);
}
