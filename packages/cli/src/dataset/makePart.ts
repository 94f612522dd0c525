// Some samples of a set, made and written: what one thread does at a time.
import { encodeSample, sample } from '@vrn/bodies';
import { about } from '../output/failure.js';
import { writePart } from './parts.js';
import { isDressed, seedOf, splitOf } from './plan.js';
import { type SetSource, setSource } from './setSource.js';
import type { Spec } from './spec.js';

export interface PartTask {
  readonly spec: Spec;
  /** What folders in the spec are relative to. */
  readonly folder: string;
  /** Numbers in the set. */
  readonly samples: readonly number[];
  readonly file: string;
}

const sources = new Map<string, Promise<SetSource>>();

/** Makes the samples and writes them as a part. Sources are read once a thread. */
export async function makePart({ spec, folder, samples, file }: PartTask): Promise<void> {
  const key = JSON.stringify([spec.source, spec.split, spec.seed, spec.backgrounds, folder]);
  let source = sources.get(key);
  if (source === undefined) {
    source = setSource(spec, folder);
    sources.set(key, source);
  }
  const read = await source;
  const bytes: Uint8Array[] = [];
  for (const number of samples) bytes.push(await about(`sample ${number}`, () => makeSample(spec, read, number)));
  await writePart(file, bytes);
}

/** Bytes of a sample: a function of the spec and its number. */
export function makeSample(spec: Spec, { people, backgrounds }: SetSource, number: number): Uint8Array {
  const seed = seedOf(spec.seed, number);
  const made = sample(people, seed, {
    ...spec.sample,
    image: spec.image !== false,
    split: splitOf(spec.split, number),
    dressed: isDressed(spec.dressed, seed),
    ...(backgrounds && { backgrounds }),
  });
  const { image } = spec;
  const format = image !== false && image.format === 'jpeg' ? { jpeg: image.quality } : 'png';
  const provenance = { source: people.name, person: String(number), ...made.provenance, sample: number, seed };
  return encodeSample({ ...made, provenance }, { image: format });
}
