// Tests that mesh and hole caps together traverse every edge equally often in both directions.
import { icosphere } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/core/random.js';
import { holeCaps, openEdges } from '../../../src/solid/winding/holeCaps.js';
import { joined, soup, without } from '../windingOracle.js';

describe('holeCaps', () => {
  const balance = (positions: Float32Array, indices: Uint32Array): number => {
    const edges = new Map<string, number>();
    const key = (v: number) => Array.from(positions.subarray(3 * v, 3 * v + 3), (x) => x + 0).join(' ');
    for (let c = 0; c < indices.length; c++) {
      const [a, b] = [key(indices[c]!), key(indices[c % 3 === 2 ? c - 2 : c + 1]!)];
      if (a === b) continue;
      const [name, way] = a < b ? [`${a} ${b}`, 1] : [`${b} ${a}`, -1];
      edges.set(name, (edges.get(name) ?? 0) + way);
    }
    return [...edges.values()].filter((n) => n !== 0).length;
  };
  const ball = icosphere({ subdivisions: 2 });
  it.each([
    ['a closed mesh', ball, 0],
    ['a soup of a closed mesh', soup(ball), 0],
    ['one triangle gone', without(ball, (face) => face === 5), 1],
    ['a hexagon gone', without(ball, (face) => [0, 1, 2].some((c) => ball.indices[3 * face + c] === 20)), 4],
    ['every third triangle gone', without(ball, (face) => face % 3 === 0), undefined],
    ['one triangle', without(ball, (face) => face > 0), 1],
    ['a triangle three times', joined(...[0, 0, 0].map(() => without(ball, (face) => face > 0))), 3],
    ['loose triangles', soup(ball, 0.01, random(3).uniform), undefined],
  ] as const)('passes every edge as often one way as the other: %s', (_, mesh, added) => {
    const caps = holeCaps(openEdges(mesh));
    expect(balance(mesh.positions, Uint32Array.from([...mesh.indices, ...caps]))).toBe(0);
    if (added !== undefined) expect(caps.length / 3).toBe(added);
  });
});
