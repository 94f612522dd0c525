// Bundles the pages with all files that they load into a folder, which any web server can serve.
// Usage: node examples/browser/build.mjs [FOLDER] [--serve PORT]; FOLDER is out/page by default.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MODEL_FILES, readModel } from '@vrn/detectors';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** Builds the pages into a folder. The package `webgpu` is external, because pages never import it. */
export async function buildPage(folder) {
  const wasm = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
  const files = [
    join(here, 'index.html'),
    join(here, 'reconstruct.html'),
    join(here, '..', '..', 'assets', 'sample.png'),
    require.resolve('@vrn/pretrained/weights/people-64-fine.safetensors'),
    require.resolve('@vrn/pretrained/weights/landmarks-mask-64.safetensors'),
    ...['', '-simd', '-threaded-simd'].map((kind) => join(wasm, `tfjs-backend-wasm${kind}.wasm`)),
  ];
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [join(here, 'main.ts'), join(here, 'reconstruct.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    external: ['webgpu'],
    minify: true,
    logLevel: 'warning',
  });
  for (const file of files) await cp(file, join(folder, basename(file)));
  for (const file of MODEL_FILES) await writeFile(join(folder, file), await readModel(file));
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/**
 * Serves the files of a folder, without its subfolders, to this machine only; port 0 chooses a free port. Resolves to
 * the server once it listens. Rejects if the port is in use, saying what to do.
 */
export function servePage(folder, port) {
  const server = createServer(async (request, response) => {
    const name = basename(new URL(request.url, 'http://localhost').pathname) || 'index.html';
    const body = await readFile(join(folder, name)).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    });
    response.end(body);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const isUsed = cause.code === 'EADDRINUSE';
      reject(isUsed ? new Error(`port ${port} is in use: choose another, or 0 for any free one`, { cause }) : cause);
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { serve: { type: 'string' } } });
  const folder = positionals[0] ?? 'out/page';
  await buildPage(folder);
  console.log(`The pages are in ${folder}: index.html and reconstruct.html?picture=sample.png.`);
  if (values.serve !== undefined) {
    try {
      const server = await servePage(folder, Number(values.serve));
      console.log(`http://localhost:${server.address().port}/`);
    } catch (error) {
      console.error(`--serve: ${error.message}`);
      process.exitCode = 1;
    }
  }
}
