// Runs the detectors on the training samples of a data set and stores the detections.
// Usage: detect.ts SET FILE, the folder of the data set and the JSON file of the detections.
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { indexShards, readShard } from '@vrn/bodies';
import { readModel } from '@vrn/detectors';
import { loadDetectors } from '@vrn/reconstruct';
import { type Detection, decodeDetections, detectSample, encodeDetections } from '@vrn/reconstruct/evaluate';

/** Number of new detections after which the file is written; an interrupted run resumes from it. */
const SAVE_EVERY = 10;

const [folder, file] = process.argv.slice(2);
if (folder === undefined || file === undefined) throw new Error('detect: arguments must be SET FILE');
await setBackend('wasm');
const detectors = await loadDetectors(readModel);
const text = await readFile(file, 'utf8').catch(() => undefined);
// The set is identified by the path of its folder, not by checksums, since samples may still be added to it.
const found = text === undefined ? new Map<number, Detection | undefined>() : decodeDetections(text, folder);
const names = (await readdir(folder)).filter((name) => /^train.*\.vrns$/.test(name)).sort();
let unsaved = 0;
for (const name of names) {
  const handle = await open(join(folder, name));
  const samples = indexShards([await readShard(handle, { name })]);
  for (let index = 0; index < samples.length; index++) {
    const sample = await samples.get(index);
    const number = sample.provenance!.sample!;
    if (found.has(number)) continue;
    found.set(number, await detectSample(sample, detectors));
    unsaved = (unsaved + 1) % SAVE_EVERY;
    if (unsaved === 0) await writeFile(file, encodeDetections(found, folder));
  }
  await handle.close();
  await writeFile(file, encodeDetections(found, folder));
  console.log(`${name}: ${found.size} detections in all`);
}
detectors.dispose();
