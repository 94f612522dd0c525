// Tests the table of the seven networks: parameters, operations, and the paper's statements about their configs.
import { describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { VARIANT_NAMES, VARIANTS, type VariantName } from '../../src/network/variants.js';

const size = { rows: 128, columns: 128, slices: 128, features: 256 } as const;
const detailed = { rows: 256, columns: 128, slices: 96, features: 256 } as const;

/** Numbers of parameters at 128³ and at 256 × 128 × 96, then multiply-adds in 10⁹ at both sizes. */
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

describe('fineFeatures', () => {
  const small = { rows: 32, columns: 16, slices: 8, features: 8, stem: [4, 8, 8], stacks: 2, modules: 1 } as const;

  it('adds the same parts to every supervised fork, at the rows and columns of the volume', () => {
    const paths = (fineFeatures: number) =>
      buildVRN({ ...small, fineFeatures }).description.parameters.map(({ path }) => path);
    const added = paths(8).filter((path) => !paths(0).includes(path));
    expect(paths(8)).toEqual(expect.arrayContaining(paths(0)));
    const ofStack = (stack: number) => added.filter((path) => path.startsWith(`stack${stack}/fine/`)).length;
    expect(ofStack(0)).toBeGreaterThan(0);
    expect(ofStack(0) + ofStack(1)).toBe(added.length);
    expect(ofStack(0)).toBe(ofStack(1));
    const { layers, outputs } = buildVRN({ ...small, fineFeatures: 8 }).description;
    expect(layers.find(({ path }) => path === 'stack1/fine/conv')!.shape).toEqual([32, 16, 8]);
    expect(outputs).toEqual([
      [32, 16, 8],
      [32, 16, 8],
    ]);
  });

  it.each([
    [{ block: 'flat' }, 'config.fineFeatures must be 0 for flat blocks, got 8'],
    [{ rows: 30 }, 'config.rows and columns must be multiples of 4 with fineFeatures, got 30 and 16'],
    [
      { columns: 17, stemPool: false },
      'config.rows and columns must be multiples of 2 with fineFeatures, got 32 and 17',
    ],
    [{ fineFeatures: 6 }, 'config.fineFeatures must be a multiple of 4 from 0 to 65536, got 6'],
  ] as const)('rejects %o', (difference, message) => {
    const config = { ...VARIANTS.multistack, ...small, fineFeatures: 8, ...difference };
    expect(() => buildVRN(config)).toThrow(message);
  });
});

describe('VARIANTS', () => {
  it.each(VARIANT_NAMES)('%s has the parameters and multiply-adds of the table', (name) => {
    const [parameters, parametersDetailed, operations, operationsDetailed] = COUNTS[name];
    const square = buildVRN(name, size).summary();
    const tall = buildVRN(name, detailed).summary();
    expect([square.parameters, tall.parameters]).toEqual([parameters, parametersDetailed]);
    // The table has two decimals.
    expect(square.multiplyAdds / 1e9).toBeCloseTo(operations, 2);
    expect(tall.multiplyAdds / 1e9).toBeCloseTo(operationsDetailed, 2);
  });

  it('differs between image, landmarks and mask only in the first layer', () => {
    const rest = (name: VariantName) => weights(name).filter((line) => !line.startsWith('stem/conv/w'));
    for (const name of ['landmarks-only', 'image-only', 'mask-only'] as const) {
      expect(rest(name)).toEqual(rest('multistack'));
      expect(weights(name)).not.toEqual(weights('multistack'));
    }
  });

  it('supervises all four stacks, and only the last of the baseline', () => {
    for (const name of VARIANT_NAMES) {
      expect(buildVRN(name, size).description.outputs).toHaveLength(name === 'vrn-guided' ? 1 : 4);
    }
  });

  it('supervises every stack with its own loss: four outputs with the size of the volume', () => {
    expect(buildVRN('multistack', detailed).description.outputs).toEqual(new Array(4).fill([256, 128, 96]));
  });

  it("matches conv3d's multiply-adds with Multistack's within 5 %, at 256 and fewer features", () => {
    for (const features of [64, 128, 256]) {
      const [flat, multi] = (['conv3d', 'multistack'] as const).map(
        (name) => buildVRN(name, { ...size, features }).summary().multiplyAdds,
      );
      expect(Math.abs(flat! / multi! - 1)).toBeLessThan(0.05);
    }
  });

  it('derives every variant from Multistack by the fields that differ in the paper', () => {
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

  it.each(VARIANT_NAMES)('%s keeps its parameter names and shapes (update: vitest run -u)', async (name) => {
    const sorted = weights(name).sort();
    await expect(`${JSON.stringify(sorted, null, 1)}\n`).toMatchFileSnapshot(`../golden/${name}.json`);
  });
});

describe('any grid', () => {
  const grids = [
    ['128 × 256 × 96, landscape format', { rows: 128, columns: 256, slices: 96 }],
    ['odd lengths', { rows: 33, columns: 47, slices: 29 }],
    ['single rows, columns and slices', { rows: 1, columns: 1, slices: 1 }],
    ['two input pixels per voxel', { rows: 65, columns: 31, slices: 7, inputScale: 2 }],
  ] as const;

  describe.each(grids)('of %s', (_, grid) => {
    it.each(VARIANT_NAMES)('is the output shape of %s', (name) => {
      const { description, config } = buildVRN({ ...VARIANTS[name], features: 16, ...grid });
      const volume = [config.rows, config.columns, config.slices];
      expect(description.outputs).toEqual(new Array(name === 'vrn-guided' ? 1 : 4).fill(volume));
      // Every length is a positive integer.
      expect(description.layers.every(({ shape }) => shape.every((n) => Number.isInteger(n) && n > 0))).toBe(true);
    });
  });

  it('reduces 96 slices to 24, 12, 6 and 3, and does not halve 3', () => {
    const { parts } = buildVRN('conv3d', detailed).summary();
    const slices = (path: string) => parts.find((part) => part.path === path)!.shape[0];
    const places = ['up4', 'down4', 'down3', 'down2', 'down1'];
    expect(places.map((place) => slices(`stack0/${place}`))).toEqual([24, 12, 6, 3, 3]);
    const rows = parts.find(({ path }) => path === 'stack0/down1')!.shape;
    expect(rows.slice(0, 3)).toEqual([3, 4, 2]);
  });

  it('does not change the parameters of volumetric blocks', () => {
    const volumetric = (grid: object) =>
      buildVRN('conv3d', grid).description.parameters.filter(({ path }) => path.startsWith('stack'));
    expect(volumetric({ rows: 33, columns: 47, slices: 29 })).toEqual(volumetric(size));
  });
});

describe('configs', () => {
  it.each(VARIANT_NAMES)('of %s are plain JSON', (name) => {
    const { config } = buildVRN(name);
    expect(JSON.parse(JSON.stringify(config))).toEqual(config);
    expect(buildVRN(JSON.parse(JSON.stringify(config))).config).toEqual(config);
  });

  it('name every choice that the paper leaves open', () => {
    const fields = [
      'inputScale',
      'nesting',
      'features',
      'forkResiduals',
      'fineFeatures',
      'reinjection',
      'normalisation',
      'landmarkSigma',
      'frame',
    ];
    const more = [
      'stem',
      'stemPool',
      'block',
      'flatFeatures',
      'liftFeatures',
      'stacks',
      'modules',
      'depth',
      'supervision',
    ];
    const grid = ['inputs', 'rows', 'columns', 'slices'];
    expect(Object.keys(buildVRN('multistack').config).sort()).toEqual([...fields, ...more, ...grid].sort());
  });

  it('find flat features quickly in networks of any width', () => {
    for (const features of [4, 64, 65_536]) {
      const { config } = buildVRN('conv3d', { features });
      const at = (flatFeatures: number) => buildVRN({ ...config, flatFeatures }).summary().multiplyAdds;
      const target = buildVRN('multistack', { features }).summary().multiplyAdds;
      const off = (flatFeatures: number) => Math.abs(at(flatFeatures) - target);
      expect(off(config.flatFeatures)).toBeLessThanOrEqual(off(config.flatFeatures + 4));
      if (config.flatFeatures > 4) expect(off(config.flatFeatures)).toBeLessThanOrEqual(off(config.flatFeatures - 4));
    }
  });
});
