// Installs the locked dependencies and builds the packages that are out of date, for the other scripts.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT, root } from './workspace.mjs';

export { root };

/** Runs a command in the repository; ends this process if it fails. */
export function must(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Returns the path of a file of an installed package. */
export const bin = (name, path) => join(root, 'node_modules', name, path);

/** Installs dependencies unless node_modules has tsup and is at least as new as the lock file. */
export function install() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  if (fresh && existsSync(bin('tsup', 'dist/cli-default.js'))) return;
  console.log('Installing packages…');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: ['inherit', 'inherit', 'pipe'] });
  // `npm ci` fails if the registry lacks optional packages of other systems. `npm install` skips them and keeps the
  // locked versions; with --no-save it leaves the lock file as it is.
  if (status !== 0) must('npm', ['install', '--no-save', '--loglevel=error']);
}

/** Returns the time of the newest change below a path, in milliseconds; 0 if the path does not exist. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/**
 * Builds, in build order, every package whose output is missing, has source maps, or is older than its sources, than
 * tsup.shared.ts or than the output of an earlier package. With `force`, builds all packages.
 */
export function build({ force = false } = {}) {
  let changed = newest(join(root, 'tsup.shared.ts'));
  for (const { path, manifest } of BUILT) {
    const output = join(path, manifest.main ?? 'dist/main.js');
    const inputs = ['src', 'tsup.config.ts', 'package.json'].map((name) => newest(join(path, name)));
    const sources = Math.max(...inputs, changed);
    // `npm run watch` leaves source maps, which are not published.
    const stale = !existsSync(output) || existsSync(`${output}.map`) || statSync(output).mtimeMs < sources;
    if (force || stale) {
      console.log(`Building ${manifest.name}…`);
      must(process.execPath, [bin('tsup', 'dist/cli-default.js'), '--silent'], { cwd: path });
    }
    changed = Math.max(changed, statSync(output).mtimeMs);
  }
}
