// What a solid is: a closed mesh with its exact answers; and how one is built from corners and faces.
import type { TriangleMesh, Triple } from '@vrn/voxel';

/** A closed mesh, counter-clockwise from outside, with the numbers that any measurement of it must find. */
export interface Solid extends TriangleMesh {
  /** Volume of the polyhedron itself (not of the ball or ring it stands for), in world units cubed. */
  readonly volume: number;
  /** Surface area of the polyhedron itself, in world units squared. */
  readonly area: number;
  /** Euler characteristic V − E + F. */
  readonly euler: number;
}

/** Exact answers of a solid. */
export type Answers = Pick<Solid, 'volume' | 'area' | 'euler'>;

/** A mesh from corners and triangles of corner numbers, with its answers. */
export function solid(corners: readonly Triple[], faces: readonly Triple[], answers: Answers): Solid {
  return { positions: Float32Array.from(corners.flat()), indices: Uint32Array.from(faces.flat()), ...answers };
}

/** One mesh of several, each part keeping its own vertices; answers add up, as long as the parts share no volume. */
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

/** The same surface seen from within: every triangle turned round, the volume negative. */
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
