// Fits the amounts of the faults of `corruptInputs` to the errors of the detectors, and compares their noise.
// Usage: fit.ts SET DETECTIONS OUTPUT. If detect.ts was run with another path than SET, the environment variable
// DETECTIONS_SET must be that path.
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CorruptOptions, corruptInputs, indexShards, readShard } from '@vrn/bodies';
import { cropMask } from '@vrn/reconstruct';
import { type Detection, decodeDetections } from '@vrn/reconstruct/evaluate';
import { type Landmark, random } from '@vrn/voxel';
import { KINDS, type Kind, measureNoise, type Noise, type Seen } from './measureNoise.js';

/** Number of rounds that correct the amounts of faults by the ratio of the detectors' noise to the simulated noise. */
const ROUNDS = 4;

const [folder, file, output] = process.argv.slice(2);
if (folder === undefined || file === undefined || output === undefined) {
  throw new Error('fit: arguments must be SET DETECTIONS OUTPUT');
}
const detections = decodeDetections(await readFile(file, 'utf8'), process.env['DETECTIONS_SET'] ?? folder);
const { truths, seen, nobody } = await readPairs(folder, detections);
const detected = measureNoise(truths.map((truth, n) => ({ truth, seen: seen[n]! })));

/** Measures the noise that `corruptInputs` with these faults makes on the people that the detectors found. */
const simulated = (faults: CorruptOptions): Noise =>
  measureNoise(truths.map((truth, n) => ({ truth, seen: corruptInputs(truth, random(n).fork(0), faults) })));

const before = JSON.parse(await readFile(new URL('../people-64/train.json', import.meta.url), 'utf8')) as {
  corrupt: CorruptOptions;
};
let faults = firstGuess(detected);
for (let round = 0; round < ROUNDS; round++) faults = corrected(faults, simulated(faults), detected);
const result = {
  samples: truths.length,
  nobodyFound: nobody,
  detected,
  fitted: simulated(faults),
  defaults: simulated({}),
  'people-64': simulated(before.corrupt),
  corrupt: faults,
};
await writeFile(output, `${JSON.stringify(result, rounded, 2)}\n`);
console.log(JSON.stringify(faults));

/**
 * Returns the ground truth and the detections of the samples in which the detectors found a person, and the number of
 * samples in which they found nobody. Depths and masks of detections are converted from their squares to the image.
 */
async function readPairs(
  set: string,
  found: ReadonlyMap<number, Detection | undefined>,
): Promise<{ truths: Seen[]; seen: Seen[]; nobody: number }> {
  const [truths, seen] = [[] as Seen[], [] as Seen[]];
  let nobody = 0;
  for (const name of (await readdir(set)).filter((each) => /^train.*\.vrns$/.test(each)).sort()) {
    const handle = await open(join(set, name));
    const samples = indexShards([await readShard(handle, { name })]);
    for (let index = 0; index < samples.length; index++) {
      const sample = await samples.get(index);
      const number = sample.provenance!['sample'] as number;
      if (!found.has(number)) continue;
      const detection = found.get(number);
      if (detection === undefined) {
        nobody++;
        continue;
      }
      const side = sample.mask.shape[0]!;
      truths.push({ landmarks: sample.landmarks, mask: sample.mask });
      seen.push({
        landmarks: detection.landmarks.map(([row, column, confidence = 1, depth]): Landmark => {
          return [row, column, confidence, depth === undefined ? Number.NaN : (depth * detection.square.side) / side];
        }),
        mask: cropMask(detection.mask, { left: 0, top: 0, side }, side),
      });
    }
    await handle.close();
  }
  return { truths, seen, nobody };
}

function firstGuess(noise: Noise): CorruptOptions {
  const [low, , high] = noise.slopes as [number, number, number];
  const reach = (high - low) / 2;
  return {
    // A standard deviation that is drawn uniformly from 0 to d gives errors with a root mean square of d / √3.
    jitter: Math.sqrt(3) * noise.position,
    dropout: noise.missing,
    swap: noise.swapped,
    ...outlineOf(noise.outline),
    holes: Math.min(1, noise.holes + noise.patches),
    depth: {
      slope: [noise.slope - reach, noise.slope + reach],
      error: noise.depths,
      lean: noise.lean,
      flip: noise.mirrored,
      missing: noise.flat,
    },
  };
}

/**
 * Returns ranges [0, E] of erosion and [0, D] of dilation for a mean and a standard deviation of the outline's
 * displacement. Each is applied to half of the samples. Therefore (D − E) / 4 = mean and
 * (E² + D²) / 6 = mean² + deviation². If no E, D ≥ 0 fulfil both equations, only the first holds.
 */
function outlineOf([mean, deviation]: readonly [number, number]): Pick<CorruptOptions, 'erosion' | 'dilation'> {
  const difference = 4 * mean;
  const sum = Math.sqrt(Math.max(difference ** 2, 12 * (deviation ** 2 + mean ** 2) - difference ** 2));
  return { erosion: [0, (sum - difference) / 2], dilation: [0, (sum + difference) / 2] };
}

/**
 * Multiplies the amount of each fault by wanted / made, the ratio of the wanted noise to the noise that the fault made.
 * For the range of slopes, the middle is multiplied by the ratio of the slopes, and the width by the square of the
 * ratio of their spreads; the width is at least 0.04. Erosion and dilation are not changed.
 */
function corrected(now: CorruptOptions, made: Noise, wanted: Noise): CorruptOptions {
  const ratio = (value: (noise: Noise) => number): number => (value(made) > 0 ? value(wanted) / value(made) : 1);
  const depth = now.depth as Exclude<CorruptOptions['depth'], false | undefined>;
  const [low, high] = depth.slope as readonly [number, number];
  const spread = ratio(({ slopes }) => slopes[2]! - slopes[0]!);
  const middle = ((low + high) / 2) * ratio(({ slope }) => slope);
  const reach = Math.max(0.02, ((high - low) / 2) * spread ** 2);
  const kinds = KINDS.map((kind: Kind) => [kind, depth.error![kind]! * ratio(({ depths }) => depths[kind])] as const);
  return {
    ...now,
    jitter: (now.jitter as number) * ratio(({ position }) => position),
    dropout: (now.dropout as number) * ratio(({ missing }) => missing),
    swap: now.swap! * ratio(({ swapped }) => swapped),
    // The option `holes` sets the probabilities of holes and of false patches, which are half as likely.
    holes: Math.min(1, now.holes! * ratio(({ holes, patches }) => holes + patches)),
    depth: {
      ...depth,
      slope: [middle - reach, middle + reach],
      error: Object.fromEntries(kinds),
      lean: depth.lean! * ratio(({ lean }) => lean),
      flip: depth.flip! * ratio(({ mirrored }) => mirrored),
      missing: depth.missing! * ratio(({ flat }) => flat),
    },
  };
}

/** Replacer for `JSON.stringify` that rounds numbers to three significant digits. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(3)) : value;
}
