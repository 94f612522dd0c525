// `npm run reconstruct [-- IMAGE… OPTIONS…]` reconstructs bodies from photographs. Without IMAGE, it reconstructs
// assets/sample.png into out.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './setup.mjs';

install();
build();
const given = process.argv.slice(2);
const images = given.some((argument) => !argument.startsWith('-'));
const args = images ? given : [...given, join(root, 'assets', 'sample.png'), '--output', join(root, 'out')];
const command = [join(root, 'packages', 'cli', 'dist', 'main.js'), 'reconstruct', ...args];
// Paths are relative to the folder in which the user ran npm.
const { status } = spawnSync(process.execPath, command, {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
});
process.exit(status ?? 1);
