// Tests that a photograph counts as changed if its content differs, whatever its time says.
import { utimes, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { isUnchanged, stampOf } from '../../../src/commands/results/photographStamp.js';
import { temporaryFolder } from '../../fixtures/inProcess.js';

const at = temporaryFolder();

it('a stamp holds for the same content with another time, and not for other content of any size', async () => {
  const file = at('photo.jpg');
  await writeFile(file, 'abc');
  const stamp = await stampOf(file);
  // The digest of FIPS 180-2, appendix B.1.
  expect(stamp.sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(stamp.bytes).toBe(3);
  await utimes(file, 1000, 1000);
  expect(await isUnchanged(file, stamp)).toBe(true);
  await writeFile(file, 'abd');
  await utimes(file, 2000, 2000);
  expect(await isUnchanged(file, stamp)).toBe(false);
  await writeFile(file, 'abcd');
  expect(await isUnchanged(file, stamp)).toBe(false);
});

it('names the file that cannot be read', async () => {
  await expect(stampOf(at('missing.jpg'))).rejects.toThrow(/missing\.jpg/);
});
