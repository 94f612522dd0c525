// One build for every library: ESM, CommonJS and declarations from the same entry points.
import { defineConfig, type Options } from 'tsup';

export const library = (entry: NonNullable<Options['entry']>, more: Options = {}) =>
  defineConfig({
    entry,
    format: ['esm', 'cjs'],
    dts: { compilerOptions: { paths: {} } },
    target: 'es2022',
    platform: 'neutral',
    clean: true,
    sourcemap: true,
    splitting: true,
    treeshake: true,
    ...more,
  });
