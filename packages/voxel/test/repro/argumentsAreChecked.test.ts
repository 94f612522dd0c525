// Tests that null, mistyped options, oversized volumes and numbers beyond single precision cause a VolumetricError.
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import * as voxel from '../../src/index.js';

const grid: voxel.Grid = { shape: [4, 4, 4], min: [-1, -1, -1], max: [1, 1, 1] };
const mesh = cube({ side: 1 });
const volume = voxel.voxelize(mesh, grid);
const mask = voxel.packed(new Float32Array(16).fill(1), [4, 4]);
const rng = voxel.random(1);
const landmarks = voxel.LANDMARK_NAMES.map((): voxel.Landmark => [1, 1]);
const sample = { image: voxel.packed(new Float32Array(48), [4, 4, 3]), mask, volume, landmarks };

/** For each function with options: a function that calls it with given options, and valid options. */
const WITH_OPTIONS: Readonly<Record<string, readonly [call: (options: never) => unknown, options: object]>> = {
  voxelize: [(options) => voxel.voxelize(mesh, grid, options), {}],
  voxelizeReport: [(options) => voxel.voxelizeReport(mesh, grid, options), {}],
  windingNumber: [(options) => voxel.windingNumber(mesh, options), {}],
  fitGrid: [(options) => voxel.fitGrid(mesh, options), { shape: [4, 4, 4] }],
  randomScale: [(options) => voxel.randomScale(mesh, options), { rng }],
  silhouette: [(options) => voxel.silhouette(volume, options), {}],
  conditionOnMask: [(options) => voxel.conditionOnMask(volume, mask, options), {}],
  landmarkHeatmaps: [(options) => voxel.landmarkHeatmaps([[1, 1]], options), { rows: 4, columns: 4 }],
  augment: [(options) => voxel.augment(sample, options), { rng }],
  packBits: [(options) => voxel.packBits(volume, options), {}],
  encodeNpy: [(options) => voxel.encodeNpy(volume, options), {}],
  encodeBinvox: [(options) => voxel.encodeBinvox(volume, options), {}],
  personGrid: [(options) => voxel.personGrid(mesh, options), { shape: [4, 4, 4] }],
};

const codeOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    return error instanceof voxel.VolumetricError
      ? error.code
      : `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'accepted';
};

describe.each(Object.entries(WITH_OPTIONS))('%s', (name, [call, options]) => {
  it('accepts its options, and refuses others and null', () => {
    expect(() => call(options as never)).not.toThrow();
    expect(() => call({ ...options, wibble: 1 } as never)).toThrow(
      new RegExp(`^${name}: options must be .*got 'wibble'$`),
    );
    expect(() => call(null as never)).toThrow(`${name}: options must be an object, got null`);
  });
});

describe('mistyped options', () => {
  it.each([
    ['voxelize', { rules: 'parity' }, 'rule'],
    ['voxelize', { treshold: 0.4 }, 'threshold'],
    ['fitGrid', { shape: [4, 4, 4], zalign: 'mean' }, 'zAlign'],
    ['augment', { rng, flips: 0 }, 'flip'],
    ['encodeNpy', { dType: 'f2' }, 'dtype'],
    ['conditionOnMask', { softnes: 0.1 }, 'softness'],
  ])('get a suggestion: %s %o', (name, options, meant) => {
    expect(() => WITH_OPTIONS[name]![0](options as never)).toThrow(`did you mean '${meant}'?`);
  });
});

describe('null instead of an argument', () => {
  it.each([
    ['voxelize', () => voxel.voxelize(null as never, grid), 'bad-mesh'],
    ['voxelize', () => voxel.voxelize(mesh, null as never), 'bad-grid'],
    ['fitGrid', () => voxel.fitGrid(null as never, { shape: [4, 4, 4] }), 'bad-mesh'],
    ['transformMesh', () => voxel.transformMesh(mesh, null as never), 'bad-argument'],
    ['scaleMesh', () => voxel.scaleMesh(mesh, null as never), 'bad-argument'],
    ['randomScale', () => voxel.randomScale(mesh, {} as never), 'bad-argument'],
    ['indexToWorld', () => voxel.indexToWorld(grid, null as never), 'bad-argument'],
    ['worldToIndex', () => voxel.worldToIndex(grid, null as never), 'bad-argument'],
    ['resample', () => voxel.resample(volume, null as never), 'bad-grid'],
    ['resample', () => voxel.resample(null as never, [2, 2, 2]), 'bad-volume'],
    ['silhouette', () => voxel.silhouette(null as never), 'bad-volume'],
    ['conditionOnMask', () => voxel.conditionOnMask(volume, null as never), 'bad-volume'],
    ['personSquare', () => voxel.personSquare(null as never, { left: 0, top: 0, side: 1 }), 'bad-volume'],
    ['landmarkHeatmaps', () => voxel.landmarkHeatmaps([null as never], { rows: 2, columns: 2 }), 'bad-landmarks'],
    ['augment', () => voxel.augment(null as never, { rng }), 'bad-sample'],
    ['augment', () => voxel.augment(sample, {} as never), 'bad-argument'],
    ['augment', () => voxel.augment({ ...sample, landmarks: null as never }, { rng }), 'bad-landmarks'],
    ['flipSample', () => voxel.flipSample(null as never), 'bad-sample'],
    ['translateSample', () => voxel.translateSample(sample, null as never), 'bad-argument'],
    ['packBits', () => voxel.packBits(null as never), 'bad-volume'],
    ['unpackBits', () => voxel.unpackBits(null as never), 'bad-argument'],
    ['packed', () => voxel.packed(null as never, [1]), 'shape-mismatch'],
    ['packed', () => voxel.packed(new Uint8Array(1), null as never), 'shape-mismatch'],
    ['emptyVolume', () => voxel.emptyVolume(null as never), 'bad-grid'],
    ['encodeNpy', () => voxel.encodeNpy(null as never), 'bad-volume'],
    ['decodeNpy', () => voxel.decodeNpy(null as never), 'bad-argument'],
    ['decodeBinvox', () => voxel.decodeBinvox(null as never), 'bad-argument'],
    ['decodeRaw', () => voxel.decodeRaw(null as never, [1, 1, 1]), 'bad-argument'],
  ])('is an error of ours: %s', (_, call, code) => {
    expect(codeOf(call)).toBe(code);
  });
});

describe('volumes of 2³¹ voxels and more', () => {
  const shape = [2048, 2048, 2048] as const;
  const text = (words: string) => new TextEncoder().encode(words);
  it.each([
    ['voxelize', () => voxel.voxelize(mesh, { ...grid, shape }), 'bad-grid'],
    ['voxelizeReport', () => voxel.voxelizeReport(mesh, { ...grid, shape }), 'bad-grid'],
    ['emptyVolume', () => voxel.emptyVolume(shape), 'bad-grid'],
    ['resample', () => voxel.resample(volume, shape), 'bad-grid'],
    ['landmarkHeatmaps', () => voxel.landmarkHeatmaps([[1, 1]], { rows: 65_536, columns: 65_536 }), 'bad-grid'],
    ['unpackBits', () => voxel.unpackBits({ words: new Uint32Array(1), shape }), 'bad-grid'],
    ['decodeRaw', () => voxel.decodeRaw(new Uint8Array(1), shape), 'bad-grid'],
    ['decodeBinvox', () => voxel.decodeBinvox(text('#binvox 1\ndim 2048 2048 2048\ndata\n')), 'bad-file'],
  ])('are refused at once: %s', (_, call, code) => {
    const began = performance.now();
    expect(codeOf(call)).toBe(code);
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('are refused at once: decodeNrrd', async () => {
    const head = 'NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2048 2048 2048\nencoding: gzip\n\n';
    await expect(voxel.decodeNrrd(text(head))).rejects.toThrow(/sizes must be below 2³¹ elements/);
  });
});

describe('numbers beyond single precision', () => {
  it('are refused where single precision is stored', () => {
    expect(codeOf(() => voxel.scaleMesh(mesh, 1e39))).toBe('bad-argument');
    expect(codeOf(() => voxel.transformMesh(mesh, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1e300, 0, 0, 1]))).toBe(
      'bad-argument',
    );
    expect(codeOf(() => voxel.randomScale(mesh, { rng, range: [1e39, 1e40] }))).toBe('bad-argument');
    expect(
      codeOf(() => voxel.resample({ data: [1e300], shape: [1, 1, 1], stride: [1, 1, 1], offset: 0 }, [1, 1, 2])),
    ).toBe('bad-volume');
    const bright = { ...sample, image: voxel.packed(new Float32Array(48).fill(Number.NaN), [4, 4, 3]) };
    expect(codeOf(() => voxel.augment(bright, { rng }))).toBe('bad-sample');
    expect(codeOf(() => voxel.windingNumber(mesh)(1e300, 0, 0))).toBe('bad-argument');
  });
});
