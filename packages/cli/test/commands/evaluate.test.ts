// Tests `vrn evaluate` on small sets: outputs, baselines, stored predictions, and messages about wrong arguments.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { bodySource, sample, writeShard } from '@vrn/bodies';
import { buildVRN } from '@vrn/model';
import { encodeNpy } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../src/engine/backend.js';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();
const people = bodySource('capsules');
const person = (seed: number) => {
  const made = sample(people, seed, { shape: [16, 16, 16], image: false });
  return { ...made, provenance: { ...made.provenance!, sample: seed } };
};

beforeAll(async () => {
  await startBackend();
  await mkdir(at('set'));
  await writeFile(at('set', 'test-00000-of-00001.vrns'), writeShard([1, 2, 3].map(person), { split: 'test' }));
  await writeFile(at('set', 'train-00000-of-00001.vrns'), writeShard([3, 5, 6, 7].map(person), { split: 'train' }));
  const size = { rows: 16, columns: 16, slices: 16, features: 8 };
  const vrns = [{ inputs: ['landmarks', 'mask'] as const }, { inputs: ['image'] as const }].map((config) =>
    buildVRN({ ...config, stacks: 1, depth: 2 }, size),
  );
  await writeFile(at('small.safetensors'), await vrns[0]!.save());
  await writeFile(at('image.safetensors'), await vrns[1]!.save());
  for (const each of vrns) each.dispose();
  await mkdir(at('volumes'));
  for (const seed of [1, 2, 3]) await writeFile(at('volumes', `0${seed}.npy`), encodeNpy(person(seed).volume));
});

const OPTIONS = ['--points', '200', '--shown', '2', '--engine', 'wasm'];

describe('vrn evaluate', () => {
  it('scores a network and the baselines, and writes table, summary and pictures', async () => {
    const args = ['--train', at('set'), '--on-mask', '-o', at('scores'), ...OPTIONS];
    const { code, stdout, stderr } = await vrn('evaluate', at('small.safetensors'), at('set'), ...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/3 samples, split test/);
    expect(stdout).toMatch(/mean body on mask +0\.\d{3}/);
    // Person 3 is in both splits.
    expect(stderr).toMatch(
      /set: warning: the training set shares 1 of its person names with the evaluated set: capsules\//,
    );
    const summary = JSON.parse(await readFile(at('scores', 'summary.json'), 'utf8')) as {
      methods: { method: string; samples: number; joints: object; measures: { iou: { mean: number } } }[];
    };
    const methods = ['network', 'on mask', 'slab', 'inflated mask', 'mean body on mask', 'nearest body'];
    expect(summary.methods.map(({ method }) => method)).toEqual(methods);
    expect(summary).toMatchObject({ split: 'test', samples: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(Object.keys(summary.methods[0]!.joints)).toContain('left wrist');
    const rows = (await readFile(at('scores', 'samples.csv'), 'utf8')).trimEnd().split('\n');
    expect(rows).toHaveLength(1 + 3 * methods.length);
    for (const name of ['worst.png', 'best.png']) {
      expect((await readFile(at('scores', name))).subarray(1, 4).toString()).toBe('PNG');
    }
  });

  it('scores stored predictions: the ground truth has IoU 1', async () => {
    const args = ['--predictions', at('volumes'), at('set'), '-o', at('exact'), '--json', ...OPTIONS];
    const { code, stdout } = await vrn('evaluate', ...args);
    expect(code).toBe(0);
    const { methods } = JSON.parse(stdout) as { methods: { measures: Record<string, { mean: number }> }[] };
    expect(methods[0]!.measures).toMatchObject({
      iou: { mean: 1 },
      registeredIou: { mean: 1 },
      leanError: { mean: 0 },
    });
  });

  it('scores one shard, and part of it', async () => {
    const shard = at('set', 'test-00000-of-00001.vrns');
    const { stdout } = await vrn('evaluate', at('small.safetensors'), shard, '-n', '2', '-o', at('part'), ...OPTIONS);
    expect(stdout).toMatch(/2 samples, split test/);
  });

  it('scores a network on corrupted inputs: amounts of 0 change nothing', async () => {
    const none = { jitter: 0, dropout: 0, swap: 0, erosion: 0, holes: 0, depth: false };
    await writeFile(at('none.json'), JSON.stringify({ corrupt: none }));
    const scores = async (name: string, ...args: string[]) => {
      const run = ['evaluate', at('small.safetensors'), at('set'), '-o', at(name), '--json', ...args, ...OPTIONS];
      const { code, stdout } = await vrn(...run);
      expect(code).toBe(0);
      return JSON.parse(stdout) as { inputs: string; methods: object };
    };
    const [clean, same, worse] = [
      await scores('clean'),
      await scores('same', '--corrupt', at('none.json')),
      await scores('worse', '--corrupt', 'default'),
    ];
    expect([clean.inputs, same.inputs, worse.inputs]).toEqual(['true', 'corrupted', 'corrupted']);
    expect(same.methods).toEqual(clean.methods);
    expect(worse.methods).not.toEqual(clean.methods);
  });

  // Names that begin with @ are in the folder of this test.
  it.each([
    ['no set', ['@small.safetensors'], 2, /give <weights> and <set>, or --predictions <folder> and <set>/],
    [
      '--on-mask with predictions',
      ['@set', '--predictions', '@volumes', '--on-mask'],
      2,
      /--on-mask and --elevation are/,
    ],
    ['weights with predictions', ['@a', '@set', '--predictions', '@volumes'], 2, /replaces the weights/],
    [
      'corrupted detections',
      ['@small.safetensors', '@set', '--corrupt', 'default', '--detectors'],
      2,
      /not be combined/,
    ],
    ['other inputs for predictions', ['@set', '--predictions', '@volumes', '--detectors'], 2, /must not come with/],
    [
      'a folder of detections',
      ['@small.safetensors', '@set', '--detections', '@volumes'],
      1,
      /\/volumes: must be a file, got a folder/,
    ],
    ['missing faults', ['@small.safetensors', '@set', '--corrupt', '@no.json'], 1, /no\.json: no such file/],
    ['a missing set', ['@small.safetensors', '@nothing'], 1, /nothing: no such file or folder/],
    ['missing weights', ['@no.safetensors', '@set'], 1, /no\.safetensors: no such file or folder/],
    ['a set without images', ['@image.safetensors', '@set'], 1, /set must have images because the network reads them/],
    ['a split that is missing', ['@small.safetensors', '@set', '--split', 'validation'], 1, /'validation', got none/],
    [
      'predictions of other people',
      ['@set', '--predictions', '@volumes', '--split', 'train'],
      1,
      /volumes: must have a volume for sample 5, got none/,
    ],
  ] as const)('refuses %s', async (_, args, code, message) => {
    const given = args.map((each) => (each.startsWith('@') ? at(each.slice(1)) : each));
    const ran = await vrn('evaluate', ...given, '-o', at('refused'), ...OPTIONS);
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
