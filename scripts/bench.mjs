// npm run bench -- NAME: runs packages/*/bench/NAME.bench.ts on the built packages.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bin, must, root } from './setup.mjs';

const [name] = process.argv.slice(2);
const packages = readdirSync(join(root, 'packages'));
const files = packages.flatMap((folder) => {
  try {
    const benches = readdirSync(join(root, 'packages', folder, 'bench')).filter((file) => file.endsWith('.bench.ts'));
    return benches
      .filter((file) => name === undefined || file === `${name}.bench.ts`)
      .map((file) => join(root, 'packages', folder, 'bench', file));
  } catch {
    return [];
  }
});
if (files.length === 0) {
  console.error(`bench: no benchmark is named ${name}`);
  process.exit(1);
}
for (const file of files) must(process.execPath, [bin('tsx', 'dist/cli.mjs'), file]);
