// Defines the type of a solid, a closed mesh with exact measurements, and functions that build solids.
import type { TriangleMesh, Triple } from '@vrn/voxel';

/** A closed mesh with its exact measurements; counter-clockwise from outside unless its volume is negative. */
export interface Solid extends TriangleMesh {
  /** Volume of the polyhedron itself, not of the sphere or torus that it approximates, in cubed world units. */
  readonly volume: number;
  /** Surface area of the polyhedron itself, in squared world units. */
  readonly area: number;
  /** Euler characteristic V − E + F. */
  readonly euler: number;
}

/** Exact measurements of a solid. */
export type Answers = Pick<Solid, 'volume' | 'area' | 'euler'>;

/** Builds a solid from corners, triangles of corner indices, and its measurements. */
export function solid(corners: readonly Triple[], faces: readonly Triple[], answers: Answers): Solid {
  return { positions: Float32Array.from(corners.flat()), indices: Uint32Array.from(faces.flat()), ...answers };
}

/** Combines solids into one mesh without merging vertices. Its measurements are the sums of those of the parts. */
export function together(parts: readonly Solid[]): Solid {
  const corners: Triple[] = [];
  const faces: Triple[] = [];
  for (const { positions, indices } of parts) {
    const base = corners.length;
    for (let v = 0; v < positions.length; v += 3) corners.push([positions[v]!, positions[v + 1]!, positions[v + 2]!]);
    for (let f = 0; f < indices.length; f += 3) {
      faces.push([base + indices[f]!, base + indices[f + 1]!, base + indices[f + 2]!]);
    }
  }
  const sum = (of: (part: Solid) => number) => parts.reduce((total, part) => total + of(part), 0);
  return solid(corners, faces, { volume: sum((p) => p.volume), area: sum((p) => p.area), euler: sum((p) => p.euler) });
}

/** Reverses the orientation of every triangle; the volume changes its sign. */
export function insideOut(mesh: Solid): Solid {
  const indices = mesh.indices.slice();
  for (let f = 0; f < indices.length; f += 3) {
    indices[f + 1] = mesh.indices[f + 2]!;
    indices[f + 2] = mesh.indices[f + 1]!;
  }
  return { ...mesh, indices, volume: -mesh.volume };
}

export const subtract = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const triangleArea = (a: Triple, b: Triple, c: Triple): number =>
  Math.hypot(...cross(subtract(b, a), subtract(c, a))) / 2;
