// How much the built packages bring into a page: the two verbs most used, alone, and what each README says.
import { describe, expect, it } from 'vitest';
import { ALONE, bundle, LIMIT, sizes } from '../scripts/sizes.mjs';
import { LIBRARIES } from '../scripts/workspace.mjs';

/** Figures have two digits at least, so rounding alone is up to 5 % (1.05 written as 1.0). */
const TOLERANCE = 0.05;

describe('alone', () => {
  it.each([
    ['voxelize', /^packages\/voxel\/src\//],
    ['marchingCubes', /^packages\/(?:voxel|mesh)\/src\//],
  ] as const)(`%s has at most ${LIMIT} bytes and takes nothing from outside but ndarray`, async (verb, own) => {
    const { bytes, exports, imports, sources } = await bundle(`export { ${verb} } from '${ALONE[verb]}'`, ['ndarray']);
    expect(exports).toEqual([verb]);
    expect(imports.filter((each) => each !== 'ndarray')).toEqual([]);
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((each) => !own.test(each))).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(LIMIT);
  });

  it('encodeGlb does bring glTF-Transform, so that the check above can fail', async () => {
    const { bytes, sources } = await bundle(`export { encodeGlb } from '@vrn/mesh'`, ['ndarray']);
    expect(sources.some((each) => /gltf-transform/.test(each))).toBe(true);
    expect(bytes).toBeGreaterThan(LIMIT);
  });

  it('a package of which nothing is used leaves nothing', async () => {
    const { sources, imports } = await bundle(
      `import '@vrn/voxel'; import '@vrn/mesh'; import '@vrn/metrics'; import '@vrn/model'; import '@vrn/bodies'; import '@vrn/pretrained'`,
      [],
    );
    expect({ sources, imports }).toEqual({ sources: [], imports: [] });
  });
});

describe('READMEs', async () => {
  const all = await sizes();

  it('there is one for each library', () => {
    expect(all.map(({ folder }) => folder)).toEqual(LIBRARIES.map(({ folder }) => folder));
    expect(LIBRARIES.length).toBeGreaterThanOrEqual(6);
  });

  it.each(all.map((each) => [each.folder, each] as const))('packages/%s/README.md says how large it is', (_, each) => {
    const { off, found, wanted } = each;
    const correct = `write, or let \`node scripts/sizes.mjs --write\` write:\n${wanted}`;
    expect(off, `got: ${found ?? 'no line that begins with Size:'}\n${correct}`).toBeLessThanOrEqual(TOLERANCE);
  });
});
