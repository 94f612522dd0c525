// Tests that the shipped networks match their cards and reconstruct held-out bodies.
import { createHash } from 'node:crypto';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { bodySource, sample } from '@vrn/bodies';
import { iou, silhouetteIou } from '@vrn/metrics';
import { loadVRN } from '@vrn/model';
import { conditionOnMask } from '@vrn/voxel';
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

  it('scores on held-out people about as its card states', async () => {
    const vrn = loadVRN(await readWeights(name));
    const card = await readCard(name);
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
    // The mean of a dozen people is within a tenth of the mean of two hundred.
    expect(Math.abs(scores.iou - clean.network.iou)).toBeLessThan(0.1);
    expect(scores.outline).toBeGreaterThan(0.85);
  });
});

it('includes the default', () => expect(WEIGHTS).toContain(DEFAULT_WEIGHTS));
