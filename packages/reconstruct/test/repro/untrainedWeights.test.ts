// The extruded slabs of untrained networks were reported as "silhouette IoU 0.975, 16 of 16 landmarks, closed".
import { buildVRN } from '@vrn/model';
import { packed } from '@vrn/voxel';
import { beforeAll, expect, it } from 'vitest';
import { type Body, type Predictor, reconstruct } from '../../src/index.js';
import { type Rgb, readSample, tools } from '../pictures.js';

let sample: Rgb;
let body: Body;
let made: Awaited<ReturnType<typeof tools>>;

beforeAll(async () => {
  sample = await readSample();
  made = await tools();
  body = await reconstruct(sample, made);
}, 120_000);

const withNetwork = async (network: Predictor): Promise<Body> => {
  const { landmarks, mask, square } = body;
  return reconstruct(sample, { network, landmarks, mask, square });
};

/** A network that predicts the same occupancy everywhere. */
const constant = (value: number): Predictor => ({
  inputShape: [64, 64, 17],
  predict: async () => packed(new Float32Array(64 ** 3).fill(value), [64, 64, 64]),
});

it('reports warnings for untrained weights, also in the .glb, although the outline agrees with the mask', async () => {
  const vrn = buildVRN(made.network.config, { seed: 3 });
  const { facts, toGlb } = await withNetwork(vrn);
  expect(facts.silhouetteIou).toBeGreaterThan(0.9);
  expect(facts.warnings.join('\n')).toMatch(/outline of the network's prediction agrees poorly with the mask/);
  expect(facts.warnings.join('\n')).toMatch(/undecided about \d+ % of the voxels: are its weights trained/);
  expect(new TextDecoder().decode(await toGlb())).toContain('are its weights trained');
  vrn.dispose();
}, 120_000);

it('reports a warning for a saturated prediction, which fills the depth of the grid', async () => {
  const { facts } = await withNetwork(constant(1));
  expect(facts.warnings.join('\n')).toMatch(/network's prediction agrees poorly/);
  expect(facts.warnings.join('\n')).toMatch(/fills \d+ % of the depth/);
}, 120_000);

it('rejects an empty prediction, and reports warnings for a faint one', async () => {
  await expect(withNetwork(constant(0))).rejects.toMatchObject({ code: 'no-person' });
  const { facts } = await withNetwork(constant(0.02));
  expect(facts.warnings.join('\n')).toMatch(/predicts a body behind only 0 % of the person's pixels/);
  expect(facts.warnings.join('\n')).toMatch(/predicts a body at only 0 % of the landmarks/);
}, 120_000);

it('reports no warning for the shipped weights', () => expect(body.facts.warnings).toEqual([]));
