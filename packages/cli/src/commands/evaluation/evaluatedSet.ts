// Opens the samples that an evaluation scores, and the training people of its baselines.
import { checkSplits, indexShards, placedIn, type Shard, type ShardList, type Split } from '@vrn/bodies';
import { check } from '@vrn/voxel';
import { about } from '../../output/messages.js';
import { type DataSource, openSource } from '../training/trainData.js';

export interface EvaluatedSet {
  readonly samples: ShardList;
  /** The split that is scored; undefined for all samples. */
  readonly split: Split | undefined;
  readonly shards: readonly Shard[];
  close(): Promise<void>;
}

/**
 * Opens the samples of a set: of a folder of shards, or of one shard.
 *
 * @param choice  split, or 'all'. Default: the first of test and validation that has samples, else all.
 * @param most    maximum number of samples, spread evenly; default all.
 * @throws {VolumetricError} naming the set.
 */
export async function openEvaluatedSet(
  place: string,
  { choice, most }: { readonly choice: Split | 'all' | undefined; readonly most: number | undefined },
): Promise<EvaluatedSet> {
  const source = await openSource(place);
  try {
    return await about(place, () => {
      const split = choice === undefined ? defaultSplit(source) : choice === 'all' ? undefined : choice;
      const all = indexShards(source.shards, { ...(split && { split }) });
      const shards = source.shards.filter(({ header }) => split === undefined || header.split === split);
      return { samples: spread(all, most), split, shards, close: source.close };
    });
  } catch (error) {
    await source.close();
    throw error;
  }
}

function defaultSplit({ shards }: DataSource): Split | undefined {
  check(
    shards.some(({ length }) => length > 0),
    'bad-file',
    () => 'a set to be scored must have samples, got none',
  );
  return (['test', 'validation'] as const).find((split) => {
    return shards.some(({ header, length }) => header.split === split && length > 0);
  });
}

/** Selects at most `most` samples, spread evenly. */
function spread(list: ShardList, most = list.length): ShardList {
  const length = Math.min(most, list.length);
  return { length, get: (index) => list.get(Math.floor((index * list.length) / length)) };
}

/** Returns warnings about people, subjects and outfits that training and scored shards share: one for each kind. */
export async function leaksBetween(training: readonly Shard[], scored: readonly Shard[]): Promise<string[]> {
  const placed = [];
  for await (const each of placedIn(training)) placed.push({ ...each, split: 'train' as const });
  for await (const each of placedIn(scored)) placed.push({ ...each, split: 'test' as const });
  const conflicts = await checkSplits(placed);
  return (['person', 'subject', 'outfit'] as const).flatMap((kind) => {
    const names = conflicts.filter((each) => each.kind === kind).map(({ name }) => name);
    if (names.length === 0) return [];
    return [
      `the training set shares ${names.length} of its ${kind} names with the evaluated set: ${names.slice(0, 3).join(', ')}`,
    ];
  });
}
