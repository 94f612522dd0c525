// The vrn command: reads arguments, runs a subcommand, turns every failure into one line and exit code 1.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { datasetCommand } from './commands/dataset.js';
import { iouCommand } from './commands/iou.js';
import { meshCommand } from './commands/mesh.js';
import { reconstructCommand } from './commands/reconstruct.js';
import { summaryCommand } from './commands/summary.js';
import { voxelizeCommand } from './commands/voxelize.js';
import { oneLine } from './output/failure.js';

const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const program = new Command('vrn')
  .description('A photograph of a person in, a full 3D body out. Everything runs on this machine.')
  .version(manifest.version)
  .addHelpText('after', '\nExit codes: 0 done, 1 something was wrong; the reason is one line on stderr.');
for (const command of [reconstructCommand, voxelizeCommand, meshCommand, iouCommand, summaryCommand, datasetCommand]) {
  program.addCommand(command());
}

const fail = (error: unknown): never => {
  process.stderr.write(`${oneLine(error)}\n`);
  if (process.env.VRN_DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
};

// The wasm backend adds handlers of its own that would print a stack trace: these come first.
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
