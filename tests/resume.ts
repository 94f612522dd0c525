// Training that is killed at any moment ends with the same weights, bit for bit, as training that is not.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { random } from '@vrn/voxel';
import { afterAll, beforeAll, expect, it } from 'vitest';

const script = fileURLToPath(new URL('./fixtures/train.mjs', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-resume-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the training to its end, or kills it some milliseconds after its first new step. The steps it told of. */
function run(name: string, killAfter?: number): Promise<{ steps: number[]; finished: boolean }> {
  const child = spawn(process.execPath, [script, join(folder, `${name}.run`), join(folder, `${name}.safetensors`)]);
  const steps: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let failure = '';
  child.stderr.on('data', (text: Buffer) => {
    failure += text;
  });
  child.stdout.on('data', (text: Buffer) => {
    steps.push(...text.toString().trim().split('\n').map(Number));
    if (killAfter !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0 || signal === 'SIGKILL') resolve({ steps, finished: code === 0 });
      else reject(new Error(failure.slice(0, 2000)));
    });
  });
}

it('killed again and again, at any moment', async () => {
  const unbroken = await run('unbroken');
  expect(unbroken.steps).toHaveLength(18);
  const rng = random(11);
  let [kills, finished] = [0, false];
  for (let attempt = 0; attempt < 40 && !finished; attempt++) {
    const result = await run('broken', kills < 6 ? rng.uniform(0, 250) : undefined);
    finished = result.finished;
    if (!finished) kills++;
  }
  expect(kills).toBeGreaterThanOrEqual(3);
  const [a, b] = [
    await readFile(join(folder, 'unbroken.safetensors')),
    await readFile(join(folder, 'broken.safetensors')),
  ];
  expect(a.equals(b)).toBe(true);
  // Weights and checkpoints only: nothing that a killed run had begun.
  expect((await readdir(folder)).toSorted()).toEqual(
    ['broken', 'unbroken'].flatMap((name) => [`${name}.run`, `${name}.safetensors`]),
  );
}, 300_000);
