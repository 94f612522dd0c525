// Tests that crossing triangles are found and that touching ones are not.
import { bodyMesh, box, cube, icosphere, together, torus } from '@vrn/test-utils';
import { random, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { selfIntersections } from '../../src/measure/selfIntersections.js';
import { trianglesCross } from '../../src/measure/trianglesCross.js';

const mesh = (...corners: number[]): TriangleMesh => ({
  positions: Float32Array.from(corners),
  indices: Uint32Array.from({ length: corners.length / 3 }, (_, n) => n),
});

const FLAT = [0, 0, 0, 4, 0, 0, 0, 4, 0];

describe('selfIntersections', () => {
  it.each([
    ['sphere', icosphere({ subdivisions: 3 })],
    ['torus', torus()],
    ['body of marching cubes', bodyMesh(10_000)],
    ['two cubes side by side', together([cube(), cube({ centre: [3, 0, 0] })])],
    ['two cubes that touch at an edge', together([cube(), cube({ centre: [1, 1, 0] })])],
  ])('finds none in a %s', (_, solid) => {
    expect([...selfIntersections(solid)]).toEqual([]);
  });

  it.each([
    ['an edge passes through the other triangle', [1, 1, -1, 1, 1, 1, 2, 3, 1], 1],
    ['the edge ends in the plane', [1, 1, 0, 1, 1, 1, 2, 3, 1], 0],
    ['the edge passes beside it', [3, 3, -1, 3, 3, 1, 4, 4, 1], 0],
    ['they overlap in one plane', [1, 1, 0, 5, 1, 0, 1, 5, 0], 1],
    ['they share an edge in one plane', [4, 0, 0, 4, 4, 0, 0, 4, 0], 0],
    ['they are equal', FLAT, 1],
    ['they are parallel', [0, 0, 1, 4, 0, 1, 0, 4, 1], 0],
  ])('where %s: %#', (_, other, count) => {
    expect(selfIntersections(mesh(...FLAT, ...other)).length / 2).toBe(count);
  });

  it('finds triangles that share a vertex and cross elsewhere', () => {
    const positions = Float32Array.of(0, 0, 0, 4, 0, 0, 0, 4, 0, 1, 1, 1, 2, 1, -1);
    expect([...selfIntersections({ positions, indices: Uint32Array.of(0, 1, 2, 0, 3, 4) })]).toEqual([0, 1]);
  });

  it('agrees with the test of all pairs on random triangles', () => {
    const rng = random(3);
    const soup = mesh(...Array.from({ length: 9 * 120 }, () => rng.uniform(0, 3)));
    const expected: number[] = [];
    for (let a = 0; a < 120; a++) for (let b = a + 1; b < 120; b++) if (trianglesCross(soup, a, b)) expected.push(a, b);
    expect(expected.length).toBeGreaterThan(100);
    expect([...selfIntersections(soup)]).toEqual(expected);
    expect(selfIntersections(soup, { limit: 5 })).toHaveLength(10);
  });

  it('finds overlapping boxes', () => {
    const boxes = together([cube(), box({ min: [0.1, 0.2, 0.3], max: [2, 2.1, 2.2] })]);
    expect(selfIntersections(boxes).length).toBeGreaterThan(0);
  });

  it('rejects bad input', () => {
    expect(() => selfIntersections(cube(), { limit: 0 })).toThrow(/limit must be at least 1, got 0/);
    expect(() => selfIntersections(cube(), { limits: 3 } as never)).toThrow(/did you mean 'limit'/);
    expect([...selfIntersections({ positions: new Float32Array(0), indices: new Uint32Array(0) })]).toEqual([]);
  });
});
