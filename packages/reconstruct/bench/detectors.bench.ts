// Measures how well detectors trained on photographs find the landmarks of rendered people. Run with:
// npm run bench -- detectors.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { bodySource, sample } from '@vrn/bodies';
import { readModel } from '@vrn/detectors';
import { digits, record } from '../../../bench/record.js';
import { findPeople, loadDetectors } from '../src/index.js';

const PEOPLE = Number(process.env['PEOPLE'] ?? 100);
const PIXELS = 3;

/** Maximum median error, as a fraction of the person's height in the picture. */
const LIMIT = 0.1;

const shared = (name: string): string => fileURLToPath(new URL(`../../../../shared/${name}`, import.meta.url));
if (!existsSync(shared('makehuman'))) {
  console.log('detectors: nothing to measure: needs ../shared/makehuman');
  process.exit(0);
}

enableProdMode();
await setBackend('wasm');
const detectors = await loadDetectors(readModel);
const source = bodySource({ makehuman: shared('makehuman'), mocap: shared('mocap') });

/** Returns the landmarks' errors as fractions of the person's height in the picture; infinite if nobody was found. */
async function errors(seed: number): Promise<number[]> {
  const person = sample(source, seed, { shape: [128, 128, 128], imageScale: PIXELS });
  const [rows, columns] = person.mask.shape as [number, number];
  const data = Uint8Array.from(person.image.data, (value) => Math.round(255 * value));
  let [top, bottom] = [rows, 0];
  for (let at = 0; at < person.mask.data.length; at++) {
    if (person.mask.data[at]! < 0.5) continue;
    const row = Math.floor(at / columns);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
  }
  const [best] = await findPeople({ data, shape: [rows, columns, 3] }, detectors);
  if (best === undefined) return person.landmarks.map(() => Number.POSITIVE_INFINITY);
  return person.landmarks.map(([row, column], i) => {
    return Math.hypot(best.landmarks[i]![0] - row, best.landmarks[i]![1] - column) / (bottom - top);
  });
}

const all: number[] = [];
let nobody = 0;
for (let seed = 0; seed < PEOPLE; seed++) {
  const each = await errors(seed);
  if (each[0] === Number.POSITIVE_INFINITY) nobody++;
  all.push(...each);
}
all.sort((a, b) => a - b);
const quantile = (share: number): number => 100 * all[Math.floor(share * (all.length - 1))]!;
const median = quantile(0.5);
const row = {
  what: `MoveNet and BlazePose on ${PEOPLE} dressed people, ${128 * PIXELS} pixels a side, all 16 landmarks`,
  median_percent_of_height: digits(median),
  quartile_percent_of_height: digits(quantile(0.75)),
  within_10_percent: digits((100 * all.filter((error) => error <= LIMIT).length) / all.length),
  nobody_found: nobody,
};
console.log(JSON.stringify(row));
if (!(median <= 100 * LIMIT))
  throw new Error(`detectors: the median must be at most 10 % of the height, got ${median} %`);
record('detectors', [row]);
process.exit(0);
