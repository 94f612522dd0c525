// Installs what the lock file names and builds what is stale: the part that every command of the README begins with.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Packages that are built, each after those it imports. */
export const PACKAGES = ['voxel', 'mesh', 'metrics', 'vrn-model', 'bodies', 'pretrained', 'cli'];

/** Runs a command in the repository; ends this process when it fails. */
export function must(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** A program that npm has installed, as node runs it. */
export const bin = (name, path) => join(root, 'node_modules', name, path);

/** Installs unless what is installed is already what the lock file says. */
export function install() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  if (fresh && existsSync(bin('tsup', 'dist/cli-default.js'))) return;
  console.log('Installing packages…');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: ['inherit', 'inherit', 'pipe'] });
  // A registry without the other systems' optional packages makes ci refuse; install then keeps to the lock all the same.
  if (status !== 0) must('npm', ['install', '--loglevel=error']);
}

/** Newest change below a path. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Builds the packages whose sources, or whose imports' builds, are newer than their own build. */
export function build() {
  let changed = newest(join(root, 'tsup.shared.ts'));
  for (const name of PACKAGES) {
    const folder = join(root, 'packages', name);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const output = join(folder, manifest.main ?? 'dist/main.js');
    const sources = Math.max(newest(join(folder, 'src')), newest(join(folder, 'tsup.config.ts')), changed);
    if (!existsSync(output) || statSync(output).mtimeMs < sources) {
      console.log(`Building ${manifest.name}…`);
      must(process.execPath, [bin('tsup', 'dist/cli-default.js'), '--silent'], { cwd: folder });
    }
    changed = Math.max(changed, statSync(output).mtimeMs);
  }
}
