// Every command loaded TensorFlow.js at its start, even those that only print help or compute on volumes.
import { writeFile } from 'node:fs/promises';
import { encodeNpy, packed } from '@vrn/voxel';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();
const loaded = vi.hoisted(() => [] as string[]);

// Records which of these packages are imported; their exports are unchanged.
vi.mock('@vrn/model', async (original) => {
  loaded.push('@vrn/model');
  return original();
});
vi.mock('@tensorflow/tfjs-core', async (original) => {
  loaded.push('@tensorflow/tfjs-core');
  return original();
});
vi.mock('sharp', async (original) => {
  loaded.push('sharp');
  return original();
});

describe('loading of packages', () => {
  it('loads neither TensorFlow.js nor sharp for help, vrn mesh and vrn iou', async () => {
    expect((await vrn('--help')).code).toBe(0);
    expect((await vrn('train', '--help')).code).toBe(0);
    await writeFile(at('a.npy'), encodeNpy(packed(Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0), [2, 2, 2])));
    expect((await vrn('mesh', at('a.npy'), '-o', at('a.obj'))).code).toBe(0);
    expect((await vrn('iou', at('a.npy'), at('a.npy'))).stdout).toMatch(/^IoU 1\.0000\n/);
    expect(loaded).toEqual([]);
  });

  it('loads the model for vrn summary', async () => {
    expect((await vrn('summary', 'multistack', '--rows', '64', '--columns', '64', '--slices', '64')).code).toBe(0);
    expect(loaded).toContain('@vrn/model');
  });
});
