// Lists the files that npm would publish. `node scripts/tarballs.mjs` prints them; with --write it updates
// tests/fixtures/tarballs.json.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PUBLISHED, root } from './workspace.mjs';

export const GOLDEN = join(root, 'tests', 'fixtures', 'tarballs.json');

/** The hash in the name of a chunk, which changes with its content. */
const HASH = /-[\w-]{8}(?=\.(?:d\.)?[cm]?[jt]s$)/;

/** Lists the files in a package's tarball, sorted by path. */
export function tarballFiles({ path, manifest }) {
  // `prepack` of @vrn/detectors copies its models; .npmrc disables scripts by default.
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts=false'], {
    cwd: path,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${manifest.name}: npm pack failed: ${stderr}`);
  return JSON.parse(stdout)[0]
    .files.map((file) => file.path)
    .sort();
}

/** Replaces the hashes of chunks by HASH and removes duplicates, so that the number of chunks may change. */
export const withoutHashes = (files) => [...new Set(files.map((file) => file.replace(HASH, '-HASH')))].sort();

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = PUBLISHED.map((each) => [each.manifest.name, withoutHashes(tarballFiles(each))]);
  const text = `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`;
  if (process.argv.includes('--write')) writeFileSync(GOLDEN, text);
  else process.stdout.write(text);
}
