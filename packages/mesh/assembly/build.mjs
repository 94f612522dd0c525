// `node packages/mesh/assembly/build.mjs` compiles surface.ts into src/simd/surfaceCode.ts. A test checks that the file
// is up to date.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codeFile } from '../../../scripts/assembly.mjs';

/** Returns the text of src/simd/surfaceCode.ts. */
export const surfaceCode = () => codeFile(new URL('surface.ts', import.meta.url), 'SURFACE_CODE');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../src/simd/surfaceCode.ts', import.meta.url), await surfaceCode());
}
