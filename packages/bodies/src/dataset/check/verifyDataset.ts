// Verifies a data set: finds faults of its shards and samples, and people, subjects and outfits that splits must not
// share.
import * as fs from 'node:fs/promises';
import { basename, join } from 'node:path';
import { VolumetricError } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import type { Split } from '../../person/person.js';
import { checkSplits, type Placed, placedSample } from '../../shard/checkSplits.js';
import { readShard } from '../../shard/readShard.js';
import { decodeNote } from '../../shard/sample/decodeSample.js';
import { verifyShard } from '../../shard/verifyShard.js';
import { about, reasonOf } from '../files/about.js';
import { MAX_SHARD_SAMPLES, rangeOf, type ShardFile, SPLITS, shardName, splitOfSample } from '../plan/plan.js';
import { readSet, shardFiles } from '../set/setFolder.js';
import { sameJson, withShard } from '../set/shardFile.js';
import type { Spec } from '../spec/spec.js';

/** One fault of a data set. */
export interface Fault {
  /**
   * 'missing': a shard file is missing. 'damaged': a file cannot be read, or its content is damaged. 'foreign': a file
   * belongs to another data set or to another number of shards, or contains a different shard than its name says.
   * 'sample': a sample is missing, duplicate or out of order. 'leak': a person, a subject or an outfit is in more than
   * one split (see `checkSplits`).
   */
  readonly kind: 'missing' | 'damaged' | 'foreign' | 'sample' | 'leak';
  /** The shard file that is missing or has the fault, if the fault concerns a single file. */
  readonly file?: string;
  /** Index of the sample in the shard, from 0, if the fault concerns a single sample. */
  readonly sample?: number;
  /** Description of the fault, in one line, which names the shard file if the fault concerns a single one. */
  readonly message: string;
}

export interface VerifiedDataset {
  /** Number of shard files that exist, with or without faults. */
  readonly shards: number;
  /**
   * Number of samples in shard files that are neither damaged nor foreign, by split. All 0 for a single file of unknown
   * split.
   */
  readonly samples: Readonly<Record<Split, number>>;
  readonly faults: readonly Fault[];
}

export interface VerifyDatasetOptions {
  /** Called with the number of shard files verified so far and their total number; never for a single file. */
  readonly onProgress?: (done: number, total: number) => void;
}

export const VERIFY_DATASET_DEFAULTS = { onProgress: undefined } as const;

/**
 * Verifies a data set completely: every byte and every sample.
 *
 * @param place  the folder of a data set, or one shard file (.vrns).
 * @returns      numbers of shards and samples, and all faults; no faults for an intact data set.
 * @throws {VolumetricError} `bad-file` where there is no data set; `no-eval` where code from strings is forbidden,
 *   since decoding needs it; `bad-argument`
 * Cost: reads every sample once for a single file and twice for a folder, and decodes it once.
 *
 * @example
 * const { faults } = await verifyDataset('people');
 * for (const { message } of faults) console.error(message);
 */
export async function verifyDataset(place: string, options: VerifyDatasetOptions = {}): Promise<VerifiedDataset> {
  checkOptions('verifyDataset', options, VERIFY_DATASET_DEFAULTS);
  const { onProgress = () => {} } = options;
  const status = await about(place, () => fs.stat(place));
  return status.isDirectory() ? verifyFolder(place, onProgress) : verifyFile(place);
}

async function verifyFolder(folder: string, onProgress: (done: number, total: number) => void) {
  const spec = await readSet(folder);
  const files = await shardFiles(folder);
  const faults: Fault[] = [];
  const count = files[0]?.count ?? 0;
  for (const { file } of files.filter((each) => each.count !== count)) {
    faults.push({
      kind: 'foreign',
      file,
      message: `${file}: belongs to a data set of another number of shards than ${count}`,
    });
  }
  const own = files.filter((each) => each.count === count);
  faults.push(...missing(spec, own));
  const found: Found = { placed: [], fileOf: new Map(), samples: { train: 0, validation: 0, test: 0 } };
  for (const [done, shard] of own.entries()) {
    faults.push(...(await verifyOne(folder, shard, spec, found)));
    onProgress(done + 1, own.length);
  }
  for (const { kind, name, splits } of await checkSplits(found.placed)) {
    faults.push({ kind: 'leak', message: `${kind} ${name} is in more than one split: ${splits.join(', ')}` });
  }
  return { shards: files.length, samples: found.samples, faults };
}

/** Verifies a single shard file, without the data set that it belongs to. */
async function verifyFile(file: string): Promise<VerifiedDataset> {
  const samples: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  const handle = await about(file, () => fs.open(file, 'r'));
  try {
    const faults = await about(file, () => damagesOf(handle, file));
    if (faults.length === 0) {
      await withShard(file, async ({ header, length }) => {
        const split = header.split ?? readSplit(basename(file));
        if (split !== undefined) samples[split] = length;
      });
    }
    return { shards: 1, samples, faults };
  } finally {
    await handle.close();
  }
}

