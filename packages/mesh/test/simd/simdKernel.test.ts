// Tests which volumes the kernel in WebAssembly processes, where it is missing, and that its binary matches its source.
import { readFileSync } from 'node:fs';
import { packed, type View } from '@vrn/voxel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { extract } from '../../src/marching-cubes/extract.js';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { simdKernel } from '../../src/simd/simdKernel.js';

const ball = packed(
  Float32Array.from(
    { length: 10 ** 3 },
    (_, at) => 4 - Math.hypot((at % 10) - 4, (Math.floor(at / 10) % 10) - 5, at / 100 - 4),
  ),
  [10, 10, 10],
);
const grid = { shape: [10, 10, 10], min: [0, 0, 0], max: [10, 10, 10] } as const;
const options = { level: 0.5, close: true, trace: false, withNormals: false };

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('simdKernel', () => {
  it('processes bytes and single precision, and leaves the rest to TypeScript', () => {
    const kernel = simdKernel()!;
    const bytes: View = {
      data: Uint8Array.from(ball.data, (x) => +(x > 0)),
      shape: [10, 10, 10],
      stride: [100, 10, 1],
      offset: 0,
    };
    expect(kernel.extract(ball, grid, options)).toEqual(extract(ball, grid, options));
    expect(kernel.extract(bytes, grid, options)).toEqual(extract(bytes, grid, options));
    const doubles: View = { ...bytes, data: Float64Array.from(ball.data, (x) => x + 1e-12) };
    expect(kernel.extract(doubles, grid, options)).toBeUndefined();
    expect(kernel.extract(ball, grid, { ...options, trace: true })).toBeUndefined();
    const huge: View = { data: new Uint8Array(1), shape: [1, 4096, 4096], stride: [0, 0, 0], offset: 0 };
    expect(kernel.extract(huge, { ...grid, shape: [1, 4096, 4096] }, options)).toBeUndefined();
  });

  it('is asked by marchingCubes, which uses TypeScript where it declines', () => {
    const expected = marchingCubes(ball);
    const empty = {
      positions: new Float32Array(),
      indices: new Uint32Array(),
      normals: new Float32Array(),
      places: new Float64Array(),
      flat: 0,
    };
    expect(marchingCubes(ball, { kernel: { extract: () => empty } }).indices).toHaveLength(0);
    expect(marchingCubes(ball, { kernel: { extract: () => undefined } })).toEqual(expected);
    expect(marchingCubes(ball, { kernel: undefined })).toEqual(expected);
  });

  it('is undefined where WebAssembly is missing, forbidden or without SIMD', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(simdKernel()).toBeUndefined();
    const forbidden = class {
      constructor() {
        throw new EvalError('Refused to compile or instantiate WebAssembly module');
      }
    };
    vi.stubGlobal('WebAssembly', { Module: forbidden, Instance: forbidden });
    expect(simdKernel()).toBeUndefined();
    expect(marchingCubes(ball, { kernel: simdKernel() }).indices.length).toBeGreaterThan(0);
  });

  it('has the code that its source compiles to (`node packages/mesh/assembly/build.mjs` writes it)', async () => {
    const { surfaceCode } = await import('../../assembly/build.mjs');
    expect(readFileSync(new URL('../../src/simd/surfaceCode.ts', import.meta.url), 'utf8')).toBe(await surfaceCode());
  });
});
