// Incomplete people became bodies without a warning; now a warning names what is missing, and --strict refuses them.
import { readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildVRN } from '@vrn/model';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../src/engine/backend.js';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const SAMPLE = fileURLToPath(new URL('../../../../assets/sample.png', import.meta.url));
const at = temporaryFolder();

/** Milliseconds; detection takes long on a busy machine. */
const TIME_LIMIT = 240_000;

beforeAll(async () => {
  await startBackend();
  const inputs = ['landmarks', 'mask'] as const;
  const network = buildVRN({ inputs, stacks: 1, depth: 2 }, { rows: 16, columns: 16, slices: 16, features: 8 });
  await writeFile(at('small.safetensors'), await network.save());
  network.dispose();
  const { width, height } = await sharp(SAMPLE).metadata();
  // Cuts the person at the thighs.
  const bust = sharp(SAMPLE).extract({ left: 0, top: 0, width, height: Math.round(0.55 * height) });
  await writeFile(at('bust.png'), await bust.toBuffer());
});

const reconstruct = (...args: readonly string[]) =>
  vrn('reconstruct', at('bust.png'), '-w', at('small.safetensors'), '-e', 'wasm', ...args);

it(
  'with --strict refuses the photograph, writes nothing and exits with 1',
  async () => {
    const { code, stdout, stderr } = await reconstruct('-o', at('strict'), '--strict', '--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /bust\.png: must show a complete person with --strict, got warnings: .*(?:knee|ankle|below|bottom|cut)/,
    );
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'no-person' } });
    expect(await readdir(at('strict')).catch(() => [])).toEqual([]);
  },
  TIME_LIMIT,
);
