// Makes and writes one part of a shard: the unit of work of a thread.
import { sample } from '../../sample/sample.js';
import { encodeSample } from '../../shard/sample/encodeSample.js';
import { about } from '../files/about.js';
import { isDressed, seedOf, splitOfSample } from '../plan/plan.js';
import { openSource, type SetSource } from '../source/openSource.js';
import type { Spec } from '../spec/spec.js';
import { writePart } from './parts.js';

/** A task for a thread, as plain data that messages between threads can contain. */
export interface PartTask {
  readonly spec: Spec;
  /** The folder that paths in the spec are relative to. */
  readonly folder: string;
  /** Numbers, in the data set, of the samples to make. */
  readonly samples: readonly number[];
  readonly file: string;
}

const sources = new Map<string, Promise<SetSource>>();

/**
 * Makes samples and writes them as a part. Every thread opens each source once and keeps it in memory.
 *
 * @returns  warnings about the source.
 */
export async function makePart({ spec, folder, samples, file }: PartTask): Promise<readonly string[]> {
  const key = JSON.stringify([spec.source, spec.split, spec.seed, spec.backgrounds, folder]);
  let source = sources.get(key);
  if (source === undefined) {
    source = openSource(spec, folder);
    sources.set(key, source);
  }
  const opened = await source;
  const bytes: Uint8Array[] = [];
  for (const number of samples) bytes.push(await about(`sample ${number}`, () => makeSample(spec, opened, number)));
  await writePart(file, bytes);
  return opened.warnings;
}

/** Makes and encodes a sample. The result depends only on the spec, the source and the number of the sample. */
export function makeSample(spec: Spec, { people, backgrounds }: SetSource, number: number): Uint8Array {
  const seed = seedOf(spec.seed, number);
  const made = sample(people, seed, {
    ...spec.sample,
    image: spec.image !== false,
    split: splitOfSample(spec.split, number),
    dressed: isDressed(spec.dressed, seed),
    ...(backgrounds && { backgrounds }),
  });
  const { image } = spec;
  const format = image !== false && image.format === 'jpeg' ? { jpeg: image.quality } : 'png';
  const provenance = { source: people.name, person: String(number), ...made.provenance, sample: number, seed };
  return encodeSample({ ...made, provenance }, { image: format });
}
