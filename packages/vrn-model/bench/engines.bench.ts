// Compares the logits of all seven networks at the paper's volume on every engine, and their gradients on webgpu and
// cpu, with those of wasm; two of the networks also at 256×128×96. Takes half an hour on two cores.
// [ENGINES=webgpu ROWS=conv3d GRADIENTS=none] npm run bench -- engines
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { enableWasmTraining, VARIANT_NAMES, type VariantName, type VRNConfig } from '@vrn/model';
import { digits, type Measured, record } from '../../../bench/record.js';
import { gradientError, logitsApart, type Ran, runRow } from '../test/helpers/row.js';
import { startDawn } from '../test/helpers/webgpu.js';
import { inBrowser } from './inBrowser.js';
import { runOnnx } from './onnx/runOnnx.js';

/** Tolerance of logits, relative to the largest logit, and of the gradient, relative to its norm. */
const TOLERANCE = 1e-3;

/**
 * Statistics of norms for the gradients. Norms with the statistics of a single sample amplify rounding errors: on one
 * engine, changing the last bit of the input changes the gradients of an untrained network of this size completely.
 * With running averages gradients are well-conditioned. Tests compare gradients with batch statistics on smaller
 * networks.
 */
const NORMS = 'running';

const CUBE: Partial<VRNConfig> = { rows: 128, columns: 128, slices: 128, features: 64 };
const DETAILED: Partial<VRNConfig> = { rows: 256, columns: 128, slices: 96, features: 64 };

const list = <T extends string>(name: string, all: readonly T[]): readonly T[] =>
  (process.env[name]?.split(',') as T[] | undefined) ?? all;

/** Whether to compare gradients too, on engines that support them. */
const gradients = process.env['GRADIENTS'] !== 'none';

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

/**
 * Stores a row immediately, so that a later failure does not lose it. Throws instead if `fits` is false: the results
 * differ too much.
 */
function keep(row: Measured, fits: boolean): void {
  if (!fits) throw new Error(`${row.what}: too far apart: ${JSON.stringify(row)}`);
  record('engines', [row], { keep: true });
}

async function run(engine: string, { name, fields }: (typeof cases)[number]): Promise<Ran> {
  await tf.setBackend(engine);
  return runRow(name, { batch: 1, gradients, norms: NORMS, fields });
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
          ? logitsApart(await runOnnx(name, fields), reference)
          : await inBrowser('webgl', name, fields);
      keep({ what: what(engine), logits: digits(logits), seconds: seconds() }, logits < TOLERANCE);
      continue;
    }
    const ran = await run(engine, each);
    const [logits, gradient] = [logitsApart(ran, reference), gradients ? gradientError(ran, reference) : 0];
    keep(
      {
        what: what(engine),
        logits: digits(logits),
        ...(gradients && { gradient: digits(gradient) }),
        seconds: seconds(),
      },
      logits < TOLERANCE && gradient < TOLERANCE,
    );
  }
}
process.exit(0);
