// Tests the import of optional packages, and the error for a missing one.
import { expect, it } from 'vitest';
import { installed, isMissing } from '../../src/engine/installed.js';

it('returns the module of an installed package', async () => {
  expect(await installed('node:path', () => import('node:path'))).toHaveProperty('join');
});

it('says how to install a missing package, and why a package does not load', async () => {
  const absent = 'a-package-that-nobody-has';
  await expect(installed(absent, () => import(absent))).rejects.toMatchObject({
    code: 'no-backend',
    message: `the package ${absent}, which this engine needs, is not installed: npm install ${absent}`,
  });
  const broken = async (): Promise<never> => {
    throw new Error('libvulkan is too old');
  };
  await expect(installed('webgpu', broken)).rejects.toMatchObject({
    code: 'no-backend',
    message: 'the package webgpu, which this engine needs, does not load (libvulkan is too old): npm install webgpu',
  });
});

it('tells a missing package from one that does not load', async () => {
  const absent = 'a-package-that-nobody-has';
  const failure = (load: () => Promise<unknown>) => installed('any', load).catch((error: unknown) => error);
  expect(isMissing(await failure(() => import(absent)))).toBe(true);
  expect(isMissing(await failure(() => Promise.reject(new Error('cannot load, got none'))))).toBe(false);
  expect(isMissing(new Error('none'))).toBe(false);
});
