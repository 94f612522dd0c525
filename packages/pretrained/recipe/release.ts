// Makes weights and card of a network from one or more runs of `vrn train`. Run from the repository's root:
//   npm run build && npx tsx packages/pretrained/recipe/release.ts NAME SPEC...
// NAME is the name of the weights, and of the folder in experiments/ to which the scores are written. SPEC are the
// training specs in the order in which they were run, each starting from the weights of the previous one. The last
// weights are released.
// Options: --level LEVEL replaces the level that the validation samples choose (0.5 keeps the output as trained);
// --weights FILE replaces the weights of the last spec; --note TEXT states what differs from the specs, such as a run
// that was stopped; --samples N scores at most N samples of the test set; --seen TEXT adds a failure seen in images of
// the results, and may be repeated.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { type CorruptOptions, corruptInputs, indexShards, readShard, type StoredSample } from '@vrn/bodies';
import { sweep } from '@vrn/metrics';
import { buildVRN, decodeSafetensors, loadVRN, type VRN, type VRNConfig } from '@vrn/model';
import { random } from '@vrn/voxel';
import { cardOf, type Run, type Summary } from './card.js';
import { type Evaluation, isOf } from './reuse.js';

/** Levels that are compared on the validation samples, and the gain in mean IoU that a level needs to replace 0.5. */
const LEVELS = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6] as const;
const MIN_GAIN = 0.005;

const TEST_SET = 'experiments/testset';

/** Maximum number of validation samples by which the level is chosen. */
const MAX_SAMPLES = 96;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    level: { type: 'string' },
    note: { type: 'string' },
    seen: { type: 'string', multiple: true },
    weights: { type: 'string' },
    samples: { type: 'string' },
  },
});
const [name, ...specs] = positionals;
if (name === undefined || specs.length === 0) throw new Error('release: arguments must be NAME SPEC...');
const root = fileURLToPath(new URL('../../../', import.meta.url));
const results = join(root, 'experiments', name, 'results');
const stages = await Promise.all(specs.map(readRun));
const run = stages.at(-1)!;
await setBackend('wasm');

const trained = loadVRN(await readFile(values.weights ?? run.weights));
const chosen = await chooseLevel(trained, run);
const level = values.level === undefined ? chosen.level : Number(values.level);
if (!(level > 0 && level < 1)) throw new Error(`release: --level must be between 0 and 1, got ${values.level}`);
const bytes = await released(trained, { frame: run.frame, level });
const weights = join(root, 'packages/pretrained/weights', `${name}.safetensors`);
await replaceFile(weights, bytes);
const sha256 = createHash('sha256').update(bytes).digest('hex');

console.log(`${weights}: ${bytes.length} bytes, level ${level}; IoU by level ${JSON.stringify(chosen.table)}`);
const scores = await evaluated('', []);
const pipeline = await evaluated('pipeline', [
  '--detections',
  join(root, 'runs', 'testset-detections.json'),
  '--on-mask',
]);
const card = cardOf({
  ...{ name, sha256, bytes: bytes.length, stages, scores, pipeline },
  network: loadVRN(bytes),
  level: { chosen: level, validation: chosen.table },
  commit: command('git', ['rev-parse', 'HEAD']).trim(),
  note: values.note,
  seen: values.seen ?? [],
});
await replaceFile(join(root, 'packages/pretrained/weights', `${name}.json`), `${JSON.stringify(card, null, 2)}\n`);
console.log(`registered IoU ${scores.methods[0]!.measures['registeredIou']!.mean}`);

/** Reads the spec of a run, its report of every epoch, and the spec of its data set. */
async function readRun(file: string): Promise<Run> {
  const spec = JSON.parse(await readFile(file, 'utf8')) as Run['spec'];
  const place = (path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));
  const output = place(spec.output ?? '.');
  const base = spec.name ?? 'train';
  const metrics = await readFile(join(output, `${base}.jsonl`), 'utf8');
  const set = JSON.parse(await readFile(join(place(spec.data), 'dataset.json'), 'utf8')) as { spec: Run['dataset'] };
  return {
    spec,
    weights: join(output, `${base}.safetensors`),
    set: place(spec.data),
    dataset: set.spec,
    frame: set.spec.sample?.frame ?? 'metric',
    epochs: metrics
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Run['epochs'][number]),
  };
}

