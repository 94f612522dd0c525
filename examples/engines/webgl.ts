// tfjs' webgl backend: graphics processors in browsers old and new.
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { type Engine, type EngineOptions, use } from './engine.js';

/** GFLOP/s that WebAssembly reaches on one core. A driver that does less computes on the processor, whatever its name. */
const LEAST = 10;

/** Of a matrix product of 512³, the second time, when its shader is there. */
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

export async function start({ software = true }: EngineOptions = {}): Promise<Engine> {
  check(typeof document !== 'undefined', 'no-backend', () => 'engine webgl must have a page to draw in, got none');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl2', { failIfMajorPerformanceCaveat: !software });
  const what = software ? 'WebGL 2' : 'WebGL 2 on a graphics processor';
  check(context !== null, 'no-backend', () => `engine webgl must have ${what}, got none`);
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const device = String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  context.getExtension('WEBGL_lose_context')?.loseContext();
  const engine = await use('webgl', device);
  const found = software ? LEAST : await speed();
  check(found >= LEAST, 'no-backend', () => `engine webgl must have ${what}, got ${found.toPrecision(2)} GFLOP/s`);
  return engine;
}
