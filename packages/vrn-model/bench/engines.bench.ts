// All seven networks at the size of the paper's volumes on every engine of Node: how far logits and gradients are from wasm's. Takes an hour on two cores with cpu among the engines. [ENGINES=webgpu ROWS=conv3d] npm run bench -- engines
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { enableWasmTraining, VARIANT_NAMES, type VariantName, type VRNConfig } from '@vrn/model';
import { digits, type Measured, record } from '../../../bench/record.js';
import { gradientsApart, logitsApart, type Ran, runRow } from '../test/helpers/row.js';
import { startDawn } from '../test/helpers/webgpu.js';

/** Of the largest logit, and of a parameter's largest gradient: what engines may differ by. */
const TOLERANCE = 1e-3;

/**
 * Batch norms of a single sample's 2×2 pixels make rounding large: a last bit of the input, on one and the same engine,
 * moves the gradients of a fresh network by as much as this says, and engines may be so many times further apart.
 */
const TIMES_A_LAST_BIT = 5;

const CUBE: Partial<VRNConfig> = { rows: 128, columns: 128, slices: 128, features: 64 };
const DETAILED: Partial<VRNConfig> = { rows: 256, columns: 128, slices: 96, features: 64 };

const list = <T extends string>(name: string, all: readonly T[]): readonly T[] =>
  (process.env[name]?.split(',') as T[] | undefined) ?? all;

const engines = list('ENGINES', ['webgpu', 'cpu']);
const rows = list<VariantName>('ROWS', VARIANT_NAMES);
const cases = [
  ...rows.map((name) => ({ name, fields: CUBE, size: '128³' })),
  ...rows
    .filter((name) => name === 'multistack' || name === 'conv3d')
    .map((name) => ({ name, fields: DETAILED, size: '128×256×96' })),
];

tf.enableProdMode();
await tf.setBackend('wasm');
enableWasmTraining();
if (engines.includes('webgpu')) {
  const dawn = await startDawn();
  if (dawn.reason !== undefined) throw new Error(dawn.reason);
  await import('@tensorflow/tfjs-backend-webgpu');
  console.log(`webgpu is ${dawn.device}`);
}

const measured: Measured[] = [];
for (const { name, fields, size } of cases) {
  const run = async (engine: string, nudged = false): Promise<Ran & { readonly seconds: number }> => {
    await tf.setBackend(engine);
    const began = performance.now();
    const ran = await runRow(name, { batch: 1, gradients: true, nudged, fields });
    return { ...ran, seconds: (performance.now() - began) / 1000 };
  };
  const reference = await run('wasm');
  const bit = gradientsApart(await run('wasm', true), reference);
  for (const engine of engines) {
    const ran = await run(engine);
    const apart = { logits: logitsApart(ran, reference), gradients: gradientsApart(ran, reference) };
    const row = {
      what: `${name}, ${size}, 64 features: ${engine} against wasm`,
      logits: digits(apart.logits),
      gradients: digits(apart.gradients),
      gradients_by_a_last_bit: digits(bit),
      seconds: digits(ran.seconds),
      wasm_seconds: digits(reference.seconds),
    };
    console.log(JSON.stringify(row));
    const fits = apart.logits < TOLERANCE && apart.gradients < Math.max(TOLERANCE, TIMES_A_LAST_BIT * bit);
    if (!fits) throw new Error(`${row.what}: too far apart`);
    measured.push(row);
  }
}
record('engines', measured);
process.exit(0);