const readSplit = (name: string): Split | undefined => SPLITS.find((split) => name.startsWith(`${split}-`));

async function damagesOf(handle: fs.FileHandle, file: string): Promise<Fault[]> {
  const damages = await verifyShard(handle, { name: file });
  return damages.map(({ sample, message }) => ({
    kind: 'damaged',
    file,
    ...(sample !== undefined && { sample }),
    message: message.replace(/^verifyShard: /, ''),
  }));
}

/** Yields, in ascending order, the numbers within the data set of the samples that a shard file must contain. */
function* numbersOf(spec: Spec, { split, index, count }: Omit<ShardFile, 'file'>): Generator<number> {
  const [first, end] = rangeOf(spec.samples, index, count);
  for (let number = first; number < end; number++) {
    if (splitOfSample(spec.split, number) === split) yield number;
  }
}

function missing(spec: Spec, files: readonly ShardFile[]): Fault[] {
  const [some] = files;
  if (some === undefined) return [{ kind: 'missing', message: 'the set has no shards' }];
  const { count } = some;
  if (spec.samples / count > MAX_SHARD_SAMPLES) {
    return [{ kind: 'missing', message: `${count} shards cannot hold the ${spec.samples} samples of the spec` }];
  }
  const present = new Set(files.map(({ file }) => file));
  const faults: Fault[] = [];
  for (let index = 0; index < count; index++) {
    for (const split of SPLITS) {
      const file = shardName(split, index, count);
      if (present.has(file) || numbersOf(spec, { split, index, count }).next().done) continue;
      const message = `${file}: is missing (vrn dataset make … --shard ${index}/${count})`;
      faults.push({ kind: 'missing', file, message });
    }
  }
  return faults;
}

/** Results that are accumulated over all shards. */
interface Found {
  readonly placed: Placed[];
  /** Maps the number of a sample within the data set to the shard file that contains it. */
  readonly fileOf: Map<number, string>;
  readonly samples: Record<Split, number>;
}

async function verifyOne(folder: string, shard: ShardFile, spec: Spec, found: Found): Promise<Fault[]> {
  const { file } = shard;
  let handle: fs.FileHandle | undefined;
  try {
    handle = await fs.open(join(folder, file), 'r');
    const damages = await damagesOf(handle, file);
    return damages.length > 0 ? damages : await contentFaults(handle, shard, spec, found);
  } catch (error) {
    if (error instanceof VolumetricError && error.code === 'no-eval') throw error;
    const reason = reasonOf(error).replace(`${join(folder, file)}: `, '');
    return [{ kind: 'damaged', file, message: `${file}: ${reason}` }];
  } finally {
    await handle?.close();
  }
}

/**
 * Finds faults in the content of an undamaged file: it was made for another spec or shard, or its samples are missing,
 * duplicate or out of order. Adds its samples to the accumulated results, unless it is of another spec or shard.
 */
async function contentFaults(
  handle: fs.FileHandle,
  name: ShardFile,
  spec: Spec,
  { placed, fileOf, samples }: Found,
): Promise<Fault[]> {
  const { file, split, index, count } = name;
  const shard = await readShard(handle, { name: file });
  const { header } = shard;
  if (!sameJson(header.spec, spec))
    return [{ kind: 'foreign', file, message: `${file}: was made from a different spec than the set` }];
  if (!sameJson([header.shard, header.split], [{ index, count }, split])) {
    const own = `${header.split} ${header.shard.index}/${header.shard.count}`;
    return [{ kind: 'foreign', file, message: `${file}: holds a different shard than its name says, ${own}` }];
  }
  const faults: Fault[] = [];
  const report = (sample: number, what: string): void => {
    faults.push({ kind: 'sample', file, sample, message: `${file}: sample ${sample} ${what}` });
  };
  const numbers = numbersOf(spec, name);
  samples[split] += shard.length;
  for (let at = 0; at < shard.length; at++) {
    const { provenance } = decodeNote(await shard.bytes(at));
    const number = Number(provenance?.sample);
    const expected = numbers.next().value;
    const other = fileOf.get(number);
    if (other !== undefined) report(at, `is number ${number} of the set, which ${other} contains already`);
    else if (number !== expected) report(at, `must be number ${expected ?? 'none'} of the set, got ${number}`);
    fileOf.set(number, file);
    if (provenance === undefined) continue;
    placed.push(placedSample(split, provenance, header.spec));
  }
  const left = [...numbers].length;
  if (left > 0) {
    const message = `${file}: must have ${shard.length + left} samples, got ${shard.length}`;
    faults.push({ kind: 'sample', file, message });
  }
  return faults;
}
