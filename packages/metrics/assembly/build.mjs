// `node packages/metrics/assembly/build.mjs` compiles nearest.ts into src/simd/nearestCode.ts. A test checks that the
// file is up to date.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codeFile } from '../../../scripts/assembly.mjs';

/** Returns the text of src/simd/nearestCode.ts. */
export const nearestCode = () => codeFile(new URL('nearest.ts', import.meta.url), 'NEAREST_CODE');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../src/simd/nearestCode.ts', import.meta.url), await nearestCode());
}
