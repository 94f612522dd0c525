// Regression: signed distances that are negative inside gave a box with a hole; the option `inside` did not exist.
import { expect, it } from 'vitest';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { inspect } from '../../src/measure/inspect.js';
import { bits } from '../edit/soup.js';

const n = 20;
const distances = Float32Array.from({ length: n ** 3 }, (_, at) => {
  return Math.hypot(Math.floor(at / n / n) - 9.5, (Math.floor(at / n) % n) - 9.5, (at % n) - 9.5) - 6;
});
const view = <T extends Float32Array | Float64Array | Int16Array>(data: T) => ({
  ...{ data, shape: [n, n, n], stride: [n * n, n, 1], offset: 0 },
});

it('extracts a closed ball of the right volume from signed distances', () => {
  const mesh = marchingCubes(view(distances), { level: 0, inside: 'below', normals: true });
  const { closed, components, volume } = inspect(mesh);
  expect([closed, components]).toEqual([true, 1]);
  expect(volume / ((4 / 3) * Math.PI * 216)).toBeCloseTo(1, 1);
  // Normals point outwards, away from the centre (10, 10, 10).
  const centre = mesh.positions.map((value) => value - 10);
  for (let v = 0; v < centre.length; v += 3) {
    let dot = 0;
    for (let axis = 0; axis < 3; axis++) dot += centre[v + axis]! * mesh.normals![v + axis]!;
    expect(dot).toBeGreaterThan(0);
  }
});

it('equals the mesh of the negated volume for all types and options; the level is inside', () => {
  const integers = Int16Array.from(distances, Math.round);
  for (const topology of ['fast', 'exact'] as const) {
    const below = marchingCubes(view(integers), { level: 1, inside: 'below', topology });
    const above = marchingCubes(view(integers.map((value) => -value)), { level: -1, topology });
    expect(bits(below.positions)).toEqual(bits(above.positions));
    expect(below.indices).toEqual(above.indices);
  }
  const one = { data: Float32Array.of(5, 0, 5), shape: [1, 1, 3], stride: [3, 3, 1], offset: 0 };
  expect(inspect(marchingCubes(one, { level: 0, inside: 'below' })).components).toBe(1);
});

it('rejects other values of inside', () => {
  expect(() => marchingCubes(view(distances), { inside: 'outside' as never })).toThrow(
    /inside must be 'above' or 'below'/,
  );
});
