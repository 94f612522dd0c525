// Finds the source files of all packages and the imports between files, for the tests of the architecture.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const IGNORED = new Set(['node_modules', 'dist', 'out', 'runs', '.git', 'coverage', 'golden']);

/** Paths of the files below a folder whose names match `ending`, except in folders of build outputs or dependencies. */
export function filesBelow(folder: string, ending: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}

/** Names of the folders in `packages/` that have a package.json. */
export const PACKAGES = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);

/** Paths of a package's source files. */
export const sourcesOf = (name: string): string[] => filesBelow(join(root, 'packages', name, 'src'), /\.ts$/);

/** Paths of the files that a file imports by relative paths, types included. */
export function importsOf(path: string): string[] {
  const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const found = [...code.matchAll(/^[^/\n]*?(?:from|import)\s*\(?\s*'(\.[^']+)'/gm)].map((match) => match[1]!);
  return found.map((from) => resolve(dirname(path), from).replace(/\.js$/, '.ts'));
}

/** Path relative to the root of the repository, for messages. */
export const named = (path: string): string => relative(root, path);

/**
 * Finds one cycle of a directed graph for every back edge of a depth-first traversal, each as its nodes, with the first
 * repeated at the end. The list is empty if and only if the graph has no cycle.
 */
export function cycles(graph: ReadonlyMap<string, Iterable<string>>): string[][] {
  const done = new Set<string>();
  const trail: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    const at = trail.indexOf(node);
    if (at >= 0) {
      found.push([...trail.slice(at), node]);
      return;
    }
    if (done.has(node)) return;
    trail.push(node);
    for (const next of graph.get(node) ?? []) visit(next);
    trail.pop();
    done.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return found;
}
