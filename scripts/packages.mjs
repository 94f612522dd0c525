// Installs system packages that some tests need, with apt-get, on Debian and Ubuntu as root. Tests whose packages are
// missing are skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Finds a program on PATH or in /usr/sbin; undefined if it does not exist. */
export const onPath = (name) =>
  `${process.env.PATH ?? ''}${delimiter}/usr/sbin`
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** Folder of the files that record an attempt, so that an offline machine tries only once. */
const TRIED = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules');
const MINUTE = 60_000;

/** Tries once to install packages, for at most six minutes. Returns whether it tried; failure is not an error. */
export function installPackages(what, ...packages) {
  const mark = join(TRIED, `.${packages[0]}-tried`);
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  if (!isRoot || existsSync(mark) || onPath('apt-get') === undefined) return false;
  console.log(`Installing ${packages.join(' and ')} for ${what}: apt-get install, once, for at most six minutes…`);
  const aptGet = (minutes, ...args) => {
    const patience = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'DPkg::Lock::Timeout=20'];
    return spawnSync('apt-get', ['-qq', ...patience, ...args], {
      stdio: 'ignore',
      timeout: minutes * MINUTE,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  mkdirSync(TRIED, { recursive: true });
  writeFileSync(mark, '');
  if (aptGet(1, 'update').status === 0) aptGet(5, 'install', '-y', '--no-install-recommends', ...packages);
  return true;
}
