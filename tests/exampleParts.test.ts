// Tests the parts of examples that run without a neural network: loading in the page, its server, the engine webgpu
// without its package, the images of `npm run reconstruct`, and pictures of volumes.
import { spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { packed } from '@vrn/voxel';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { servePage } from '../examples/browser/build.mjs';
import { onceLoaded } from '../examples/browser/onceLoaded.js';
import { start } from '../examples/engines/webgpu.js';
import { drawSlices } from '../examples/pictures/drawVolumes.js';
import { positionals } from '../scripts/positionals.mjs';
import { SOURCE } from '../scripts/workspace.mjs';

describe('onceLoaded', () => {
  it('loads again after a failure, and then no more', async () => {
    let calls = 0;
    const load = onceLoaded(async () => {
      calls++;
      if (calls === 1) throw new Error('no connection');
      return calls;
    });
    const results = await Promise.allSettled([load(), load()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([await load(), await load(), calls]).toEqual([2, 2, 2]);
  });
});

it('the server of the page says what to do if its port is in use', async () => {
  const server = await servePage('.', 0);
  try {
    const { port } = server.address() as AddressInfo;
    await expect(servePage('.', port)).rejects.toThrow(`port ${port} is in use: choose another, or 0 for any free one`);
  } finally {
    server.close();
  }
});

describe('the engine webgpu', () => {
  const missing = vi.hoisted(() => Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }));
  vi.mock('webgpu', () => {
    throw missing;
  });

  it('says what to install if its package is missing', async () => {
    await expect(start()).rejects.toMatchObject({
      code: 'no-backend',
      message: expect.stringMatching(
        /^the package webgpu, which this engine needs in Node\.js, .*: npm install webgpu$/s,
      ),
    });
  });
});

it('images of npm run reconstruct are told from values of options', () => {
  const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
  const command = ['--import', 'tsx', `--conditions=${SOURCE}`, main, 'reconstruct', '--help'];
  const { stdout: help } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  const images = (line: string) => positionals(line.split(' '), help);
  expect(images('-o bodies --people 1 -j 2 --elevation -30 --obj --print stl --json')).toEqual([]);
  expect(images('--output=bodies -obodies -rj 2 --print --force')).toEqual([]);
  expect(images('-o bodies a.jpg --obj b.jpg -r c --print -')).toEqual(['a.jpg', 'b.jpg', 'c']);
  expect(images('--json - -o x -- -o')).toEqual(['-', '-o']);
});

describe('drawSlices', () => {
  const cubeOf = (of: (at: number) => number) =>
    packed(
      Float32Array.from({ length: 64 }, (_, at) => of(at)),
      [4, 4, 4],
    );
  const shades = async (png: Uint8Array) => {
    const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    return [...new Set(data)].sort((a, b) => a - b);
  };

  it('draws the smallest value in white and the largest in black, and equal values in white', async () => {
    const found = await shades(drawSlices([cubeOf((at) => (at >> 2) / 15)]));
    expect([found.length, found[0], found.at(-1)]).toEqual([16, 0, 255]);
    for (const value of [0, 0.7]) expect(await shades(drawSlices([cubeOf(() => value)]))).toEqual([255]);
  });

  it('draws slices of more values than a call takes arguments', async () => {
    const large = packed(new Uint8Array(400 * 400), [400, 400, 1]);
    expect(await shades(drawSlices([large]))).toEqual([255]);
  });
});
