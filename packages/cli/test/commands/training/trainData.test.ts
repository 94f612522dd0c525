// Tests what `vrn train` reads from shards before the network is built.
import { mkdir, writeFile } from 'node:fs/promises';
import { bodySource, sample, writeShard } from '@vrn/bodies';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../../src/commands/training/trainData.js';
import { temporaryFolder } from '../../fixtures/inProcess.js';

const at = temporaryFolder();
const options = { shape: [8, 8, 8], image: false, camera: { perspective: [40, 40] } } as const;

describe('openSource', () => {
  it.each([
    ['metric', undefined, 'metric'],
    ['view', undefined, 'view'],
    // A spec with options of samples determines the frame. If these do not state it, it is metric.
    ['metric', { sample: { frame: 'view' } }, 'view'],
    ['view', { sample: {} }, 'metric'],
  ] as const)('finds the frame of volumes, %s in the samples and %j as the spec', async (drawn, spec, frame) => {
    const folder = `${drawn} ${JSON.stringify(spec)}`.replaceAll(/[^a-z]+/g, '-');
    await mkdir(at(folder));
    const made = sample(bodySource('capsules'), 3, { ...options, ...(drawn === 'view' && { frame: 'view' }) });
    const shard = writeShard([made], { split: 'train', ...(spec && { spec }) });
    await writeFile(at(folder, 'train-00000-of-00001.vrns'), shard);
    const source = await openSource(at(folder));
    expect(source).toMatchObject({ frame, shape: [8, 8, 8] });
    await source.close();
  });

  it('gives capsule people the metric frame', async () => {
    expect(await openSource('capsules')).toMatchObject({ frame: 'metric', shards: [] });
  });
});
