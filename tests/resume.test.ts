// Tests that training that is killed at any time, or runs out of disk space, gives bitwise the weights of uninterrupted
// training.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { random } from '@vrn/voxel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeLimit } from './fixtures/timeLimit.js';

const script = fileURLToPath(new URL('./fixtures/train.mjs', import.meta.url));
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'vrn-resume-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Limits {
  /** Kills the process this many milliseconds after the first new step. */
  readonly killAfter?: number | undefined;
  /** Maximum size of a file in blocks of 512 bytes. */
  readonly blocks?: number;
}

interface Outcome {
  /** Numbers of the steps that the process reported. */
  readonly steps: readonly number[];
  readonly finished: boolean;
  readonly output: string;
}

/** Runs training until it ends, fails, or is killed. */
function run(path: string, options: object, { killAfter, blocks }: Limits = {}): Promise<Outcome> {
  const command = [process.execPath, script, `${path}.run`, `${path}.safetensors`, JSON.stringify(options)] as const;
  const limited = ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...command];
  const [program, ...rest] = blocks === undefined ? command : limited;
  const child = spawn(program!, rest);
  const steps: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let output = '';
  child.stderr.on('data', (text: Buffer) => {
    output += text;
  });
  child.stdout.on('data', (text: Buffer) => {
    steps.push(...text.toString().trim().split('\n').map(Number));
    if (killAfter !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ steps, finished: code === 0, output });
    });
  });
}

describe.each<[string, object]>([
  ['RMSProp on a list', {}],
  [
    'Adam, weight averages and micro-batches on a shuffled stream',
    {
      stream: true,
      shuffleBuffer: 3,
      optimiser: { kind: 'adam' },
      average: { decay: 0.9 },
      microBatch: 1,
      clipNorm: 1,
    },
  ],
])('%s', (name, options) => {
  const at = (file: string): string => join(root, name.slice(0, 4), file);
  let weights: Buffer;

  beforeAll(async () => {
    const unbroken = await run(at('unbroken'), options);
    expect(unbroken.output).toBe('');
    expect(unbroken.steps).toHaveLength(12);
    weights = await readFile(at('unbroken.safetensors'));
  }, timeLimit(300_000));

  it(
    'resumes after kills at any time',
    async () => {
      const rng = random(11);
      let kills = 0;
      let finished = false;
      for (let attempt = 0; attempt < 40 && !finished; attempt++) {
        const killAfter = kills < 4 ? rng.uniform(0, 250) : undefined;
        const result = await run(at('broken'), options, { killAfter });
        expect(result.output).toBe('');
        finished = result.finished;
        if (!finished) kills++;
      }
      expect(kills).toBeGreaterThanOrEqual(2);
      expect(weights.equals(await readFile(at('broken.safetensors')))).toBe(true);
      // Weights and checkpoints only, without temporary files of killed runs.
      expect((await readdir(at('.'))).toSorted()).toEqual(
        ['broken', 'unbroken'].flatMap((each) => [`${each}.run`, `${each}.safetensors`]),
      );
    },
    timeLimit(300_000),
  );

  it.skipIf(process.platform === 'win32')(
    'resumes after a checkpoint that did not fit on the disk (skipped on Windows, which has no ulimit)',
    async () => {
      await run(at('full'), { ...options, epochs: 1 });
      const checkpoint = await readFile(at('full.run'));
      // The system allows half of the next checkpoint to be written.
      const full = await run(at('full'), options, { blocks: Math.floor(checkpoint.length / 1024) });
      expect(full.finished).toBe(false);
      expect(full.steps).toHaveLength(1);
      expect(full.output).toMatch(/cannot write .*full\.run: EFBIG.*what was there before is unchanged/);
      expect(checkpoint.equals(await readFile(at('full.run')))).toBe(true);
      expect((await readdir(at('.'))).filter((file) => file.endsWith('.tmp'))).toEqual([]);
      expect((await run(at('full'), options)).finished).toBe(true);
      expect(weights.equals(await readFile(at('full.safetensors')))).toBe(true);
    },
    timeLimit(300_000),
  );
});
