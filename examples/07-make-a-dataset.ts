// Makes a small data set of people, verifies it, reads its training split, and draws the first four samples.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contactSheet, encodePng, indexShards, readShard } from '@vrn/bodies';
import { makeDataset, verifyDataset } from '@vrn/bodies/dataset';

const output = await mkdtemp(join(tmpdir(), 'people-'));

// 12 people made of capsules, as volumes of 32³ voxels in two shards; docs/datasets.md lists all fields.
const spec = { name: 'people', source: 'capsules', samples: 12, shards: 2, seed: 7, shape: [32, 32, 32] };
const { shards, warnings } = await makeDataset(spec, { output, workers: 1 });
const { faults } = await verifyDataset(output);

// Combines the shards of the training split into one list of samples, a dataset for `train` of @vrn/model/train.
const names = (await readdir(output)).filter((name) => name.endsWith('.vrns')).sort();
const opened = await Promise.all(names.map(async (name) => readShard(await readFile(join(output, name)), { name })));
const training = indexShards(opened, { split: 'train' });
const samples = await Promise.all([0, 1, 2, 3].map((index) => training.get(index)));
const { image, volume } = samples[0]!;
const sheet = encodePng(contactSheet(samples, { size: 96, title: 'The first four samples' }));
await rm(output, { recursive: true });

// → { made: 12, faults: 0, warnings: 0, training: 10, image: [32, 32, 3], volume: [32, 32, 32], sheet: a .png file }
export default {
  made: shards.reduce((sum, shard) => sum + shard.made, 0),
  faults: faults.length,
  warnings: warnings.length,
  training: training.length,
  image: image.shape,
  volume: volume.shape,
  sheet,
};
