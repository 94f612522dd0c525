// Tests the box tree: the properties of its nodes for items in many orders, and that no input makes it slow.

import { icosphere, torus } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { type BoxTree, pointTree, random, triangleTree } from '../../src/index.js';

/** Maximum numbers of items in a leaf. */
const LEAF = { triangles: 8, points: 12 };

/** Throws unless the tree over boxes `[6N]` has the properties that `BoxTree` documents. */
function expectSound({ bounds, second, start, end, order }: BoxTree, boxes: Float32Array, most: number): void {
  const count = boxes.length / 6;
  expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n));
  expect([start.length, end.length, bounds.length]).toEqual([second.length, second.length, 6 * second.length]);
  let next = 0;
  /** Visits a node and its descendants in depth-first order. Returns the box of its items, computed from `boxes`. */
  const visit = (node: number, first: number, last: number): number[] => {
    expect([node, start[node], end[node]]).toEqual([next++, first, last]);
    let box: number[];
    if (second[node] === 0) {
      expect(last - first).toBeLessThanOrEqual(most);
      box = unite(Array.from(order.subarray(first, last), (item) => [...boxes.subarray(6 * item, 6 * item + 6)]));
    } else {
      expect(last - first).toBeGreaterThan(most);
      const middle = (first + last) >> 1;
      const one = visit(node + 1, first, middle);
      box = unite([one, visit(second[node]!, middle, last)]);
      expectMedian(boxes, order.subarray(first, middle), order.subarray(middle, last));
    }
    expect([...bounds.subarray(6 * node, 6 * node + 6)]).toEqual(box);
    return box;
  };
  visit(0, 0, count);
  expect(next).toBe(second.length);
}

const unite = (boxes: readonly (readonly number[])[]): number[] =>
  [0, 1, 2, 3, 4, 5].map((n) =>
    boxes.reduce(
      (found, box) => (n < 3 ? Math.min : Math.max)(found, box[n]!),
      n < 3 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
    ),
  );

/** Expects no centre of the first half to lie after one of the second half, along the axis of largest spread. */
function expectMedian(boxes: Float32Array, one: Uint32Array, other: Uint32Array): void {
  const centres = (items: Uint32Array, axis: number) =>
    Array.from(items, (item) => boxes[6 * item + axis]! + boxes[6 * item + 3 + axis]!);
  const spread = [0, 1, 2].map((axis) => {
    const all = [...centres(one, axis), ...centres(other, axis)];
    return Math.max(...all) - Math.min(...all);
  });
  const axis = spread.indexOf(Math.max(...spread));
  expect(Math.max(...centres(one, axis))).toBeLessThanOrEqual(Math.min(...centres(other, axis)));
}

const boxesOf = (points: Float32Array): Float32Array =>
  Float32Array.from({ length: 2 * points.length }, (_, n) => points[3 * Math.floor(n / 6) + (n % 3)]!);

const fill = (count: number, value: (n: number, axis: number) => number): Float32Array =>
  Float32Array.from({ length: 3 * count }, (_, n) => value(Math.floor(n / 3), n % 3));

const rng = random(20180904);
const uniform = fill(3000, () => rng.uniform());

/** Points in places and orders for which some choices of the pivot are slow or wrong. */
const POINTS: Readonly<Record<string, Float32Array>> = {
  'at random': uniform,
  'all in one place': fill(3000, () => 7),
  'at four values': uniform.map((value) => Math.floor(4 * value)),
  'nine in ten in one place': fill(3000, (n, axis) => (n % 10 === 0 ? uniform[3 * n + axis]! : 0.5)),
  'in rising order': fill(3000, (n) => n),
  'in falling order': fill(3000, (n) => -n),
  'rising, then falling': fill(3000, (n) => Math.min(n, 3000 - n)),
  'in teeth': fill(3000, (n) => n % 100),
  'of a grid, in its order': fill(3000, (n, axis) => [n % 10, Math.floor(n / 10) % 20, Math.floor(n / 200)][axis]!),
  'of all sizes': uniform.map((value, n) => (n % 2 === 0 ? 1 : -1) * 10 ** (76 * value - 38)),
};

describe('pointTree', () => {
  it.each(Object.entries(POINTS))('is sound for points %s', (_, points) => {
    expectSound(pointTree(points), boxesOf(points), LEAF.points);
  });

  it.each([0, 1, 2, 11, 12, 13, 23, 24, 25, 26, 47, 49, 96, 97, 100, 101, 255, 257])(
    'is sound for %d points',
    (count) => {
      const points = uniform.subarray(0, 3 * count);
      expectSound(pointTree(points), boxesOf(points), LEAF.points);
    },
  );

  it('gives the same tree for the same points', () => {
    expect(pointTree(uniform)).toEqual(pointTree(uniform.slice()));
  });

  it('reads points that begin anywhere in a buffer', () => {
    expect(pointTree(uniform.subarray(300, 900))).toEqual(pointTree(uniform.slice(300, 900)));
  });

  // If the pivot were the middle item, or if all items equal to the pivot went to one side, time would be quadratic.
  it.each([
    ['rise and fall', fill(100_000, (n) => Math.min(n, 100_000 - n))],
    ['are all the same', fill(100_000, () => 1)],
    ['take turns', fill(100_000, (n) => n % 2)],
  ])('is not slow on points that %s', (_, points) => {
    const began = process.cpuUsage();
    pointTree(points);
    expect(process.cpuUsage(began).user).toBeLessThan(1.5e6); // CPU time in microseconds
  });
});

describe('triangleTree', () => {
  it.each(Object.entries({ icosphere: icosphere({ subdivisions: 3 }), torus: torus({ sides: 40, rings: 20 }) }))(
    'is sound over the faces of a %s',
    (_, mesh) => {
      const boxes = Float32Array.from({ length: 2 * mesh.indices.length }, (_, n) => {
        const corners = [...mesh.indices.subarray(3 * Math.floor(n / 6), 3 * Math.floor(n / 6) + 3)];
        const values = corners.map((corner) => mesh.positions[3 * corner + (n % 3)]!);
        return n % 6 < 3 ? Math.min(...values) : Math.max(...values);
      });
      expectSound(triangleTree(mesh), boxes, LEAF.triangles);
    },
  );
});
