// Trains a shipped network from its recipe and writes weights and card. Run from the repository's root:
//   npm run build && npx tsx packages/pretrained/recipe/train.ts [NAME]
// NAME is the name of the recipe (NAME.json beside this file) and of the weights. Default: landmarks-mask-64.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fill, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { corruptInputs } from '@vrn/bodies';
import { iou, registeredIou, silhouetteIou } from '@vrn/metrics';
import { buildVRN, enableWasmTraining, loadVRN, type VRN, type VRNConfig } from '@vrn/model';
import { cosineSchedule, train } from '@vrn/model/train';
import { conditionOnMask, random } from '@vrn/voxel';
import { heldOutSample, trainingSamples } from './samples.js';

interface Recipe {
  readonly config: Partial<VRNConfig>;
  readonly seed: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly rate: number;
  readonly warmup: number;
  readonly heldOut: number;
  /** Initial bias of the output logits: about the logit of the mean occupancy. */
  readonly outputBias: number;
}

const name = process.argv[2] ?? 'landmarks-mask-64';
const here = new URL('.', import.meta.url);
const recipe = JSON.parse(await readFile(new URL(`${name}.json`, here), 'utf8')) as Recipe;
const runs = new URL('../../../runs/', here);
const checkpoint = new URL(`${name}.safetensors`, runs).pathname;

await setBackend('wasm');
enableWasmTraining();
const vrn = buildVRN(recipe.config, { seed: recipe.seed });
for (const [path, tensor] of vrn.params) {
  if (/fork\/conv\/b$/.test(path)) vrn.assign(path, fill(tensor.shape, recipe.outputBias));
}
const size = vrn.config.rows;
const dataset = trainingSamples(size, recipe.samples);
const began = Date.now();
let firstStep: number | undefined;
let average: number | undefined;
const { steps } = await train(vrn, dataset, {
  epochs: 1,
  batchSize: recipe.batchSize,
  seed: recipe.seed,
  schedule: cosineSchedule({ rate: recipe.rate, warmup: recipe.warmup }),
  checkpoint,
  checkpointEvery: 50,
  onStep: ({ step, steps: all, loss, losses, rate }) => {
    firstStep ??= step - 1;
    average = average === undefined ? loss : 0.98 * average + 0.02 * loss;
    const left = ((Date.now() - began) / (step - firstStep)) * (all! - step);
    if (step % 10 !== 0) return;
    const numbers = losses.map((each) => each.toFixed(5)).join(' ');
    console.log(
      `${step}/${all} loss ${numbers} average ${average.toFixed(5)} rate ${rate.toExponential(2)} left ${(left / 60_000).toFixed(1)} min`,
    );
  },
});
await write(vrn, steps);

type Scores = Record<'iou' | 'registeredIou' | 'silhouetteIou', number>;

/**
 * Computes mean scores over the held-out people: of the network alone, and of its volume conditioned on the mask.
 * With `isDegraded`, the inputs have errors like those of detectors.
 */
async function scores(network: VRN, isDegraded: boolean): Promise<{ network: Scores; onMask: Scores }> {
  const empty = (): Scores => ({ iou: 0, registeredIou: 0, silhouetteIou: 0 });
  const means = { network: empty(), onMask: empty() };
  for (let seed = 0; seed < recipe.heldOut; seed++) {
    const clean = heldOutSample(size, seed);
    const shown = isDegraded ? corruptInputs(clean, random(seed).fork(1)) : clean;
    const volume = await network.predict(shown);
    for (const [sums, found] of [
      [means.network, volume],
      [means.onMask, conditionOnMask(volume, shown.mask)],
    ] as const) {
      sums.iou += iou(found, clean.volume);
      sums.registeredIou += registeredIou(found, clean.volume).iou;
      sums.silhouetteIou += silhouetteIou(found, clean.volume);
    }
  }
  for (const sums of Object.values(means)) {
    for (const key of Object.keys(sums) as (keyof Scores)[]) sums[key] = +(sums[key] / recipe.heldOut).toFixed(4);
  }
  return means;
}

/** Writes the weights and their card. */
async function write(network: VRN, taken: number): Promise<void> {
  const bytes = await network.save();
  const saved = loadVRN(bytes);
  const card = {
    name,
    file: `${name}.safetensors`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    licence: 'MIT',
    config: network.config,
    parameters: network.summary().parameters,
    multiplyAdds: network.summary().multiplyAdds,
    data: 'capsules bodies of @vrn/bodies, landmarks and mask degraded like those of detectors; seeds from 1,000,000',
    training: {
      ...recipe,
      config: undefined,
      steps: taken,
      engine: 'tfjs wasm',
      optimiser: 'RMSProp',
      schedule: 'cosine',
    },
    heldOut: {
      people: recipe.heldOut,
      seeds: `0–${recipe.heldOut - 1}`,
      clean: await scores(saved, false),
      degraded: await scores(saved, true),
    },
    remake: `npm run build && npx tsx packages/pretrained/recipe/train.ts ${name}`,
  };
  const folder = new URL('../weights/', here);
  await mkdir(folder, { recursive: true });
  await replaceFile(new URL(`${name}.safetensors`, folder), bytes);
  await replaceFile(new URL(`${name}.json`, folder), `${JSON.stringify(card, null, 2)}\n`);
  console.log(JSON.stringify(card.heldOut));
}

/** Writes a file under a temporary name and renames it. */
async function replaceFile(file: URL, content: Uint8Array | string): Promise<void> {
  const temporary = new URL(`${file.href}.tmp`);
  await writeFile(temporary, content);
  await rename(temporary, file);
}
