// All seven networks at the size of the paper's volumes on every engine: how far logits and gradients are from wasm's. Takes an hour on two cores. [ENGINES=webgpu ROWS=conv3d] npm run bench -- engines
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { enableWasmTraining, VARIANT_NAMES, type VariantName, type VRNConfig } from '@vrn/model';
import { digits, type Measured, record } from '../../../bench/record.js';
import { gradientError, gradientsApart, logitsApart, type Ran, runRow } from '../test/helpers/row.js';
import { startDawn } from '../test/helpers/webgpu.js';
import { inBrowser } from './inBrowser.js';
import { runOnnx } from './runOnnx.js';

/** Of the largest logit, and of the length of a gradient: what engines may differ by. */
const TOLERANCE = 1e-3;

/**
 * Through the batch norms of a single sample rounding grows: a last bit of the input, on one and the same engine, moves the
 * gradients of a fresh network by as much as is measured here, and engines may be so many times further apart. By running
 * averages gradients are well posed, and the tolerance holds.
 */
const TIMES_A_LAST_BIT = 5;

const CUBE: Partial<VRNConfig> = { rows: 128, columns: 128, slices: 128, features: 64 };
const DETAILED: Partial<VRNConfig> = { rows: 256, columns: 128, slices: 96, features: 64 };

const list = <T extends string>(name: string, all: readonly T[]): readonly T[] =>
  (process.env[name]?.split(',') as T[] | undefined) ?? all;

const engines = list('ENGINES', ['onnx', 'webgl', 'webgpu', 'cpu']);
const rows = list<VariantName>('ROWS', VARIANT_NAMES);
const cases = [
  ...rows.map((name) => ({ name, fields: CUBE, size: '128³' })),
  ...rows
    .filter((name) => name === 'multistack' || name === 'conv3d')
    .map((name) => ({ name, fields: DETAILED, size: '256×128×96' })),
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
function keep(row: Measured, fits: boolean): void {
  console.log(JSON.stringify(row));
  if (!fits) throw new Error(`${row.what}: too far apart`);
  measured.push(row);
}

type Case = (typeof cases)[number];

/** On a backend of tfjs, by the batch's statistics and by running averages. */
async function run(engine: string, { name, fields }: Case, nudged = false): Promise<{ batch: Ran; running: Ran }> {
  await tf.setBackend(engine);
  const options = { batch: 1, gradients: true, nudged, fields } as const;
  return {
    running: await runRow(name, { ...options, norms: 'running' }),
    batch: await runRow(name, { ...options, norms: 'batch' }),
  };
}

for (const each of cases) {
  const { name, fields, size } = each;
  const what = (engine: string) => `${name}, ${size}, 64 features: ${engine} against wasm`;
  const reference = await run('wasm', each);
  for (const engine of engines) {
    const began = performance.now();
    const seconds = () => digits((performance.now() - began) / 1000);
    if (engine === 'onnx' || engine === 'webgl') {
      await tf.setBackend('wasm');
      const logits =
        engine === 'onnx'
          ? logitsApart(await runOnnx(name, fields), reference.running)
          : await inBrowser('webgl', name, fields);
      keep({ what: what(engine), logits: digits(logits), seconds: seconds() }, logits < TOLERANCE);
      continue;
    }
    const ran = await run(engine, each);
    const bit = gradientsApart((await run('wasm', each, true)).batch, reference.batch);
    const [logits, gradient] = [
      logitsApart(ran.running, reference.running),
      gradientError(ran.running, reference.running),
    ];
    const byBatch = gradientsApart(ran.batch, reference.batch);
    keep(
      {
        what: what(engine),
        logits: digits(logits),
        gradient: digits(gradient),
        gradients_by_batch: digits(byBatch),
        gradients_by_batch_of_a_last_bit: digits(bit),
        seconds: seconds(),
      },
      logits < TOLERANCE && gradient < TOLERANCE && byBatch < Math.max(TOLERANCE, TIMES_A_LAST_BIT * bit),
    );
  }
}
record('engines', measured);
process.exit(0);
