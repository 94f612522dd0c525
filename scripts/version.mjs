// `npm run version -- X.Y.Z` sets the version of all packages and of their dependencies on each other, dates the
// changelogs and updates package-lock.json. `npm run version -- next` adds an "unreleased" heading to every changelog
// without one, for the work after a release.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS, PACKAGES, root } from './workspace.mjs';

const SEMVER = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
const UNRELEASED = /^## (?:(\S+) — )?unreleased$/m;
const FIELDS = ['dependencies', 'peerDependencies', 'devDependencies'];

const [version] = process.argv.slice(2);
if (version === undefined || !(SEMVER.test(version) || version === 'next')) {
  console.error(`version: argument must be X.Y.Z or next, got ${version ?? 'none'}`);
  process.exit(1);
}

const names = new Set(PACKAGES.map(({ manifest }) => manifest.name));
const others = ['examples', ...APPS.map((app) => join('apps', app))].map((folder) => join(root, folder));
const folders = [...PACKAGES.map(({ path }) => path), ...others];

/** Sets the version in a manifest, and makes its dependencies on packages of this workspace exactly that version. */
function setVersion(folder) {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  if (manifest.version !== undefined) manifest.version = version;
  for (const dependencies of FIELDS.map((field) => manifest[field] ?? {})) {
    for (const name of Object.keys(dependencies).filter((each) => names.has(each))) dependencies[name] = version;
  }
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Edits the changelog of a folder, if it has one. */
function editChangelog(folder, edit) {
  const file = join(folder, 'CHANGELOG.md');
  if (!existsSync(file)) return;
  writeFileSync(file, edit(readFileSync(file, 'utf8')));
}

if (version === 'next') {
  const open = (text) => (UNRELEASED.test(text) ? text : text.replace(/^## /m, '## unreleased\n\n## '));
  for (const folder of folders) editChangelog(folder, open);
} else {
  const date = new Date().toISOString().slice(0, 10);
  for (const folder of folders) {
    setVersion(folder);
    editChangelog(folder, (text) => text.replace(UNRELEASED, `## ${version} — ${date}`));
  }
  const { status } = spawnSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error('version: package-lock.json is not updated; run npm install --package-lock-only');
    process.exit(1);
  }
}
