// The vrn command: parses arguments, runs a subcommand, and reports every failure as one line with an exit code.
import { readFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import { compareCommand } from './commands/compare.js';
import { datasetCommand } from './commands/dataset.js';
import { iouCommand } from './commands/iou.js';
import { meshCommand } from './commands/mesh.js';
import { reconstructCommand } from './commands/reconstruct.js';
import { summaryCommand } from './commands/summary.js';
import { trainCommand } from './commands/train.js';
import { voxelizeCommand } from './commands/voxelize.js';
import { escapeControls, oneLine, USAGE } from './output/messages.js';
import { endOnSignals } from './output/signals.js';

const FAILURE = 1;

const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const program = new Command('vrn')
  .description(
    'Reconstructs 3D bodies from photographs of people, and works on volumes, meshes and networks. Everything runs on this machine.',
  )
  .version(manifest.version)
  .addHelpText(
    'after',
    '\nExit codes: 0 success, 1 failure, 2 wrong usage. Errors and warnings are printed on standard error, one line each.',
  );
const COMMANDS = [
  reconstructCommand,
  voxelizeCommand,
  meshCommand,
  compareCommand,
  iouCommand,
  summaryCommand,
  trainCommand,
  datasetCommand,
];
for (const command of COMMANDS) program.addCommand(command());
setUp(program);

/** Usage errors are thrown, and written like all others; commands that have been added do not inherit this. */
function setUp(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const child of command.commands) setUp(child);
}

const fail = (error: unknown): never => {
  if (error instanceof CommanderError && error.exitCode === 0) process.exit(0);
  const isUsage = error instanceof CommanderError;
  if (!isUsage || error.code !== 'commander.help')
    process.stderr.write(`${isUsage ? usageLine(error) : oneLine(error)}\n`);
  if (process.env.VRN_DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(isUsage ? USAGE : FAILURE);
};

/** A usage error as one line; Commander puts its suggestion on a second one. */
const usageLine = ({ message }: CommanderError): string =>
  `vrn: ${escapeControls(
    message
      .replace(/^error: /, '')
      .replace(/\s*\n\s*\(Did you mean (.*)\?\)/s, '; did you mean $1?')
      .trim(),
  )}`;

// The wasm backend adds handlers of its own that would print a stack trace; these come first.
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has enough, as `head` has.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  fail(Object.assign(error, { path: 'standard output' }));
});
endOnSignals();

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
