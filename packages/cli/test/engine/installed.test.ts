// Tests the import of optional packages, and the error for a missing one.
import { expect, it } from 'vitest';
import { installed } from '../../src/engine/installed.js';

it('returns the module of an installed package', async () => {
  expect(await installed('node:path', () => import('node:path'))).toHaveProperty('join');
});

it('says how to install a missing package, and why a package does not load', async () => {
  const absent = 'a-package-that-nobody-has';
  await expect(installed(absent, () => import(absent))).rejects.toMatchObject({ code: 'no-backend' });
  const broken = async (): Promise<never> => {
    throw new Error('libvulkan is too old');
  };
  await expect(installed('webgpu', broken)).rejects.toMatchObject({
    code: 'no-backend',
    message: 'engine must have the package webgpu, got libvulkan is too old: npm install webgpu',
  });
});