/** Chooses the level by the mean IoU on validation samples, whose inputs are corrupted as in training. */
async function chooseLevel(vrn: VRN, { set, spec }: Run): Promise<{ level: number; table: Record<string, number> }> {
  const sums = LEVELS.map(() => 0);
  const samples = await validationSamples(set);
  for (const [number, sample] of samples.entries()) {
    const { corrupt } = spec;
    const faults = typeof corrupt === 'object' ? (corrupt as CorruptOptions) : {};
    const seen = corrupt === undefined || corrupt === false ? sample : corruptInputs(sample, random(number), faults);
    const { rows } = sweep(await vrn.predict(seen), sample.volume, { thresholds: LEVELS });
    for (const [n, { iou }] of rows.entries()) sums[n]! += iou / samples.length;
  }
  const [best, usual] = [Math.max(...sums), sums[LEVELS.indexOf(0.5)]!];
  const level = best - usual >= MIN_GAIN ? LEVELS[sums.indexOf(best)]! : 0.5;
  return { level, table: Object.fromEntries(LEVELS.map((each, n) => [each, Number(sums[n]!.toFixed(4))])) };
}

async function validationSamples(set: string): Promise<StoredSample[]> {
  const samples: StoredSample[] = [];
  for (const file of (await readdir(set)).filter((each) => /^validation.*\.vrns$/.test(each)).sort()) {
    const list = indexShards([await readShard(await readFile(join(set, file)), { name: file })]);
    for (let n = 0; n < list.length && samples.length < MAX_SAMPLES; n++) samples.push(await list.get(n));
  }
  if (samples.length === 0)
    throw new Error(`release: ${set} must have validation samples, by which the level is chosen`);
  return samples;
}

/**
 * Encodes the weights in half precision, with the frame of their data. The logit of the level is subtracted from the
 * bias of the last output, so that this level becomes 0.5 for everything that reads the volume.
 */
async function released(vrn: VRN, to: { readonly frame: VRNConfig['frame']; readonly level: number }) {
  const { tensors, metadata } = decodeSafetensors(await vrn.save());
  const bias = `stack${vrn.config.stacks - 1}/fork/conv/b`;
  const shift = -Math.log(to.level / (1 - to.level));
  const params = new Map(tensors);
  const { shape, data } = params.get(bias)!;
  params.set(bias, { shape, data: data.map((value) => value + shift) });
  const config = { ...vrn.config, frame: to.frame };
  return buildVRN(config, { params, seed: Number(metadata['seed']) }).save({ dtype: 'f16' });
}

/**
 * Returns the scores of the weights on the test set: from `summary.json` if it is of these weights, this test set and
 * these options, else computed.
 */
async function evaluated(part: string, options: readonly string[]): Promise<Summary> {
  const output = join(results, part);
  const file = join(output, 'summary.json');
  const read = async (): Promise<Summary> => JSON.parse(await readFile(file, 'utf8')) as Summary;
  const before = await read().catch(() => undefined);
  const all = [...options, ...(values.samples === undefined ? [] : ['--samples', values.samples])];
  if (before !== undefined && isOf(before, { sha256, options: all, ...(await testSet()) })) return before;
  const vrn = join(root, 'packages/cli/dist/main.js');
  command(process.execPath, [vrn, 'evaluate', relative(root, weights), TEST_SET, '--output', output, ...all]);
  return read();
}

/** Returns the checksums of the shards of the test set, and their total number of samples. */
async function testSet(): Promise<Pick<Evaluation, 'checksums' | 'length'>> {
  const folder = join(root, TEST_SET);
  const files = (await readdir(folder)).filter((each) => each.endsWith('.vrns')).sort();
  const shards = await Promise.all(
    files.map(async (file) => readShard(await readFile(join(folder, file)), { name: file })),
  );
  const tests = shards.filter(({ header }) => header.split === 'test');
  const length = tests.reduce((sum, shard) => sum + shard.length, 0);
  return { checksums: tests.map(({ checksum }) => checksum), length };
}

function command(program: string, args: readonly string[]): string {
  const { status, stdout } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`release: ${program} ${args.join(' ')} must succeed, got exit code ${status}`);
  return stdout;
}

/** Writes a file under a temporary name and renames it. Creates missing folders. */
async function replaceFile(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.tmp`, content);
  await rename(`${file}.tmp`, file);
}
