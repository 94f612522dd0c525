// Builds the command: one ESM program, and the program of the processes that --jobs starts. TensorFlow.js and the
// packages that depend on it are bundled, because their installation takes about a hundred megabytes, most of which the
// command does not need.
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';
import { writeThirdParty } from '../../scripts/thirdParty.mjs';

/** Binaries of the wasm backend, which are copied beside the bundle. */
const BINARIES = ['', '-simd', '-threaded-simd'].map((kind) => `tfjs-backend-wasm${kind}.wasm`);

export default defineConfig({
  entry: ['src/main.ts', 'src/batchProcess.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  noExternal: [/^@tensorflow\//, '@vrn/model', '@vrn/reconstruct'],
  // Optional peer dependencies: installed by the user, imported when needed.
  external: ['webgpu', 'onnxruntime-node', 'draco3dgltf', 'meshoptimizer'],
  clean: true,
  metafile: true,
  treeshake: true,
  // Some bundled modules are CommonJS and use `__dirname`.
  shims: true,
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
  },
  esbuildOptions: (options) => {
    options.mainFields = ['module', 'main'];
  },
  onSuccess: async () => {
    const source = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
    const target = fileURLToPath(new URL('./dist/wasm/', import.meta.url));
    mkdirSync(target, { recursive: true });
    for (const file of BINARIES) copyFileSync(join(source, 'dist', file), join(target, file));
    writeThirdParty(process.cwd());
  },
});
