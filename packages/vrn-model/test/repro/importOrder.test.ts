// Tensors had no methods in Node if @vrn/model/train was imported first, because it loaded an incomplete tfjs-core.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { root, SOURCE_FLAGS } from '../../../../scripts/workspace.mjs';

const PROGRAM = `
  import '@vrn/model/train';
  import * as tf from '@tensorflow/tfjs-core';
  import '@tensorflow/tfjs-backend-cpu';
  await tf.setBackend('cpu');
  console.log(tf.tensor1d([1, 2]).clone().dataSync().join());
`;

it('works with @vrn/model/train as the first import', () => {
  const flags = ['--import', 'tsx', ...SOURCE_FLAGS, '--input-type=module', '-e', PROGRAM];
  const { stdout, stderr } = spawnSync(process.execPath, flags, { cwd: root, encoding: 'utf8' });
  expect(`${stdout}${stderr}`).toMatch(/^1,2$/m);
});
