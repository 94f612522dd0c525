// Defines the build of every library: ESM, CommonJS and declarations from the same entry points.
import { defineConfig, type Options } from 'tsup';
import { writeThirdParty } from './scripts/thirdParty.mjs';

/** Options for declarations: imports of other packages are resolved to built declarations, not to sources. */
export const declarations = { compilerOptions: { customConditions: [] } };

// Source maps are for development only: `npm run watch` adds them. Published code is not minified.
// The metafile lists the sources of every built file; scripts/sizes.mjs and scripts/thirdParty.mjs read it.
export const library = (entry: NonNullable<Options['entry']>, more: Options = {}) =>
  defineConfig({
    entry,
    format: ['esm', 'cjs'],
    dts: declarations,
    target: 'es2022',
    platform: 'neutral',
    clean: true,
    metafile: true,
    splitting: true,
    treeshake: true,
    onSuccess: async () => writeThirdParty(process.cwd()),
    ...more,
  });
