// Starts rivals that are Python programs: bench/rivals/programs/*.py.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Input } from './contest.js';
import { type Rival, startProgram } from './program.js';

/** Pythons to try, in order. `VRN_PYTHON` names another. */
const PYTHONS = [process.env['VRN_PYTHON'] ?? [], 'python3', '/usr/bin/python3'].flat();

/** Finds a Python that can import all modules. */
function pythonWith(modules: readonly string[]): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0);
}

/**
 * Starts a program on an input; undefined if no Python has the modules.
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
