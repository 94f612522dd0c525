// Tests `vrn dataset`: threads, shards, schedulers and kills do not change the bytes, and errors take one line.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './fixtures/runCommand.js';
import { timeLimit } from './fixtures/timeLimit.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const MAIN = join(root, 'packages', 'cli', 'dist', 'main.js');

let folder: string;
const at = (name: string) => join(folder, name);
const vrn = (...args: string[]) => runCommand(folder, ['dataset', ...args]);

/** Computes digests of all files of a data set. */
async function digests(set: string): Promise<Record<string, string>> {
  const names = (await readdir(at(set))).toSorted();
  const digest = async (name: string) =>
    createHash('sha256')
      .update(await readFile(join(at(set), name)))
      .digest('hex');
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await digest(name)])));
}

/** Runs the command with environment variables of a scheduler. */
const scheduled = (env: Record<string, string>, ...args: string[]) =>
  spawnSync(process.execPath, [MAIN, 'dataset', ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-dataset-'));
  const spec = { name: 'few', source: 'capsules', samples: 48, seed: 11, shape: [32, 32, 32] };
  await writeFile(at('spec.json'), JSON.stringify(spec));
  const { code, stderr } = await vrn('make', 'spec.json', '-o', 'one', '--shard', '0/1', '--workers', '1');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('vrn dataset', () => {
  it('makes equal bytes with two threads', async () => {
    const { code, stdout } = await vrn('make', 'spec.json', '-o', 'two', '--workers', '2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'few', shards: [{ samples: 48, made: 48 }] });
    expect(await digests('two')).toEqual(await digests('one'));
    const again = await vrn('make', 'spec.json', '-o', 'two', '--workers', '2', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ shards: [{ made: 0, finished: 48 }] });
  });

  it('makes shards for Slurm and Kubernetes, and merges them to the data set of one machine', async () => {
    for (const [index, env] of [
      { SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_MAX: '4' },
      { SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_COUNT: '4' },
      { JOB_COMPLETION_INDEX: '2', JOB_COMPLETIONS: '4' },
      {},
    ].entries()) {
      const asked = index === 3 ? ['--shard', '3/4'] : [];
      const { status, stdout, stderr } = scheduled(env, 'make', 'spec.json', '-o', 'four', ...asked);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(`shard ${index}/4: 12 samples`);
    }
    expect(await vrn('verify', 'four')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/: complete and intact\n$/),
    });
    expect((await vrn('merge', 'four', '-o', 'merged')).code).toBe(0);
    expect(await digests('merged')).toEqual(await digests('one'));
  });

  it('resumes after a kill', async () => {
    const child = spawn(process.execPath, [MAIN, 'dataset', 'make', 'spec.json', '-o', 'killed', '--workers', '2'], {
      cwd: folder,
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const parts = async () =>
      (await readdir(at('killed'), { recursive: true }).catch(() => [])).filter((name) => name.endsWith('.part'));
    while ((await parts()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGKILL');
    await ended;
    const { code, stdout } = await vrn('make', 'spec.json', '-o', 'killed');
    expect(code).toBe(0);
    expect(stdout).toMatch(/kept from an interrupted run/);
    expect(await digests('killed')).toEqual(await digests('one'));
  });

  it('reports damage, and exits with 1', async () => {
    await cp(at('four'), at('damaged'), { recursive: true });
    const file = join(at('damaged'), 'train-00002-of-00004.vrns');
    const bytes = await readFile(file);
    bytes[bytes.length >> 1]! ^= 4;
    await writeFile(file, bytes);
    await rm(join(at('damaged'), 'train-00001-of-00004.vrns'));
    const { code, stdout } = await vrn('verify', 'damaged');
    expect(code).toBe(1);
    expect(stdout).toMatch(/train-00001-of-00004\.vrns: is missing/);
    expect(stdout).toMatch(/train-00002-of-00004\.vrns.*sample \d+/);
    expect((await vrn('merge', 'damaged', '-o', 'not')).stderr).toMatch(
      /^vrn: damaged: a set must be complete and intact to be merged: .*\n$/,
    );
    expect(
      scheduled({ SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_TASK_COUNT: '4' }, 'make', 'spec.json', '-o', 'damaged').status,
    ).toBe(0);
    expect((await vrn('make', 'spec.json', '-o', 'damaged', '--shard', '1/4')).code).toBe(0);
    expect(await digests('damaged')).toEqual(await digests('four'));
  });

  it('shows a data set', async () => {
    const { code, stdout } = await vrn('show', 'one', '-o', 'shown', '--people', '4');
    expect(code).toBe(0);
    expect(stdout).toMatch(/samples +48: /);
    expect((await sharp(at('shown/contact-sheet.png')).metadata()).format).toBe('png');
    expect(await readFile(at('shown/statistics.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('reports errors in one line, also those of threads', async () => {
    await mkdir(at('scans'));
    await writeFile(at('scans/ann.obj'), 'v 0 0 0\n');
    const write = (name: string, spec: object) =>
      writeFile(at(name), JSON.stringify({ name: 'x', samples: 40, ...spec }));
    await write('scans.json', { source: { meshes: 'scans' } });
    await write('wrong.json', { source: 'capsules', shape: 'large' });
    for (const [args, message] of [
      [['make', 'scans.json', '-o', 'x', '--workers', '2'], /^vrn: .*ann\.obj: mesh must have faces, got none\n$/],
      [['make', 'scans.json', '-o', 'x', '--workers', '1'], /^vrn: .*ann\.obj: mesh must have faces, got none\n$/],
      [['make', 'wrong.json', '-o', 'y'], /^vrn: wrong\.json: shape must be .*\n$/],
      [['make', 'absent.json', '-o', 'y'], /^vrn: absent\.json: no such file or folder\n$/],
      [['make', 'spec.json', '-o', 'one', '--shard', '0/2'], /^vrn: one: folder must hold shards of 2.*\n$/],
      [['verify', 'absent'], /^vrn: absent: no such file or folder\n$/],
    ] as const) {
      const { code, stderr } = await vrn(...args);
      expect(stderr).toMatch(message);
      expect(code).toBe(1);
    }
    const usage = await vrn('make', 'spec.json', '-o', 'y', '--shard', '4/4');
    expect(usage.stderr).toMatch(/^vrn: --shard must be i\/n.*\n$/);
    expect(usage.code).toBe(2);
  });
});

describe('examples/cluster', () => {
  const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  const ready = has('slurmctld') && has('munged') && process.getuid?.() === 0;
  it.skipIf(!ready)(
    'makes a data set with Slurm on four nodes, with two tasks killed midway (needs slurm-wlm, munge, root)',
    () => {
      const script = join(root, 'examples', 'cluster', 'simulate-slurm.sh');
      const { status, stdout } = spawnSync('bash', [script, '240'], { encoding: 'utf8', timeout: timeLimit(500_000) });
      expect(stdout).toMatch(/passed: 4 shards of 240 samples/);
      expect(status).toBe(0);
    },
  );
});
