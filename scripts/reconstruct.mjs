// `npm run reconstruct [-- IMAGE… OPTIONS…]` reconstructs bodies from photographs. Without IMAGE, it reconstructs
// assets/sample.png, into out unless the options name another folder.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { positionals } from './positionals.mjs';
import { build, install, root } from './setup.mjs';

install();
build();
const reconstruct = [join(root, 'packages', 'cli', 'dist', 'main.js'), 'reconstruct'];
const { stdout: help } = spawnSync(process.execPath, [...reconstruct, '--help'], { encoding: 'utf8' });
const given = process.argv.slice(2);
const hasImages = positionals(given, help).length > 0;
// The last of several options --output counts, so that the given one does.
const args = hasImages ? given : ['--output', join(root, 'out'), ...given, '--', join(root, 'assets', 'sample.png')];
const command = [...reconstruct, ...args];
// Paths are relative to the folder in which the user ran npm.
const { status } = spawnSync(process.execPath, command, {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
});
process.exit(status ?? 1);
