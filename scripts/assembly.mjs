// Compiles AssemblyScript to WebAssembly with SIMD, as the text of a TypeScript file that exports the code in base64.
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';
import { root } from './workspace.mjs';

const OPTIONS = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--enable', 'bulk-memory'];

/**
 * Compiles an AssemblyScript file, and returns the text of a TypeScript file that exports the code in base64 as the
 * constant `name`.
 *
 * @param source  URL of the AssemblyScript file, which may import others of its folder.
 */
export async function codeFile(source, name) {
  const file = fileURLToPath(source);
  const folder = fileURLToPath(new URL('.', source));
  let binary;
  const { error, stderr } = await main([basename(file), ...OPTIONS, '--baseDir', folder, '--outFile', 'code.wasm'], {
    writeFile: (_, contents) => {
      binary = contents;
    },
  });
  const shown = relative(root, file)
    .replaceAll('\\', '/')
    .replace(/^packages\/[^/]+\//, '');
  if (error !== null) throw new Error(`${shown} must compile: ${stderr}`, { cause: error });
  const text = Buffer.from(binary).toString('base64');
  const lines = text.match(/.{1,110}/g).map((line) => `  '${line}'`);
  return [
    `// Holds the compiled code of ${shown} in base64; assembly/build.mjs writes this file.`,
    '',
    `export const ${name} =`,
    `${lines.join(' +\n')};`,
    '',
  ].join('\n');
}
