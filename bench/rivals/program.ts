// Starts third-party programs, which answer commands through pipes as bench/rivals/programs/rival.py does.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Input } from './contest.js';

/** A third-party program that has been started on an input. */
export interface Rival {
  readonly version: string;
  /** Runs it once; returns its CPU time in milliseconds, or the elapsed time if the input gives `clock: 'wall'`. */
  time(): Promise<number>;
  /** Runs it once; returns a function that reads the files of its answer. */
  answer(): Promise<(file: string) => ArrayBuffer>;
  close(): void;
}

/**
 * Starts a program on an input. The program gets it as files in a temporary folder, whose path is its last argument.
 *
 * @param command  the program and its first arguments.
 */
export async function startProgram(command: readonly [string, ...string[]], input: Input): Promise<Rival> {
  const folder = mkdtempSync(join(tmpdir(), 'vrn-rival-'));
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(input.files)) {
    writeFileSync(join(folder, name), new Uint8Array(buffer, byteOffset, byteLength));
  }
  writeFileSync(join(folder, 'given.json'), JSON.stringify(input.given));
  const [file, ...first] = command;
  const child = spawn(file, [...first, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const reply = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`rivals: ${command.join(' ')} must answer every command, it ended with its error above`);
    return JSON.parse(value) as Record<string, unknown>;
  };
  const ask = (request: 'run' | 'answer'): Promise<Record<string, unknown>> => {
    child.stdin.write(`${request}\n`);
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
        return (name) => {
          const bytes = readFileSync(join(folder, name));
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
