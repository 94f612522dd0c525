// Training that is killed at any moment, or runs out of disk space, ends with the same weights, bit for bit, as
// uninterrupted training.
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
  /** Milliseconds after the first new step. */
  readonly killAfter?: number | undefined;
  /** The longest file that it may write, in blocks of half a kilobyte. */
  readonly blocks?: number;
}

interface Outcome {
  /** The steps it told of. */
  readonly steps: readonly number[];
  readonly finished: boolean;
  readonly words: string;
}

/** Runs the training to its end, or until it is killed or fails. */
function run(path: string, options: object, { killAfter, blocks }: Limits = {}): Promise<Outcome> {
  const command = [process.execPath, script, `${path}.run`, `${path}.safetensors`, JSON.stringify(options)] as const;
  const limited = ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...command];
  const [program, ...rest] = blocks === undefined ? command : limited;
  const child = spawn(program!, rest);
  const steps: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let words = '';
  child.stderr.on('data', (text: Buffer) => {
    words += text;
  });
  child.stdout.on('data', (text: Buffer) => {
    steps.push(...text.toString().trim().split('\n').map(Number));
    if (killAfter !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ steps, finished: code === 0, words });
    });
  });
}

describe.each<[string, object]>([
  ['RMSProp on a list', {}],
  [
    'Adam, averages and parts of batches on a shuffled stream',
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
    expect(unbroken.words).toBe('');
    expect(unbroken.steps).toHaveLength(12);
    weights = await readFile(at('unbroken.safetensors'));
  }, timeLimit(300_000));

  it(
    'killed again and again, at any moment',
    async () => {
      const rng = random(11);
      let [kills, finished] = [0, false];
      for (let attempt = 0; attempt < 40 && !finished; attempt++) {
        const killAfter = kills < 4 ? rng.uniform(0, 250) : undefined;
        const result = await run(at('broken'), options, { killAfter });
        expect(result.words).toBe('');
        finished = result.finished;
        if (!finished) kills++;
      }
      expect(kills).toBeGreaterThanOrEqual(2);
      expect(weights.equals(await readFile(at('broken.safetensors')))).toBe(true);
      // Weights and checkpoints only: nothing that a killed run had begun.
      expect((await readdir(at('.'))).toSorted()).toEqual(
        ['broken', 'unbroken'].flatMap((each) => [`${each}.run`, `${each}.safetensors`]),
      );
    },
    timeLimit(300_000),
  );

  it.skipIf(process.platform === 'win32')(
    'out of room for the next checkpoint (skipped on Windows, which has no ulimit)',
    async () => {
      await run(at('full'), { ...options, epochs: 1 });
      const checkpoint = await readFile(at('full.run'));
      // The system lets half of the next one be written, then refuses.
      const full = await run(at('full'), options, { blocks: Math.floor(checkpoint.length / 1024) });
      expect(full.finished).toBe(false);
      expect(full.steps).toHaveLength(1);
      expect(full.words).toMatch(/cannot write .*full\.run: EFBIG.*what was there before is unchanged/);
      expect(checkpoint.equals(await readFile(at('full.run')))).toBe(true);
      expect((await readdir(at('.'))).filter((file) => file.endsWith('.tmp'))).toEqual([]);
      expect((await run(at('full'), options)).finished).toBe(true);
      expect(weights.equals(await readFile(at('full.safetensors')))).toBe(true);
    },
    timeLimit(300_000),
  );
});
