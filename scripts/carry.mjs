// `node scripts/carry.mjs [FOLDER]` collects all files that the benchmark gpu needs on a machine without npm and Node.
// Copy FOLDER, by default out/gpu, to that machine and run FOLDER/run there.
import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { root, SOURCE } from './workspace.mjs';

const require = createRequire(import.meta.url);
const folder = resolve(process.argv[2] ?? join(root, 'out', 'gpu'));
mkdirSync(folder, { recursive: true });

// Bundles the sources of the packages, tfjs, and the loader of Dawn into one file.
await build({
  entryPoints: [join(root, 'packages', 'vrn-model', 'bench', 'gpu.bench.ts')],
  outfile: join(folder, 'gpu.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: [SOURCE, 'module'],
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire as requiring } from 'node:module'; const require = requiring(import.meta.url);",
  },
  logLevel: 'warning',
});

// The loader of Dawn looks for its library in `dist` beside the program.
const system = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
const library = join(dirname(require.resolve('webgpu')), 'dist', system);
cpSync(library, join(folder, 'dist', system), { recursive: true });
cpSync(process.execPath, join(folder, 'node'));
writeFileSync(join(folder, 'run'), '#!/bin/sh\nhere=$(dirname "$0")\nexec "$here/node" "$here/gpu.mjs" "$@"\n');
for (const file of ['node', 'run']) chmodSync(join(folder, file), 0o755);

// Dawn reaches Vulkan drivers through a Vulkan loader, which the machine may lack; Chromium includes one.
const loader = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/chromium']
  .map((place) => join(place, 'libvulkan.so.1'))
  .find((file) => existsSync(file));
if (loader !== undefined) cpSync(loader, join(folder, 'libvulkan.so.1'), { dereference: true });
console.log(`${folder}: run, gpu.mjs, node, dist/${system}${loader === undefined ? '' : ', libvulkan.so.1'}`);
