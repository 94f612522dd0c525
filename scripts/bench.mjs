// npm run bench -- NAME…: runs packages/*/bench/NAME.bench.ts, all without a name, on the built packages; then writes the table.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bin, must, root } from './setup.mjs';

const ENDING = '.bench.ts';
const benches = readdirSync(join(root, 'packages')).flatMap((folder) => {
  const path = join(root, 'packages', folder, 'bench');
  const files = existsSync(path) ? readdirSync(path).filter((file) => file.endsWith(ENDING)) : [];
  return files.map((file) => ({ name: file.slice(0, -ENDING.length), file: join(path, file) }));
});

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(
    `bench: no benchmark is named ${unknown.join(', ')}; there are ${benches.map((b) => b.name).join(', ')}`,
  );
  process.exit(1);
}
for (const { name, file } of benches) {
  if (names.length === 0 || names.includes(name)) must(process.execPath, [bin('tsx', 'dist/cli.mjs'), file]);
}
must(process.execPath, [join(root, 'bench', 'table.mjs')]);
