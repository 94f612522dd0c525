// `npm run watch [-- PACKAGE…]` rebuilds packages when their sources change, with source maps. Default: all libraries.
import { spawn } from 'node:child_process';
import { bin, build, install } from './setup.mjs';
import { BUILT, LIBRARIES, named } from './workspace.mjs';

install();
// Type declarations need the built declarations of the imported packages.
build();
const names = process.argv.slice(2);
const watched = names.length === 0 ? LIBRARIES : named(names, BUILT);
const children = watched.map(({ path }) =>
  spawn(process.execPath, [bin('tsup', 'dist/cli-default.js'), '--watch', 'src', '--sourcemap', '--no-clean'], {
    cwd: path,
    stdio: 'inherit',
  }),
);
for (const child of children) {
  child.on('exit', (code) => {
    if (code) process.exitCode = code;
  });
}
