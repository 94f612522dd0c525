// Masks of 0 and 255, as segmentation tools write them, were refused.
import { writeFile } from 'node:fs/promises';
import { encodeNpy, packed } from '@vrn/voxel';
import { expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();
const write = (name: string, values: readonly number[]) =>
  writeFile(at(name), encodeNpy(packed(Uint8Array.from(values), [1, 2, 2])));

it('vrn iou reads 255 as 1 where a volume holds 0 and 255 alone', async () => {
  await write('mask.npy', [0, 255, 255, 0]);
  await write('binary.npy', [0, 1, 0, 0]);
  const { code, stdout, stderr } = await vrn('iou', at('mask.npy'), at('binary.npy'));
  expect([code, stderr]).toEqual([0, `vrn: ${at('mask.npy')}: warning: the values 0 and 255 are read as 0 and 1\n`]);
  expect(stdout).toMatch(/^IoU 0\.5000\n/);
});

it('vrn iou refuses other values above 1', async () => {
  await write('labels.npy', [0, 3, 255, 0]);
  const { code, stderr } = await vrn('iou', at('labels.npy'), at('binary.npy'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/must hold values of 0\.\.1, got 3/);
});
