// All that is wrong with a set: shards that are missing, damaged or of another set, samples that are doubled, people in two splits.
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSplits, decodeNote, type Placed, readShard, type Split, verifyShard } from '@vrn/bodies';
import { oneLine } from '../output/failure.js';
import { rangeOf, type ShardFile, SPLITS, shardName, splitOf } from './plan.js';
import { readSet, shardFiles } from './setFolder.js';
import { same } from './shardFile.js';
import type { Spec } from './spec.js';

/** One thing that is wrong. */
export interface Fault {
  readonly kind: 'missing' | 'damaged' | 'foreign' | 'sample' | 'leak';
  /** Which shard, where it is one. */
  readonly file?: string;
  /** Which sample of the shard, from 0, where it is one. */
  readonly sample?: number;
  /** One line; it names the shard. */
  readonly message: string;
}

export interface Verified {
  readonly shards: number;
  readonly samples: Readonly<Record<Split, number>>;
  readonly faults: readonly Fault[];
}

/**
 * Reads a set whole, every byte and every sample.
 *
 * @param onShard  called with each shard that has been read.
 */
export async function verifySet(
  folder: string,
  onShard: (done: number, of: number) => void = () => {},
): Promise<Verified> {
  const spec = await readSet(folder);
  const files = await shardFiles(folder);
  const faults: Fault[] = [];
  const counts = [...new Set(files.map(({ count }) => count))];
  if (counts.length > 1) {
    const others = files.filter(({ count }) => count !== counts[0]);
    for (const { file } of others)
      faults.push({ kind: 'foreign', file, message: `${file}: belongs to shards of another number than ${counts[0]}` });
  }
  const own = files.filter(({ count }) => count === counts[0]);
  faults.push(...missing(spec, own));
  const placed: Placed[] = [];
  const seen = new Map<number, string>();
  const samples: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  for (const [done, shard] of own.entries()) {
    faults.push(...(await verifyOne(folder, shard, spec, { placed, seen, samples })));
    onShard(done + 1, own.length);
  }
  for (const { kind, name, splits } of await checkSplits(placed)) {
    faults.push({ kind: 'leak', message: `${kind} ${name} is in more than one split: ${splits.join(', ')}` });
  }
  return { shards: files.length, samples, faults };
}

/** Numbers of the set that a shard's file must have, in order. */
function numbersOf(spec: Spec, { split, index, count }: Omit<ShardFile, 'file'>): number[] {
  const [first, end] = rangeOf(spec.samples, index, count);
  return Array.from({ length: end - first }, (_, at) => first + at).filter(
    (number) => splitOf(spec.split, number) === split,
  );
}

function missing(spec: Spec, files: readonly ShardFile[]): Fault[] {
  const [some] = files;
  if (some === undefined) return [{ kind: 'missing', message: 'the set has no shards' }];
  const there = new Set(files.map(({ file }) => file));
  const faults: Fault[] = [];
  for (let index = 0; index < some.count; index++) {
    for (const split of SPLITS) {
      const file = shardName(split, index, some.count);
      if (there.has(file) || numbersOf(spec, { split, index, count: some.count }).length === 0) continue;
      faults.push({
        kind: 'missing',
        file,
        message: `${file}: is missing (vrn dataset make … --shard ${index}/${some.count})`,
      });
    }
  }
  return faults;
}

interface Found {
  readonly placed: Placed[];
  /** Which shard has a number of the set. */
  readonly seen: Map<number, string>;
  readonly samples: Record<Split, number>;
}

async function verifyOne(folder: string, shard: ShardFile, spec: Spec, found: Found): Promise<Fault[]> {
  const { file } = shard;
  const handle = await open(join(folder, file), 'r');
  try {
    const damages = await verifyShard(handle, { name: file });
    if (damages.length > 0) {
      return damages.map(({ sample, message }) => ({
        kind: 'damaged',
        file,
        ...(sample !== undefined && { sample }),
        message: message.replace(/^verifyShard: /, ''),
      }));
    }
    return await contentFaults(handle, shard, spec, found);
  } catch (error) {
    return [{ kind: 'damaged', file, message: `${file}: ${oneLine(error).replace(/^vrn: /, '')}` }];
  } finally {
    await handle.close();
  }
}

/** Of a whole file: whether it is the shard that its name says, with the samples that the spec says. */
async function contentFaults(
  handle: FileHandle,
  name: ShardFile,
  spec: Spec,
  { placed, seen, samples }: Found,
): Promise<Fault[]> {
  const { file, split, index, count } = name;
  const shard = await readShard(handle, { name: file });
  const { header } = shard;
  if (!same(header.spec, spec))
    return [{ kind: 'foreign', file, message: `${file}: was made from another spec than the set's` }];
  if (!same([header.shard, header.split], [{ index, count }, split])) {
    const own = `${header.split} ${header.shard.index}/${header.shard.count}`;
    return [{ kind: 'foreign', file, message: `${file}: holds another shard than its name says, ${own}` }];
  }
  const faults: Fault[] = [];
  const wanted = numbersOf(spec, name);
  if (shard.length !== wanted.length) {
    faults.push({ kind: 'sample', file, message: `${file}: must have ${wanted.length} samples, got ${shard.length}` });
  }
  samples[split] += shard.length;
  for (let at = 0; at < shard.length; at++) {
    const { provenance } = decodeNote(await shard.bytes(at));
    const number = Number(provenance?.sample);
    const other = seen.get(number);
    if (other !== undefined)
      faults.push({
        kind: 'sample',
        file,
        sample: at,
        message: `${file}: sample ${at} is number ${number} of the set, as one of ${other} is`,
      });
    else if (number !== wanted[at])
      faults.push({
        kind: 'sample',
        file,
        sample: at,
        message: `${file}: sample ${at} must be number ${wanted[at]} of the set, got ${number}`,
      });
    seen.set(number, file);
    if (provenance === undefined) continue;
    const { source, person, subject } = provenance;
    placed.push({ split, provenance: { source, person, ...(subject !== undefined && { subject }) } });
  }
  return faults;
}
