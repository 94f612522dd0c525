// Regression: options that were undefined replaced their defaults, so that functions failed or gave other results.
import { icosphere } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { encodePly, marchingCubes, smooth, weld } from '../../src/index.js';

const ball = icosphere({ subdivisions: 1 });
const volume = {
  data: Uint8Array.from({ length: 64 }, (_, at) => Number([21, 22, 37].includes(at))),
  ...{ shape: [4, 4, 4], stride: [16, 4, 1], offset: 0 },
};

describe('an option that is undefined', () => {
  it.each([
    ['smooth', (options: object) => smooth(ball, options), { iterations: undefined, lambda: undefined }],
    ['weld', (options: object) => weld(ball, options), { tolerance: undefined }],
    ['encodePly', (options: object) => encodePly(ball, options), { format: undefined, colors: undefined }],
    ['marchingCubes', (options: object) => marchingCubes(volume, options), { level: undefined, close: undefined }],
  ])('leaves the default of %s', (_, call, options) => {
    expect(call(options)).toEqual(call({}));
  });
});
