// Finds Chromium for the browser tests, and installs it on Debian and Ubuntu as root.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, onPath } from './packages.mjs';

/** Names of Chromium and Chrome on the path, and the paths where they are installed on macOS and Windows. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ELSEWHERE = {
  darwin: ['Chromium', 'Google Chrome'].map((name) => join('/Applications', `${name}.app`, 'Contents', 'MacOS', name)),
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
};

/** Flags for a browser without a window and without background network traffic. */
export const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/**
 * Returns whether a program renders an empty page. Some do not: Ubuntu's package contains no browser, and containers
 * may lack libraries.
 */
function runs(path) {
  const profile = mkdtempSync(join(tmpdir(), 'vrn-chromium-'));
  const { stdout } = spawnSync(path, [...FLAGS, `--user-data-dir=${profile}`, '--dump-dom', 'about:blank'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  return /<html/.test(String(stdout));
}

/** Finds a Chromium that runs: returns `{ path }`, or `{ reason }` without one. CHROMIUM_PATH takes precedence. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given)
    return existsSync(given) && runs(given) ? { path: given } : { reason: 'CHROMIUM_PATH is not a Chromium that runs' };
  const candidates = [...NAMES.map(onPath), ...(ELSEWHERE[process.platform] ?? [])];
  const path = candidates.find((each) => each !== undefined && existsSync(each) && runs(each));
  return path === undefined ? { reason: 'no working Chromium on the path or in CHROMIUM_PATH' } : { path };
}

/** Tries once to install Chromium if it is missing. Failure is not an error. */
export function installChromium() {
  if (process.env.CHROMIUM_PATH || findChromium().path !== undefined) return;
  const tried = installPackages('the browser tests', 'chromium');
  if (tried && findChromium().path === undefined) console.log('Chromium is not installed: browser tests are skipped.');
}
