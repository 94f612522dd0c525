// Runs the vrn command: parses arguments, runs a subcommand, and reports a failure as one line and an exit code.
import { readFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import { oneLine, USAGE, usageLine } from './output/messages.js';
import { endOnSignals } from './output/signals.js';
import { buildProgram } from './program.js';

const FAILURE = 1;

const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const fail = (error: unknown): never => {
  const isUsage = error instanceof CommanderError;
  // Commander has printed the help or the version already.
  if (isUsage && error.exitCode === 0) process.exit(0);
  if (!isUsage) process.stderr.write(`${oneLine(error)}\n`);
  else if (error.code !== 'commander.help') process.stderr.write(`${usageLine(error)}\n`);
  if (process.env.VRN_DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(isUsage ? USAGE : FAILURE);
};

// Registered before the handlers of the wasm backend, which would print a stack trace.
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader closed the pipe early, as `head` does.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  fail(Object.assign(error, { path: 'standard output' }));
});
endOnSignals();

try {
  await buildProgram(manifest.version).parseAsync();
} catch (error) {
  fail(error);
}
