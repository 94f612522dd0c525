// Starts rivals that are C++ programs: bench/rivals/programs/*.cpp, compiled when they are started.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Input } from './contest.js';
import { type Rival, startProgram } from './program.js';

/**
 * Compiles a program with g++ for this processor and starts it on an input; undefined if g++ or the library is absent.
 *
 * @param program  name of the file in bench/rivals/programs.
 * @param library  name of the library that it uses, as `-l` of g++ takes it.
 * @throws if the library is installed and the program does not compile.
 */
export async function startCompiled(program: string, library: string, input: Input): Promise<Rival | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'vrn-rival-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const binary = join(folder, 'program');
  const compile = (source: string, text?: string) => {
    const flags = ['-O3', '-march=native', '-std=c++17', '-x', 'c++', source, `-l${library}`, '-o', binary];
    return spawnSync('g++', flags, { input: text, encoding: 'utf8' });
  };
  try {
    if (compile('-', 'int main() {}').status !== 0) {
      remove();
      return undefined;
    }
    const { status, stderr } = compile(fileURLToPath(new URL(`programs/${program}`, import.meta.url)));
    if (status !== 0) throw new Error(`rivals: ${program} must compile, got\n${stderr}`);
    const rival = await startProgram([binary], input);
    const close = (): void => {
      rival.close();
      remove();
    };
    return { ...rival, close };
  } catch (error) {
    remove();
    throw error;
  }
}
