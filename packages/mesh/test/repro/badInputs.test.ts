// Regression: wrong arguments caused engine errors ("Invalid typed array length"), and mistyped options were ignored.
import { VolumetricError } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import * as mesh from '../../src/index.js';

const triangle = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
const view = { data: new Uint8Array(8), shape: [2, 2, 2], stride: [4, 2, 1], offset: 0 };
const grid = { shape: [2, 2, 2], min: [0, 0, 0], max: [1, 1, 1] } as const;
const image = { data: new Uint8Array(12), shape: [2, 2, 3], stride: [6, 3, 1], offset: 0 };
const never = (value: unknown) => value as never;

const WITH_OPTIONS: Readonly<Record<string, (options: never) => unknown>> = {
  marchingCubes: (options) => mesh.marchingCubes(view, options),
  weld: (options) => mesh.weld(triangle, options),
  smooth: (options) => mesh.smooth(triangle, options),
  simplify: (options) => mesh.simplify(triangle, options),
  selfIntersections: (options) => mesh.selfIntersections(triangle, options),
  projectTexture: (options) => mesh.projectTexture(triangle, image, grid, options),
  textureAtlas: (options) => mesh.textureAtlas(triangle, image, grid, options),
  rasterize: (options) => mesh.rasterize(triangle, options),
  decodeObj: (options) => mesh.decodeObj('v 0 0 0', options),
  decodePly: (options) => mesh.decodePly(mesh.encodePly(triangle), options),
  decodeStl: (options) => mesh.decodeStl(mesh.encodeStl(triangle), options),
  decodeGlb: async (options) => mesh.decodeGlb(await mesh.encodeGlb(triangle), options),
  encodePly: (options) => mesh.encodePly(triangle, options),
  encodeStl: (options) => mesh.encodeStl(triangle, options),
  encodeGlb: (options) => mesh.encodeGlb(triangle, options),
};

it('the list below contains every function with options', () => {
  const withOptions = Object.keys(mesh)
    .filter((name) => /DEFAULTS$/.test(name))
    .map((name) => name.replace('_DEFAULTS', '').toLowerCase().replaceAll('_', ''));
  expect(Object.keys(WITH_OPTIONS).map((name) => name.toLowerCase())).toEqual(expect.arrayContaining(withOptions));
});

describe.each(Object.entries(WITH_OPTIONS))('%s', (name, call) => {
  const run = async (options: unknown) => call(never(options));

  it('rejects unknown options', async () => {
    await expect(run({ rounds: 2 })).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(new RegExp(`^${name}: options must be .* got 'rounds'`)),
    });
  });

  it('rejects options that are not an object', async () => {
    for (const options of [null, 3, 'x', []]) {
      await expect(run(options)).rejects.toMatchObject({ code: 'bad-argument' });
    }
  });
});

it('suggests the name that was meant', () => {
  expect(() => mesh.smooth(triangle, never({ iteration: 2 }))).toThrow(/did you mean 'iterations'\?/);
});

const DECODERS = {
  decodeObj: mesh.decodeObj,
  decodePly: mesh.decodePly,
  decodeStl: mesh.decodeStl,
  decodeGlb: mesh.decodeGlb,
};

describe.each(Object.entries(DECODERS))('%s', (name, decode) => {
  it.each([[null], [undefined], [3], [{}], [[1, 2, 3]]])('rejects %j instead of bytes, and names it', async (input) => {
    await expect((async () => decode(never(input)))()).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(new RegExp(`^${name}: `)),
    });
  });

  it('accepts an ArrayBuffer and other views', async () => {
    const files = {
      decodeObj: new TextEncoder().encode(mesh.encodeObj(triangle)),
      decodePly: mesh.encodePly(triangle),
      decodeStl: mesh.encodeStl(triangle),
      decodeGlb: await mesh.encodeGlb(triangle),
    };
    const bytes = Uint8Array.from(files[name as keyof typeof files]);
    const expected = await decode(bytes);
    expect(expected.indices).toHaveLength(3);
    for (const input of [bytes.buffer, new DataView(bytes.buffer), Buffer.from(bytes)]) {
      expect(await decode(input as ArrayBuffer)).toEqual(expected);
    }
  });
});

it('null and other wrong types cause a VolumetricError', async () => {
  const calls: (() => unknown)[] = [
    ...[mesh.components, mesh.keepLargest, mesh.vertexNormals, mesh.inspect, mesh.signedVolume, mesh.surfaceArea].map(
      (each) => () => each(never(null)),
    ),
    ...[
      mesh.weld,
      mesh.smooth,
      mesh.encodeObj,
      mesh.encodePly,
      mesh.encodeStl,
      mesh.encodeGlb,
      mesh.eulerCharacteristic,
    ].map((each) => () => each(never(null))),
    () => mesh.marchingCubes(never(null)),
    () => mesh.marchingCubes(view, { grid: never(null) }),
    () => mesh.projectTexture(triangle, never(null), grid),
    () => mesh.projectTexture(triangle, image, never(null)),
    () => mesh.simplify(triangle, { simplifier: never(null) }),
    () => mesh.rasterize(never(null), { grid, rows: 1, columns: 1 }),
  ];
  for (const call of calls) await expect((async () => call())(), String(call)).rejects.toBeInstanceOf(VolumetricError);
});
