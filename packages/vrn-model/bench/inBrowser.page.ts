// Runs a variant on wasm and on the requested backend, in the page of inBrowser.ts, and writes the difference of their
// logits to the document.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import type { VariantName, VRNConfig } from '@vrn/model';
import { logitsApart, runRow } from '../test/helpers/row.js';

interface Query {
  readonly backend: string;
  readonly name: VariantName;
  readonly fields: Partial<VRNConfig>;
}

const { backend, name, fields } = JSON.parse(decodeURIComponent(location.search.slice(1))) as Query;
setWasmPaths('./');
tf.enableProdMode();
const run = async (engine: string) => {
  if (!(await tf.setBackend(engine))) throw new Error(`backend ${engine} does not start`);
  return runRow(name, { batch: 1, gradients: false, fields });
};
const reference = await run('wasm');
document.documentElement.dataset['result'] = String(logitsApart(await run(backend), reference));
