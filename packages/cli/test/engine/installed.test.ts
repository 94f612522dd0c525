// Optional packages: what is said of one that is not there.
import { expect, it } from 'vitest';
import { installed } from '../../src/engine/installed.js';

it('gives the module of a package that is there', async () => {
  expect(await installed('node:path', () => import('node:path'))).toHaveProperty('join');
});

it('says how to get one that is not, and why one does not load', async () => {
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
