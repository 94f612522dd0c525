// Tests that solids are closed, oriented outward, and have the stated measurements.
import { checkMesh, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import {
  box,
  close,
  cube,
  degenerateMeshes,
  degeneratePartitions,
  icosphere,
  octahedron,
  type Solid,
  tetrahedron,
  torus,
  uvSphere,
} from '../src/index.js';

const SOLIDS: Record<string, Solid> = {
  cube: cube(),
  'cube off the origin': cube({ side: 2, centre: [1, -2, 3] }),
  box: box({ min: [-1, -2, -3], max: [1, 1, 1] }),
  tetrahedron: tetrahedron(),
  'tetrahedron, corners in reverse order': tetrahedron({
    corners: [
      [0, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ],
  }),
  octahedron: octahedron({ radius: 3 }),
  icosahedron: icosphere({ subdivisions: 0 }),
  icosphere: icosphere({ radius: 2, subdivisions: 3, centre: [0.5, 0, 0] }),
  uvSphere: uvSphere({ centre: [0, 1, 0] }),
  'coarsest uvSphere': uvSphere({ rings: 2, sides: 3 }),
  torus: torus(),
  'coarse torus': torus({ radius: 2, tube: 0.5, sides: 3, rings: 3 }),
};

/** Measures volume, area, and V − E + F of a mesh. */
function measure({ positions, indices }: TriangleMesh) {
  const at = (v: number) => [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!] as const;
  const edges = new Map<string, number>();
  let volume = 0;
  let area = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const face = [indices[f]!, indices[f + 1]!, indices[f + 2]!];
    const [a, b, c] = face.map(at) as [ReturnType<typeof at>, ReturnType<typeof at>, ReturnType<typeof at>];
    const u = b.map((n, i) => n - a[i]!);
    const v = c.map((n, i) => n - a[i]!);
    const normal = [0, 1, 2].map((i) => u[(i + 1) % 3]! * v[(i + 2) % 3]! - u[(i + 2) % 3]! * v[(i + 1) % 3]!);
    volume += normal.reduce((sum, n, i) => sum + n * a[i]!, 0) / 6;
    area += Math.hypot(...normal) / 2;
    for (let e = 0; e < 3; e++) {
      const p = face[e]!;
      const q = face[(e + 1) % 3]!;
      if (p === q) continue;
      const edge = p < q ? `${p} ${q}` : `${q} ${p}`;
      edges.set(edge, (edges.get(edge) ?? 0) + (p < q ? 1 : -1));
    }
  }
  const unmatched = [...edges.values()].filter((balance) => balance !== 0).length;
  return { volume, area, unmatched, euler: new Set(indices).size - edges.size + indices.length / 3 };
}

describe('solids', () => {
  it.each(Object.entries(SOLIDS))('%s: closed, outward, and of the stated volume, area and Euler number', (_, mesh) => {
    checkMesh(mesh, 'test');
    const found = measure(mesh);
    expect(found.unmatched).toBe(0);
    expect(found.euler).toBe(mesh.euler);
    expect(mesh.volume).toBeGreaterThan(0);
    // Positions are rounded to single precision, with relative errors of 6e-8.
    close([found.volume, found.area], [mesh.volume, mesh.area], { relative: 1e-6 });
  });

  it('gives the measurements of textbook formulas', () => {
    close(tetrahedron().volume, Math.SQRT2 / 12, 1e-15);
    close(tetrahedron().area, Math.sqrt(3), 1e-15);
    const edge = 1 / Math.sin((2 * Math.PI) / 5);
    close(icosphere({ subdivisions: 0 }).volume, (5 / 12) * (3 + Math.sqrt(5)) * edge ** 3, 1e-14);
    close(octahedron().volume, 4 / 3, 1e-15);
    // The error is of second order in the step: a step of 2π/256 gives a relative error of at most 2e-4.
    close(torus({ sides: 256, rings: 256 }).volume, 2 * Math.PI ** 2 * 0.4 ** 2, { relative: 3e-4 });
    close(uvSphere({ sides: 256, rings: 128 }).area, 4 * Math.PI, { relative: 3e-4 });
    close(icosphere({ subdivisions: 4 }).volume, (4 / 3) * Math.PI, { relative: 4e-3 });
  });

  it.each(degenerateMeshes().map((d) => [d.name, d] as const))(
    'degenerate: %s: is closed and has the stated measurements',
    (_, { mesh }) => {
      const found = measure(mesh);
      expect(found.unmatched).toBe(0);
      close([found.volume, found.area], [mesh.volume, mesh.area], 1e-4);
    },
  );

  it.each(degeneratePartitions().map((p) => [p.name, p] as const))(
    '%s: the parts fill the union',
    (_, { parts, voxels }) => {
      for (const part of parts) {
        expect(measure(part).unmatched).toBe(0);
        expect(measure(part).volume).toBeGreaterThan(0);
      }
      close(
        parts.reduce((sum, part) => sum + part.volume, 0),
        voxels,
        1e-9,
      );
    },
  );
});

describe('voxel counts of the degenerate set', () => {
  /** Counts the voxels inside by brute force, from the winding number of every sample point offset by `move`. */
  const count = ({ mesh, grid }: ReturnType<typeof degenerateMeshes>[number], move: readonly number[]): number => {
    const { positions, indices } = mesh;
    const [rows, columns, slices] = grid.shape;
    let inside = 0;
    for (let p = 0; p < rows * columns * slices; p++) {
      const i = Math.floor(p / (columns * slices));
      const j = Math.floor(p / slices) % columns;
      const k = p % slices;
      const at = [j + 0.5 + move[0]!, rows - i - 0.5 + move[1]!, slices - k - 0.5 + move[2]!];
      let angle = 0;
      for (let f = 0; f < indices.length; f += 3) {
        const [a, b, c] = [0, 1, 2].map((v) => at.map((x, axis) => positions[3 * indices[f + v]! + axis]! - x)) as [
          number[],
          number[],
          number[],
        ];
        const product = (u: number[], v: number[]) => u[0]! * v[0]! + u[1]! * v[1]! + u[2]! * v[2]!;
        const la = Math.hypot(...a);
        const lb = Math.hypot(...b);
        const lc = Math.hypot(...c);
        const det =
          a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) -
          a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) +
          a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!);
        angle += 2 * Math.atan2(det, la * lb * lc + product(a, b) * lc + product(b, c) * la + product(c, a) * lb);
      }
      if (Math.round(angle / (4 * Math.PI)) !== 0) inside++;
    }
    return inside;
  };

  const MOVES = [
    [1e-3, 1e-4, 1e-5],
    [-1e-5, 1e-3, -1e-4],
    [-1e-4, -1e-5, -1e-3],
  ];
  it.each(degenerateMeshes().map((d) => [d.name, d] as const))('%s', (_, degenerate) => {
    for (const move of MOVES) expect(count(degenerate, move)).toBe(degenerate.voxels);
  });
});
