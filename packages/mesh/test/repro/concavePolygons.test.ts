// Regression: concave polygons were cut into fans from their first corner, so that an L of area 3 could get area 4.

import { describe, expect, it } from 'vitest';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { triangulate } from '../../src/files/polygons/triangulate.js';
import { inspect } from '../../src/measure/inspect.js';
import { surfaceArea } from '../../src/measure/measure.js';

type Point = readonly [number, number];
const L: readonly Point[] = [[0, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2]]; // biome-ignore format: one line
const rotated = <T>(list: readonly T[], by: number): T[] => list.map((_, i) => list[(i + by) % list.length]!);

/** Returns an .obj file of a prism over a polygon: the caps are polygons that start at corner `by`, the sides quads. */
const prism = (points: readonly Point[], by = 0): string => {
  const n = points.length;
  const vertices = [0, 1].flatMap((z) => points.map(([x, y]) => `v ${x} ${y} ${z}`));
  const order = rotated([...points.keys()], by);
  const caps = [order.map((i) => i + n + 1), [...order].reverse().map((i) => i + 1)];
  const sides = points.map((_, i) => [i, (i + 1) % n, ((i + 1) % n) + n, i + n].map((v) => v + 1));
  return [...vertices, ...[...caps, ...sides].map((face) => `f ${face.join(' ')}`)].join('\n');
};

describe('triangulating polygons', () => {
  it.each([0, 1, 2, 3, 4, 5])('an L that starts at corner %d keeps its area and volume and stays closed', (by) => {
    const mesh = decodeObj(prism(L, by));
    expect(inspect(mesh)).toMatchObject({ closed: true, volume: 3, area: 3 + 3 + 8, degenerateFaces: 0 });
  });

  it('keeps polygons with collinear and repeated corners closed, with their area', () => {
    const dense = L.flatMap(([x, y], i): Point[] => {
      const [a, b] = L[(i + 1) % L.length]!;
      return [[x, y], [(x + a) / 2, (y + b) / 2]];
    }); // biome-ignore format: pairs
    for (let by = 0; by < dense.length; by++) {
      const mesh = decodeObj(prism(dense, by));
      expect(inspect(mesh)).toMatchObject({ closed: true, volume: 3, area: 14 });
    }
    // A keyhole: a square hole connected to the outer square by an edge that is used twice.
    const hole: Point[] = [[0, 0], [3, 0], [3, 3], [0, 3], [0, 0], [1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]; // biome-ignore format: one line
    const face = `${hole.map(([x, y]) => `v ${x} ${y} 0`).join('\n')}\nf ${hole.map((_, i) => i + 1).join(' ')}\n`;
    expect(surfaceArea(decodeObj(face))).toBe(8);
  });

  it('works in any plane, far from the origin, and in .ply', () => {
    const tilted = L.map(([x, y]) => `${x + 1000} ${y} ${3 * x + y}`);
    expect(surfaceArea(decodeObj(`v ${tilted.join('\nv ')}\nf 3 4 5 6 1 2\n`))).toBeCloseTo(3 * Math.sqrt(11), 3);
    const header = 'ply\nformat ascii 1.0\nelement vertex 6\nproperty float x\nproperty float y\nproperty float z\n';
    const rows = `${L.map(([x, y]) => `${x} 0 ${y}`).join('\n')}\n6 2 3 4 5 0 1\n`;
    const file = `${header}element face 1\nproperty list uchar int vertex_indices\nend_header\n${rows}`;
    expect(surfaceArea(decodePly(new TextEncoder().encode(file)))).toBe(3);
  });

  it('cuts quads with a reflex corner along the other diagonal', () => {
    const arrow = 'v 0 0 0\nv 2 -1 0\nv 0.5 0 0\nv 2 1 0\n';
    for (const face of ['1 2 3 4', '2 3 4 1', '3 4 1 2', '4 1 2 3']) {
      expect(surfaceArea(decodeObj(`${arrow}f ${face}\n`))).toBe(0.5);
    }
  });

  it('cuts convex and degenerate polygons into fans', () => {
    const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n';
    expect([...decodeObj(`${square}f 2 3 4 1\n`).indices]).toEqual([1, 2, 3, 1, 3, 0]);
    expect([...decodeObj(`${square}f 1 2 1 2\n`).indices]).toEqual([0, 1, 0, 0, 0, 1]);
  });

  it('keeps outer edges and the sum of vector areas for every polygon', () => {
    let seed = 7;
    const random = (n: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * n);
    };
    for (let run = 0; run < 400; run++) {
      const size = 4 + random(12);
      // Few distinct positions, so that corners repeat, edges cross and corners lie on edges.
      const positions = Float32Array.from({ length: 3 * size }, (_, i) => (i % 3 === 2 ? 0 : random(5)));
      const corners = Uint32Array.from({ length: size }, (_, v) => v);
      const triangles = triangulate({ positions, corners, starts: Uint32Array.of(0, size) });
      expect(triangles.length).toBe(3 * (size - 2));
      const edges = new Map<string, number>();
      const count = (a: number, b: number, by: number): void => {
        const key = a < b ? `${a} ${b}` : `${b} ${a}`;
        edges.set(key, (edges.get(key) ?? 0) + (a < b ? by : -by));
      };
      for (let t = 0; t < triangles.length; t += 3) {
        for (let n = 0; n < 3; n++) count(triangles[t + n]!, triangles[t + ((n + 1) % 3)]!, 1);
      }
      for (let v = 0; v < size; v++) count(v, (v + 1) % size, -1);
      expect([...edges.values()].filter((net) => net !== 0)).toEqual([]);
    }
  });

  it('cuts large polygons in time, including spirals and self-intersecting stars', () => {
    const gear = Array.from({ length: 3000 }, (_, i): Point => {
      const angle = (i * Math.PI) / 1500;
      return [(1 + (i % 2)) * Math.cos(angle), (1 + (i % 2)) * Math.sin(angle)];
    });
    const file = (points: readonly Point[]) =>
      `${points.map(([x, y]) => `v ${x} ${y} 0`).join('\n')}\nf ${points.map((_, i) => i + 1).join(' ')}\n`;
    // The gear consists of 3000 triangles at its centre, with sides of 1 and 2: each has the area sin(π / 1500).
    const exact = 3000 * Math.sin(Math.PI / 1500);
    expect(surfaceArea(decodeObj(file(gear)))).toBeCloseTo(exact, 3);
    const crossing = Array.from({ length: 5001 }, (_, i): Point => [Math.cos(i * 2.399), Math.sin(i * 2.399)]);
    expect(decodeObj(file(crossing)).warnings).toEqual(['self-intersecting polygons were cut into fans']);
  });
});
