// Tells the service worker which files the page consists of, once they are built.
import { createHash } from 'node:crypto';
import type { Plugin, Rollup } from 'vite';

/** Placeholder in the service worker. */
const PLACEHOLDER = '__SHELL__';

/** Files that every visit needs; models, engines and the sample are kept when they are used. */
const SHELL =
  /^(?:(?:index|primitives|networks)\.html|assets\/.*\.css|assets\/(?:index|primitives|networks|viewer|worker)[^/]*\.js|example\.webp)$/;

/** Files of the folder `public` that belong to the shell. */
const PUBLIC = ['icon.svg', 'manifest.webmanifest'];

/** Adds the chunks that chunks of a list import at their start, and those that these import. */
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
