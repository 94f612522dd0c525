// Defines the values that code blocks of documents use without defining them, by document and name.
import '@tensorflow/tfjs-backend-wasm';
import { writeFile } from 'node:fs/promises';
import { setBackend } from '@tensorflow/tfjs-core';
import { bodySource, sample, writeShard } from '@vrn/bodies';
import { buildVRN, enableWasmTraining } from '@vrn/model';
import { box, cube } from '@vrn/test-utils';
import { encodeBinvox, type Grid, packed, resample, type TriangleMesh, voxelize } from '@vrn/voxel';

type Values = Readonly<Record<string, () => unknown>>;

const person = (side: number, image = false) => sample(bodySource('capsules'), 7, { shape: [side, side, side], image });
const grid: Grid = { shape: [16, 16, 16], min: [-1, -1, -1], max: [1, 1, 1] };
const unitBox = (): TriangleMesh => box({ min: [-0.5, -0.5, -0.5], max: [0.5, 0.5, 0.5] });

/** Creates a box without the two triangles of its first side. */
function openBox(): TriangleMesh {
  const { positions, indices } = unitBox();
  return { positions, indices: indices.slice(6) };
}

function binvox(min: number): Uint8Array {
  const ones = packed(new Uint8Array(8).fill(1), [2, 2, 2]);
  return encodeBinvox(ones, { grid: { shape: [2, 2, 2], min: [min, 0, 0], max: [min + 2, 2, 2] } });
}

/** Builds a network that can train on the wasm backend. */
async function smallNetwork() {
  await setBackend('wasm');
  enableWasmTraining();
  return buildVRN(
    { inputs: ['landmarks', 'mask'], stacks: 1 },
    { rows: 16, columns: 16, slices: 16, features: 8, seed: 1 },
  );
}

/** Creates the bytes of a shard with three people. */
const shardBytes = () =>
  writeShard(
    [1, 2, 3].map((seed) => sample(bodySource('capsules'), seed, { shape: [16, 16, 16] })),
    { split: 'train' },
  );

/** Values by document, then by name. */
export const GIVEN: Readonly<Record<string, Values>> = {
  'docs/voxels.md': { mesh: unitBox, openBox },
  'docs/engines.md': { landmarks: () => person(16).landmarks, mask: () => person(16).mask },
  'docs/pipeline.md': {
    landmarks64: () => person(64).landmarks,
    mask64: () => person(64).mask,
    soft: () => resample(resample(person(64).volume, [32, 32, 32]), [64, 64, 64]),
  },
  'docs/shards.md': {
    vrn: smallNetwork,
    names: async () => {
      await writeFile('people.vrns', await shardBytes());
      return ['people.vrns'];
    },
  },
  'packages/metrics/README.md': {
    prediction: () => voxelize(cube({ side: 1 }), grid),
    truth: () => voxelize(cube({ side: 1.2 }), grid),
    meshA: () => cube({ side: 1 }),
    meshB: () => cube({ side: 1.2 }),
    grid: () => grid,
    fileA: () => binvox(0),
    fileB: () => binvox(1),
  },
  'packages/voxel/README.md': { mesh: unitBox },
  'packages/mesh/README.md': {
    volume: () => resample(person(32).volume, [32, 32, 32]),
    grid: () => person(32).grid,
    photograph: () => person(32, true).image,
    mask: () => person(32).mask,
    mesh: () => cube({ side: 1 }),
  },
  'packages/vrn-model/README.md': {
    samples: () => [person(16, true), person(16, true)],
    people: () => [person(16), person(16)],
    heldOut: () => [person(16)],
    landmarks: () => person(16).landmarks,
    mask: () => person(16).mask,
    vrn: smallNetwork,
    shards: () => () => [person(16), person(16)],
  },
};
