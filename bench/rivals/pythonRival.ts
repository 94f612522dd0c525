// Starts rivals that are Python programs: bench/rivals/programs/*.py.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Input } from './contest.js';
import { type Rival, startProgram } from './program.js';

/** Python interpreters to try, in order. The environment variable `VRN_PYTHON` may name the first. */
const PYTHONS = [process.env['VRN_PYTHON'] ?? [], 'python3', '/usr/bin/python3'].flat();

/** Finds the first Python interpreter that can import all modules; undefined if there is none. */
function pythonWith(modules: readonly string[]): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0);
}

/**
 * Starts a Python program on an input; undefined if no Python interpreter has the modules.
 *
 * @param program  name of the file in bench/rivals/programs.
 * @param modules  names of the modules that the rival needs.
 */
export async function startPython(
  program: string,
  modules: readonly string[],
  input: Input,
): Promise<Rival | undefined> {
  const python = pythonWith(modules);
  if (python === undefined) return undefined;
  return startProgram([python, '-B', fileURLToPath(new URL(`programs/${program}`, import.meta.url))], input);
}
