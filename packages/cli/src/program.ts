// Builds the program of all vrn commands; its usage errors are thrown instead of printed.
import { Command } from 'commander';
import { compareCommand } from './commands/compare.js';
import { datasetCommand } from './commands/dataset.js';
import { evaluateCommand } from './commands/evaluate.js';
import { iouCommand } from './commands/iou.js';
import { measureCommand } from './commands/measure.js';
import { meshCommand } from './commands/mesh.js';
import { reconstructCommand } from './commands/reconstruct.js';
import { summaryCommand } from './commands/summary.js';
import { trainCommand } from './commands/train.js';
import { voxelizeCommand } from './commands/voxelize.js';

const COMMANDS = [
  reconstructCommand,
  measureCommand,
  voxelizeCommand,
  meshCommand,
  compareCommand,
  iouCommand,
  summaryCommand,
  trainCommand,
  evaluateCommand,
  datasetCommand,
];

const HELP = `
Exit codes: 0 success, 1 failure, 2 usage error, 128 + n after signal n (130
after Ctrl-C). Each error or warning is one line on standard error. Of several
inputs, those that fail do not stop the others. VRN_DEBUG=1 in the environment
prints the stack traces of errors.`;

/** Builds the program; `parseAsync` throws a `CommanderError` for usage errors, help and version. */
export function buildProgram(version: string): Command {
  const program = new Command('vrn')
    .description(
      'Reconstructs 3D bodies from photographs of people, converts and compares volumes and meshes, and trains ' +
        'networks. All computations run on this machine.',
    )
    .version(version)
    .addHelpText('after', HELP);
  for (const command of COMMANDS) program.addCommand(command());
  throwUsageErrors(program);
  return program;
}

/** Makes a command and its subcommands throw usage errors; subcommands do not inherit these settings. */
function throwUsageErrors(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const child of command.commands) throwUsageErrors(child);
}
