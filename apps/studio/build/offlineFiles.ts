// Writes the list of the pages' files, and a version derived from their content, into the built service worker.
import { createHash } from 'node:crypto';
import type { Plugin, Rollup } from 'vite';

/** Placeholder in the service worker. */
const PLACEHOLDER = '__SHELL__';

/** Files of the pages, which are cached at the first visit; models, engines and the sample are cached when used. */
const SHELL =
  /^(?:(?:index|primitives|networks)\.html|assets\/.*\.css|assets\/(?:index|primitives|networks|viewer|worker)[^/]*\.js|example\.webp)$/;

/** Files of the folder `public` that are cached at the first visit too. */
const PUBLIC = ['icon.svg', 'manifest.webmanifest'];

/** Returns the named files and all chunks that they import statically, directly or indirectly. */
function withImports(bundle: Rollup.OutputBundle, names: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (name: string): void => {
    const file = bundle[name];
    if (file === undefined || all.has(name)) return;
    all.add(name);
    if (file.type === 'chunk') file.imports.forEach(add);
  };
  names.forEach(add);
  return all;
}

export const offlineFiles = (): Plugin => ({
  name: 'offline-files',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const worker = bundle['serviceWorker.js'];
      if (worker?.type !== 'chunk') return;
      const files = [
        ...withImports(
          bundle,
          Object.keys(bundle).filter((name) => SHELL.test(name)),
        ),
      ];
      const hash = createHash('sha256');
      for (const name of [...files].sort()) {
        const file = bundle[name]!;
        hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
      }
      const shell = { version: hash.digest('hex').slice(0, 12), files: ['./', ...files, ...PUBLIC] };
      worker.code = worker.code.replace(new RegExp(`["'\`]${PLACEHOLDER}["'\`]`), () => JSON.stringify(shell));
    },
  },
});
