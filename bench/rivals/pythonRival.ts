// Starts rivals that are Python programs: bench/rivals/programs/*.py, which answer commands through pipes.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Input } from './contest.js';

/** A started program of others. */
export interface Rival {
  readonly version: string;
  /** Runs it once; returns its CPU time in milliseconds. */
  time(): Promise<number>;
  /** Runs it once; returns a function that reads the files of its answer. */
  answer(): Promise<(file: string) => ArrayBuffer>;
  close(): void;
}

/** Pythons to try, in order. `VRN_PYTHON` names another. */
const PYTHONS = [process.env['VRN_PYTHON'] ?? [], 'python3', '/usr/bin/python3'].flat();

/** Finds a Python that can import all modules. */
function pythonWith(modules: readonly string[]): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0);
}

/**
 * Starts a program on an input, which it gets as files in a folder of its own; undefined if no Python has the modules.
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
  const folder = mkdtempSync(join(tmpdir(), 'vrn-rival-'));
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(input.files)) {
    writeFileSync(join(folder, name), new Uint8Array(buffer, byteOffset, byteLength));
  }
  writeFileSync(join(folder, 'given.json'), JSON.stringify(input.given));
  const path = fileURLToPath(new URL(`programs/${program}`, import.meta.url));
  const child = spawn(python, ['-B', path, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const reply = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`rivals: ${program} must answer every command, it ended with its error above`);
    return JSON.parse(value) as Record<string, unknown>;
  };
  const ask = (command: string): Promise<Record<string, unknown>> => {
    child.stdin.write(`${command}\n`);
    return reply();
  };
  const close = (): void => {
    child.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { version } = await reply();
    return {
      version: String(version),
      time: async () => Number((await ask('run'))['ms']),
      answer: async () => {
        await ask('answer');
        return (file) => {
          const bytes = readFileSync(join(folder, file));
          return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
        };
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
