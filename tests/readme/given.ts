// Defines the values that code blocks of documents use without defining them, by document and name.
import '@tensorflow/tfjs-backend-wasm';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { setBackend } from '@tensorflow/tfjs-core';
import { bodySource, sample, writeShard } from '@vrn/bodies';
import { readModel } from '@vrn/detectors';
import { buildVRN, enableWasmTraining, loadVRN } from '@vrn/model';
import { loadPretrained } from '@vrn/pretrained';
import { loadDetectors, reconstruct } from '@vrn/reconstruct';
import { box, cube } from '@vrn/test-utils';
import { encodeBinvox, type Grid, packed, random, resample, type TriangleMesh, voxelize } from '@vrn/voxel';
import ort from 'onnxruntime-node';
import sharp from 'sharp';
import { listed, torchNetwork } from '../../packages/vrn-model/test/helpers/torchNetwork.js';
import { root } from './documents.js';

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
export const shardBytes = () =>
  writeShard(
    [1, 2, 3].map((seed) => sample(bodySource('capsules'), seed, { shape: [16, 16, 16] })),
    { split: 'train' },
  );

let body: ReturnType<typeof reconstructSample> | undefined;

/** Reconstructs the sample picture once. */
const sampleBody = () => {
  body ??= reconstructSample();
  return body;
};

async function reconstructSample() {
  await setBackend('wasm');
  const detectors = await loadDetectors(readModel);
  const network = loadVRN((await loadPretrained()).weights);
  const picture = sharp(join(root, 'assets', 'sample.png'))
    .removeAlpha()
    .raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  return reconstruct({ data, width: info.width, height: info.height }, { detectors, network });
}

/** A small network of the shape of the published one, and the arrays of its modules. */
const RELEASED = { stem: [4, 8, 8], features: 8, modules: 1, stacks: 2, depth: 3, slices: 10 } as const;
const released = { ...RELEASED, rows: 64, columns: 32 };

/** A `self` as in a worker, whose other end is kept for the check. */
const ports = new WeakMap<MessagePort, MessagePort>();
function workerSelf(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  ports.set(port1, port2);
  return port1;
}

/** Sends landmarks and a mask to a worker, and checks that a volume comes back. */
async function predictsInWorker(self: MessagePort): Promise<void> {
  const page = ports.get(self)!;
  const { landmarks, mask } = person(16);
  const answer = new Promise<{ readonly data: Float32Array; readonly shape: readonly number[] }>((resolve) => {
    page.once('message', resolve);
  });
  const { data, shape, stride, offset } = mask as unknown as typeof mask & {
    readonly stride: number[];
    readonly offset: number;
  };
  page.postMessage({ landmarks, mask: { data, shape, stride, offset } });
  const volume = await answer;
  self.close();
  if (volume.shape.join() !== '16,16,16' || volume.data.length !== 16 ** 3) throw new Error('the worker must answer');
}

/** Checks after a block has run, by document and name of a given value. */
export const CHECKS: Readonly<Record<string, Readonly<Record<string, (value: never) => Promise<void>>>>> = {
  'packages/vrn-model/README.md': { self: predictsInWorker },
};

/** Values by document, then by name. Names with a dot are files that are written before the block runs. */
export const GIVEN: Readonly<Record<string, Values>> = {
  'docs/voxels.md': { mesh: unitBox, openBox },
  'docs/engines.md': { landmarks: () => person(16).landmarks, mask: () => person(16).mask },
  'docs/pipeline.md': {
    landmarks64: () => person(64).landmarks,
    mask64: () => person(64).mask,
    soft: () => resample(resample(person(64).volume, [32, 32, 32]), [64, 64, 64]),
  },
  'docs/datasets.md': {
    'people.json': () => JSON.stringify({ name: 'people', source: 'capsules', samples: 3, shape: [16, 16, 16] }),
  },
  'packages/detectors/README.md': {
    fetch: async () => {
      await setBackend('wasm');
      return async (path: string) => new Response(new Uint8Array(await readModel(path.replace('/models/', ''))));
    },
  },
  'packages/reconstruct/README.md': { body: sampleBody },
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
    arrays: () => listed(torchNetwork(random(5), RELEASED)).flatMap(({ arrays }) => arrays),
    config: () => released,
    fetch: async () => {
      const weights = await (await smallNetwork()).save();
      return async () => new Response(new Uint8Array(weights));
    },
    ort: () => ort,
    self: workerSelf,
  },
};
