// Reads the sources of all packages and the imports between them, for the tests of the architecture.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const IGNORED = new Set(['node_modules', 'dist', 'out', 'runs', '.git', 'coverage', 'golden']);

/** Paths below a folder whose names match, without build outputs and dependencies. */
export function filesBelow(folder: string, ending: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}

/** Folders of `packages/`. */
export const PACKAGES = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);

/** A package's source files. */
export const sourcesOf = (name: string): string[] => filesBelow(join(root, 'packages', name, 'src'), /\.ts$/);

/** The files of the same package that a file imports, types included. */
export function importsOf(path: string): string[] {
  const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const found = [...code.matchAll(/^[^/\n]*?(?:from|import)\s*\(?\s*'(\.[^']+)'/gm)].map((match) => match[1]!);
  return found.map((from) => resolve(dirname(path), from).replace(/\.js$/, '.ts'));
}

/** Relative to the repository, for messages. */
export const named = (path: string): string => relative(root, path);

/**
 * Cycles of a directed graph, each as the nodes along it; one for every back edge of a depth-first walk, so the list is
 * empty exactly where the graph has no cycle.
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
