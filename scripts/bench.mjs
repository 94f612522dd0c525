// `npm run bench -- NAME…` runs packages/*/bench/**/NAME.bench.ts and bench/**/NAME.bench.ts on the sources; without
// names, all benchmarks. Then it writes the table in bench/README.md.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bin, build, install, must, root } from './setup.mjs';
import { PACKAGES, SOURCE_FLAGS } from './workspace.mjs';

const ENDING = '.bench.ts';
const benches = [...PACKAGES.map(({ path }) => path), root].flatMap((path) => {
  const folder = join(path, 'bench');
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  return files
    .filter((file) => file.endsWith(ENDING))
    .map((file) => ({ name: basename(file, ENDING), file: join(folder, file) }));
});

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(
    `bench: NAME must be one of the benchmarks, got ${unknown.join(', ')}; benchmarks are ${benches.map((b) => b.name).join(', ')}`,
  );
  process.exit(1);
}
install();
// Benchmarks of the command, in browsers and in worker threads run the built packages.
build();
for (const { name, file } of benches) {
  if (names.length > 0 && !names.includes(name)) continue;
  must(process.execPath, [bin('tsx', 'dist/cli.mjs'), ...SOURCE_FLAGS, file]);
}
must(process.execPath, [join(root, 'bench', 'table.mjs')]);
