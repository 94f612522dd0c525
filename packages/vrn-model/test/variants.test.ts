// The table of the seven networks: parameters, operations, and the paper's sentences as checks on data.
import { describe, expect, it } from 'vitest';
import { VARIANT_NAMES, VARIANTS, type VariantName } from '../src/variants.js';
import { buildVRN } from '../src/vrn.js';

const size = { rows: 128, columns: 128, slices: 128, features: 256 } as const;
const detailed = { rows: 256, columns: 128, slices: 96, features: 256 } as const;

/** Parameters at 128³, at 256 × 128 × 96, and multiply-adds (10⁹) at both. */
const COUNTS: Record<VariantName, readonly [number, number, number, number]> = {
  'vrn-guided': [24_794_368, 24_786_144, 5.2, 10.38],
  multistack: [51_440_896, 51_408_000, 11.97, 23.86],
  'old-residual': [27_716_992, 27_684_096, 7.0, 13.94],
  'landmarks-only': [51_431_488, 51_398_592, 11.93, 23.79],
  'image-only': [51_390_720, 51_357_824, 11.76, 23.45],
  'mask-only': [51_384_448, 51_351_552, 11.73, 23.4],
  conv3d: [1_994_100, 1_989_908, 11.55, 17.65],
};

const weights = (name: VariantName) =>
  buildVRN(name, size).description.parameters.map(({ path, shape }) => `${path} ${shape.join('×')}`);

describe('VARIANTS', () => {
  it.each(VARIANT_NAMES)('%s has the parameters and multiply-adds of the table', (name) => {
    const [parameters, parametersDetailed, operations, operationsDetailed] = COUNTS[name];
    const square = buildVRN(name, size).summary();
    const tall = buildVRN(name, detailed).summary();
    expect([square.parameters, tall.parameters]).toEqual([parameters, parametersDetailed]);
    // The table gives two decimals.
    expect(square.multiplyAdds / 1e9).toBeCloseTo(operations, 2);
    expect(tall.multiplyAdds / 1e9).toBeCloseTo(operationsDetailed, 2);
  });

  it('differs between image, landmarks and mask in the first layer alone', () => {
    const rest = (name: VariantName) => weights(name).filter((line) => !line.startsWith('stem/conv/w'));
    for (const name of ['landmarks-only', 'image-only', 'mask-only'] as const) {
      expect(rest(name)).toEqual(rest('multistack'));
      expect(weights(name)).not.toEqual(weights('multistack'));
    }
  });

  it('supervises all four stacks, and the baseline its last', () => {
    for (const name of VARIANT_NAMES) {
      expect(buildVRN(name, size).description.outputs).toHaveLength(name === 'vrn-guided' ? 1 : 4);
    }
  });

  it("matches conv3d's operations with Multistack's within 5 %, at 256 features and at fewer", () => {
    for (const features of [64, 128, 256]) {
      const [flat, multi] = (['conv3d', 'multistack'] as const).map(
        (name) => buildVRN(name, { ...size, features }).summary().multiplyAdds,
      );
      expect(Math.abs(flat! / multi! - 1)).toBeLessThan(0.05);
    }
  });

  it('derives every row from Multistack by the fields in which the paper says they differ', () => {
    const differing = (name: VariantName) =>
      Object.entries(VARIANTS[name])
        .filter(([field, value]) => value !== VARIANTS.multistack[field as keyof typeof VARIANTS.multistack])
        .map(([field]) => field);
    expect(Object.fromEntries(VARIANT_NAMES.map((name) => [name, differing(name)]))).toEqual({
      'vrn-guided': ['block', 'stacks', 'modules', 'supervision', 'forkResiduals'],
      multistack: [],
      'old-residual': ['block'],
      'landmarks-only': ['inputs'],
      'image-only': ['inputs'],
      'mask-only': ['inputs'],
      conv3d: ['block'],
    });
  });

  it.each(VARIANT_NAMES)('%s keeps its parameter names and shapes (remake: vitest run -u)', async (name) => {
    const sorted = weights(name).sort();
    await expect(`${JSON.stringify(sorted, null, 1)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  });
});
