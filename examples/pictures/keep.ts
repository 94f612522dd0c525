// Runs the examples that train, export and make data, and draws their output into examples/pictures/kept, where
// draw.ts finds it. To run it from the root of the repository:
// npx tsx --conditions=@vrn/source --import ./scripts/tfjsGradients.mjs examples/pictures/keep.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { learningCurves } from '@vrn/model/train';
import { drawFronts, drawSlices } from './drawVolumes.js';

const write = (name: string, content: string | Uint8Array): void =>
  writeFileSync(join(import.meta.dirname, 'kept', name), content);

// Importing an example runs it.
const { default: overfit } = await import('../04-overfit-one-body.js');
write('04-overfit-one-body.png', drawFronts([overfit.prediction, overfit.truth]));

const { default: trained } = await import('../05-train-on-any-backend.js');
write(
  '05-train-on-any-backend.svg',
  learningCurves(trained.history, { score: 'losses', title: 'Loss of every stack' }),
);

const { default: onnx } = await import('../06-run-an-onnx-file.js');
write('06-run-an-onnx-file.png', drawSlices([onnx.volume, onnx.own]));

const { default: dataset } = await import('../07-make-a-dataset.js');
write('07-make-a-dataset.png', dataset.sheet);
