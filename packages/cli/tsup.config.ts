// How the command is built: one ESM program, and the worker that makes samples.
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts', 'src/datasetWorker.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  // Used where they are installed.
  external: ['webgpu', '@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-backend-cpu', 'onnxruntime-node'],
  clean: true,
  sourcemap: true,
  treeshake: true,
});
