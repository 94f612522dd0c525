// Tests the bundle sizes of the built packages: two functions alone, and the sizes that the READMEs state.
import { describe, expect, it } from 'vitest';
import { ALONE, bundle, LIMIT, sizes } from '../scripts/sizes.mjs';
import { LIBRARIES } from '../scripts/workspace.mjs';

/** Relative tolerance. Figures have at least two digits, so rounding alone gives up to 5 % (1.05 written as 1.0). */
const TOLERANCE = 0.05;

describe('single functions', () => {
  it.each([
    ['voxelize', /^packages\/voxel\/src\//],
    ['marchingCubes', /^packages\/(?:voxel|mesh)\/src\//],
  ] as const)(`%s has at most ${LIMIT} bytes and imports ndarray only`, async (verb, own) => {
    const { bytes, exports, imports, sources } = await bundle(`export { ${verb} } from '${ALONE[verb]}'`, ['ndarray']);
    expect(exports).toEqual([verb]);
    expect(imports.filter((each) => each !== 'ndarray')).toEqual([]);
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((each) => !own.test(each))).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(LIMIT);
  });

  it('decodeObj contains earcut, so that the check above can fail', async () => {
    const { bytes, sources } = await bundle(`export { decodeObj } from '@vrn/mesh'`, ['ndarray']);
    expect(sources.some((each) => /earcut/.test(each))).toBe(true);
    expect(bytes).toBeGreaterThan(LIMIT);
  });

  it('unused packages add nothing to a bundle', async () => {
    const { sources, imports } = await bundle(
      `import '@vrn/voxel'; import '@vrn/mesh'; import '@vrn/metrics'; import '@vrn/model'; import '@vrn/bodies'; import '@vrn/pretrained'`,
      [],
    );
    expect({ sources, imports }).toEqual({ sources: [], imports: [] });
  });
});

describe('READMEs', async () => {
  const all = await sizes();

  it('exist for each library', () => {
    expect(all.map(({ folder }) => folder)).toEqual(LIBRARIES.map(({ folder }) => folder));
    expect(LIBRARIES.length).toBeGreaterThanOrEqual(6);
  });

  it.each(all.map((each) => [each.folder, each] as const))('packages/%s/README.md states its size', (_, each) => {
    const { error, found, expected } = each;
    const correct = `expected (\`node scripts/sizes.mjs --write\` writes it):\n${expected}`;
    expect(error, `got: ${found ?? 'no line that begins with Size:'}\n${correct}`).toBeLessThanOrEqual(TOLERANCE);
  });
});
