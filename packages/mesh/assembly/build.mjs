// `node packages/mesh/assembly/build.mjs` compiles surface.ts into src/simd/surfaceCode.ts. A test checks that the file
// is up to date.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const OPTIONS = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--enable', 'bulk-memory'];

/** Returns the text of src/simd/surfaceCode.ts. */
export async function surfaceCode() {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  let binary;
  const { error, stderr } = await main(['surface.ts', ...OPTIONS, '--baseDir', folder, '--outFile', 'surface.wasm'], {
    writeFile: (_, contents) => {
      binary = contents;
    },
  });
  if (error !== null) throw new Error(`assembly/surface.ts must compile: ${stderr}`, { cause: error });
  const text = Buffer.from(binary).toString('base64');
  const lines = text.match(/.{1,110}/g).map((line) => `  '${line}'`);
  return [
    '// Holds the compiled code of assembly/surface.ts in base64; assembly/build.mjs writes this file.',
    '',
    'export const SURFACE_CODE =',
    `${lines.join(' +\n')};`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../src/simd/surfaceCode.ts', import.meta.url), await surfaceCode());
}
