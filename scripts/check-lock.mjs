// `node scripts/check-lock.mjs` checks that `npm ci` of npm 9, 10 and 11 accepts package-lock.json. Node 20 and 22
// include npm 10.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APPS, PACKAGES, root } from './workspace.mjs';

const VERSIONS = [9, 10, 11];
const MINUTE = 60_000;

/** Error codes of npm when it cannot reach the registry. */
const UNREACHABLE = /E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH)|ETIMEDOUT|ENOTCACHED/;
/** Error code of npm for a lock file that does not match the manifests. */
const MISMATCH = /EUSAGE/;

const npm = (args, cwd) => {
  const { status, stdout, stderr, error } = spawnSync('npx', ['--yes', ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 3 * MINUTE,
    env: { ...process.env, npm_config_fetch_retries: '1', npm_config_fetch_timeout: '30000' },
  });
  return { ok: status === 0, text: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
};

/** Copies the files of a checkout that npm reads, without node_modules, into a temporary folder; returns its path. */
function checkout() {
  const folder = mkdtempSync(join(tmpdir(), 'vrn-lock-'));
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(join(root, file), join(folder, file));
  cpSync(join(root, 'tools'), join(folder, 'tools'), { recursive: true });
  const folders = [
    ...PACKAGES.map((each) => `packages/${each.folder}`),
    ...APPS.map((app) => `apps/${app}`),
    'examples',
  ];
  for (const path of folders) {
    mkdirSync(join(folder, path), { recursive: true });
    copyFileSync(join(root, path, 'package.json'), join(folder, path, 'package.json'));
  }
  return folder;
}

const folder = checkout();
let failed = false;
try {
  for (const version of VERSIONS) {
    const { ok, text } = npm([`npm@${version}`, 'ci', '--dry-run', '--ignore-scripts'], folder);
    if (ok) console.log(`passed: npm ${version} accepts the lock file`);
    else if (!MISMATCH.test(text) && UNREACHABLE.test(text)) {
      console.log(`skipped: npm ${version}, the registry is not reachable`);
    } else {
      failed = true;
      console.log(`FAILED: npm ${version} refuses the lock file\n${text.split('\n').slice(0, 20).join('\n')}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed) {
  console.log(
    'Run `npx npm@10 install --package-lock-only`, and check that no optional peer has a version of its own.',
  );
}
process.exit(failed ? 1 : 0);
