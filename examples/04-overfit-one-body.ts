// Overfits a small network to a single body: the complete training pipeline, with one sample.
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { bodySource, sample } from '@vrn/bodies';
import { iou } from '@vrn/metrics';
import { buildVRN, enableWasmTraining } from '@vrn/model';
import { train } from '@vrn/model/train';

await setBackend('wasm');
enableWasmTraining();

// The first convolution halves the resolution, so inputs of twice the volume's resolution give feature maps that are as
// fine as the voxels.
const body = sample(bodySource('capsules'), 7, { shape: [32, 32, 32], imageScale: 2 });
const vrn = buildVRN(
  {
    inputs: ['landmarks', 'mask'],
    inputScale: 2,
    stem: [16, 32, 32],
    stemPool: false,
    features: 32,
    stacks: 1,
    modules: 1,
    depth: 2,
    forkResiduals: [0],
  },
  { rows: 32, columns: 32, slices: 32, seed: 1 },
);
const before = iou(await vrn.predict(body), body.volume);
const { history } = await train(vrn, [body], {
  epochs: 320,
  batchSize: 1,
  schedule: [
    { epochs: 220, rate: 5e-3 },
    { epochs: 100, rate: 5e-4 },
  ],
});
const prediction = await vrn.predict(body);
const after = iou(prediction, body.volume);
vrn.dispose();

const result = { before, after, loss: history.at(-1)!.loss, prediction, truth: body.volume };
console.log(`IoU ${before.toFixed(3)} before, ${after.toFixed(3)} after 320 steps`);

export default result;
