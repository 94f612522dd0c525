// Regression: a closed solid with an additional face 0 0 1 was reported as open.
import { cube } from '@vrn/test-utils';
import { expect, it } from 'vitest';
import { inspect } from '../../src/measure/inspect.js';
import { eulerCharacteristic } from '../../src/measure/measure.js';

const box = cube({ side: 1 });

it.each([[[0, 0, 1]], [[1, 0, 0]], [[2, 3, 2]], [[5, 5, 5]], [[0, 0, 1, 6, 6, 6, 1, 0, 1]]])(
  'a solid with the additional faces %j is closed',
  (faces) => {
    const mesh = { ...box, indices: Uint32Array.from([...box.indices, ...faces]) };
    expect(inspect(mesh)).toMatchObject({
      closed: true,
      openEdges: 0,
      nonManifoldEdges: 0,
      faces: 12 + faces.length / 3,
      degenerateFaces: faces.length / 3,
      eulerCharacteristic: 2,
    });
    expect(eulerCharacteristic(mesh)).toBe(2);
  },
);

it('a mesh of degenerate faces only, or an open box with them, is not closed', () => {
  expect(inspect({ positions: box.positions, indices: Uint32Array.of(0, 0, 1) }).closed).toBe(false);
  const open = { ...box, indices: Uint32Array.from([...box.indices.subarray(3), 0, 0, 1]) };
  expect(inspect(open)).toMatchObject({ closed: false, openEdges: 3 });
});
