// Tests that the shipped networks match their cards and reconstruct held-out bodies.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { bodySource, indexShards, readShard, sample } from '@vrn/bodies';
import { iou, silhouetteIou } from '@vrn/metrics';
import { loadVRN } from '@vrn/model';
import { conditionOnMask, type Landmark, packed, resample } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_WEIGHTS, readCard, readWeights, WEIGHTS } from '../src/index.js';

beforeAll(async () => {
  await setBackend('wasm');
});

describe.each(WEIGHTS)('%s', (name) => {
  it('matches the size and digest of its card, below 10 MB', async () => {
    const bytes = await readWeights(name);
    const card = await readCard(name);
    expect(card).toMatchObject({ name, bytes: bytes.length, licence: 'MIT' });
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(card.sha256);
    expect(bytes.length).toBeLessThan(10_000_000);
    for (const field of ['data', 'training', 'heldOut', 'remake']) expect(card[field]).toBeDefined();
  });

  it('has the number of parameters and the config of its card', async () => {
    const vrn = loadVRN(await readWeights(name));
    const card = await readCard(name);
    expect(vrn.summary().parameters).toBe(card.parameters);
    expect(vrn.config).toEqual(card.config);
    vrn.dispose();
  });
});

describe('landmarks-mask-64', () => {
  it('scores on held-out people about as its card states', async () => {
    const vrn = loadVRN(await readWeights('landmarks-mask-64'));
    const card = await readCard('landmarks-mask-64');
    const { rows, columns, slices } = vrn.config;
    const source = bodySource('capsules');
    const scores = { iou: 0, outline: 0 };
    const people = 12;
    for (let seed = 0; seed < people; seed++) {
      const body = sample(source, seed, { shape: [rows, columns, slices], image: false });
      const volume = await vrn.predict(body);
      scores.iou += iou(volume, body.volume) / people;
      scores.outline += silhouetteIou(conditionOnMask(volume, body.mask), body.volume) / people;
    }
    vrn.dispose();
    const { clean } = card.heldOut as { clean: { network: { iou: number } } };
    // The mean of about a dozen people is within 0.1 of the mean of two hundred.
    expect(Math.abs(scores.iou - clean.network.iou)).toBeLessThan(0.1);
    expect(scores.outline).toBeGreaterThan(0.85);
  });
});

describe.each(['people-64-fine', 'people-64'] as const)('%s', (name) => {
  it('scores on people of the test set about as its card states', async () => {
    const vrn = loadVRN(await readWeights(name));
    const shard = new URL('../../../experiments/testset/test-00000-of-00001.vrns', import.meta.url);
    const people = indexShards([await readShard(await readFile(shard))]);
    const scores: number[] = [];
    for (let index = 5; index < people.length; index += 16) {
      const { volume, mask, landmarks } = await people.get(index);
      const factor = mask.shape[0]! / vrn.config.rows;
      const seen = {
        mask: shrunk(mask, factor),
        landmarks: landmarks.map(([row, column, ...rest]): Landmark => {
          return [(row + 0.5) / factor - 0.5, (column + 0.5) / factor - 0.5, ...rest];
        }),
      };
      const predicted = await vrn.predict(seen);
      scores.push(iou(resample(predicted, volume.shape as [number, number, number]), volume));
    }
    vrn.dispose();
    const { trueInputs } = (await readCard(name))['heldOut'] as { trueInputs: { iou: { mean: number } } };
    // The mean of about a dozen people is within 0.1 of the mean of two hundred.
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(Math.abs(mean - trueInputs.iou.mean)).toBeLessThan(0.1);
  });

  it('states the frame of its volumes', async () => {
    const vrn = loadVRN(await readWeights(name));
    expect(vrn.config.frame).toBe('view');
    vrn.dispose();
  });
});

/** Averages blocks of `factor` × `factor` pixels. */
function shrunk({ data, shape }: { data: Float32Array; shape: readonly number[] }, factor: number) {
  const [rows, columns] = [shape[0]! / factor, shape[1]! / factor];
  const out = new Float32Array(rows * columns);
  for (let at = 0; at < data.length; at++) {
    const [i, j] = [Math.floor(at / shape[1]!), at % shape[1]!];
    out[Math.floor(i / factor) * columns + Math.floor(j / factor)]! += data[at]! / factor ** 2;
  }
  return packed(out, [rows, columns]);
}

it('includes the default', () => expect(WEIGHTS).toContain(DEFAULT_WEIGHTS));
