// Trains on the fastest backend that is available. To use another backend, change only the import.

import { bodySource, sample } from '@vrn/bodies';
import { buildVRN } from '@vrn/model';
import { train } from '@vrn/model/train';
import { start } from './engines/best.js'; // or cpu.js, wasm.js, webgl.js (in a page), webgpu.js

const engine = await start({ training: true, onPassed: (reason) => console.log(`not used: ${reason}`) });
console.log(`training on ${engine.name}`);

const bodies = [1, 2, 3, 4].map((seed) => sample(bodySource('capsules'), seed, { shape: [32, 32, 32] }));
const vrn = buildVRN('multistack', { rows: 32, columns: 32, slices: 32, features: 16, seed: 1 });
const { history } = await train(vrn, bodies, { epochs: 6, batchSize: 2, schedule: 1e-3 });
vrn.dispose();
engine.stop();

const first = history[0]!.loss;
const last = history.at(-1)!.loss;
console.log(`loss ${first.toFixed(3)} in the first epoch, ${last.toFixed(3)} in the last`);

export default { engine: engine.name, first, last, history };
