// Starts tfjs' webgl backend, which uses the GPU in browsers with WebGL 2.
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { type Engine, type EngineOptions, use } from './engine.js';

/**
 * Minimum speed in GFLOP/s, about that of WebAssembly on one core. A slower driver counts as a software renderer,
 * whatever its name.
 */
const MIN_GFLOPS = 10;

/** Measures the speed of a product of 512 × 512 matrices in GFLOP/s, after an untimed one that compiles the shader. */
async function speed(): Promise<number> {
  const side = 512;
  const a = tf.ones<tf.Rank.R2>([side, side]);
  let seconds = 0;
  for (const _ of ['compiled', 'timed']) {
    const began = performance.now();
    const product = tf.matMul(a, a);
    await product.data();
    product.dispose();
    seconds = (performance.now() - began) / 1000;
  }
  a.dispose();
  return (2 * side ** 3) / seconds / 1e9;
}

/**
 * Starts the webgl backend of a page.
 *
 * @throws {VolumetricError} `no-backend` outside pages, without WebGL 2, if the backend does not start, and, if
 *   `software` is false, for a software renderer or a driver slower than `MIN_GFLOPS`
 */
export async function start({ software = true }: EngineOptions = {}): Promise<Engine> {
  check(
    typeof document !== 'undefined',
    'no-backend',
    () => 'engine webgl must run in a page with a document, got none',
  );
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl2', { failIfMajorPerformanceCaveat: !software });
  const what = software ? 'WebGL 2' : 'WebGL 2 on a GPU';
  check(context !== null, 'no-backend', () => `engine webgl must have ${what}, got none`);
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const device = String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  context.getExtension('WEBGL_lose_context')?.loseContext();
  const engine = await use('webgl', device);
  const found = software ? MIN_GFLOPS : await speed();
  check(found >= MIN_GFLOPS, 'no-backend', () => `engine webgl must have ${what}, got ${found.toPrecision(2)} GFLOP/s`);
  return engine;
}
