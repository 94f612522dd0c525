// Tests that the ball of a face never rules out a face that may be nearest.
import { random } from '@vrn/voxel';
import { expect, it } from 'vitest';
import { faceTable, isBeyond, squaredToFace } from '../../../src/surfaces/nearest/triangle.js';

it('rules out faces that are farther than a distance, and no others, whatever their shape and size', () => {
  const rng = random(12);
  let ruledOut = 0;
  for (let n = 0; n < 20_000; n++) {
    const size = 10 ** rng.uniform(-6, 6);
    const shift = rng.integer(2) * 10 ** rng.uniform(-3, 6);
    const positions = Float32Array.from({ length: 9 }, () => shift + size * rng.uniform(-1, 1));
    // Some faces are segments (vertex b equals a), and some are points.
    if (n % 4 === 1) positions.copyWithin(3, 0, 3);
    if (n % 8 === 2) positions.fill(positions[0]!);
    const table = faceTable({ positions, indices: Uint32Array.of(0, 1, 2) }, Uint32Array.of(0));
    const corner = 3 * rng.integer(3);
    const away = rng.integer(3) * size * 10 ** rng.uniform(-9, 1);
    const [x, y, z] = [0, 1, 2].map((axis) => positions[corner + axis]! + away * rng.uniform(-1, 1)) as [
      number,
      number,
      number,
    ];
    const distance = Math.sqrt(squaredToFace(table, 0, x, y, z));
    expect(isBeyond(table, 0, x, y, z, distance)).toBe(false);
    expect(isBeyond(table, 0, x, y, z, Number.POSITIVE_INFINITY)).toBe(false);
    if (isBeyond(table, 0, x, y, z, distance / 2)) ruledOut++;
  }
  expect(ruledOut).toBeGreaterThan(500);
});
