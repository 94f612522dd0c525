// Runs the examples that train, export and make data, and draws their output into examples/pictures/kept, where
// draw.ts finds it. To run it from the root of the repository:
// npx tsx --conditions=@vrn/source --import ./scripts/tfjsGradients.mjs examples/pictures/keep.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const write = (name: string, content: string | Uint8Array): void =>
  writeFileSync(join(import.meta.dirname, 'kept', name), content);

// The examples are imported before anything else of the packages, as when they run alone.
const { default: overfit } = await import('../04-overfit-one-body.js');
const { drawFronts, drawSlices } = await import('./drawVolumes.js');
write('04-overfit-one-body.png', drawFronts([overfit.prediction, overfit.truth]));

const { default: trained } = await import('../05-train-on-any-backend.js');
const { learningCurves } = await import('@vrn/model/train');
write(
  '05-train-on-any-backend.svg',
  learningCurves(trained.history, { score: 'losses', title: 'Loss of every stack' }),
);

const { default: onnx } = await import('../06-run-an-onnx-file.js');
write('06-run-an-onnx-file.png', drawSlices([onnx.volume, onnx.own]));

const { default: dataset } = await import('../07-make-a-dataset.js');
write('07-make-a-dataset.png', dataset.sheet);
