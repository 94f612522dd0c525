// `npm run example -- NAME [ARGUMENTS…]` runs examples/NAME.ts on the sources of the packages; no build is needed. The
// number of an example is enough for NAME.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bin, install, must, root } from './setup.mjs';
import { SOURCE_FLAGS } from './workspace.mjs';

const ENDING = '.ts';
const names = readdirSync(join(root, 'examples'))
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));
const [given = '', ...args] = process.argv.slice(2);
const name = names.find((each) => each === given || each.startsWith(`${given}-`));
if (name === undefined) {
  console.error(`example: NAME must be one of ${names.join(', ')}, got ${given || 'none'}`);
  process.exit(1);
}
install();
const file = join(root, 'examples', `${name}${ENDING}`);
// Paths in the arguments are relative to the working directory of the caller.
must(process.execPath, [bin('tsx', 'dist/cli.mjs'), ...SOURCE_FLAGS, file, ...args], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
