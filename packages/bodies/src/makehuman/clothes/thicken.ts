// Turns open shells into solids: every triangle of cloth or hair becomes a prism that extends inwards.
import { check, type TriangleMesh } from '@vrn/voxel';

/** The triangles of a shell and their edges. A sheet is the same for all shapes and poses, so callers cache it. */
export interface Sheet {
  readonly vertices: number;
  /** [3F] vertex indices of the triangles' corners. */
  readonly indices: Uint32Array;
  /** [2E] the ends of each edge, the lower vertex first. */
  readonly edges: Uint32Array;
  /** [E + 1] start of each edge's faces in `sides`. */
  readonly starts: Uint32Array;
  /** [3F] faces, grouped by edge: 2 · face index, plus 1 if the face traverses the edge from the higher vertex. */
  readonly sides: Uint32Array;
}

/** Finds the edges of triangles, in the order in which they first occur in `indices`. Cost: O(F). */
export function sheetOf(vertices: number, indices: Uint32Array): Sheet {
  const corners = indices.length;
  const edgeOf = new Uint32Array(corners);
  const known = new Map<number, number>();
  const ends: number[] = [];
  for (let corner = 0; corner < corners; corner++) {
    const a = indices[corner]!;
    const b = indices[corner % 3 === 2 ? corner - 2 : corner + 1]!;
    const key = Math.min(a, b) * vertices + Math.max(a, b);
    let edge = known.get(key);
    if (edge === undefined) {
      edge = known.size;
      known.set(key, edge);
      ends.push(Math.min(a, b), Math.max(a, b));
    }
    edgeOf[corner] = edge;
  }
  const starts = new Uint32Array(known.size + 1);
  for (const edge of edgeOf) starts[edge + 1]!++;
  for (let edge = 0; edge < known.size; edge++) starts[edge + 1]! += starts[edge]!;
  const sides = new Uint32Array(corners);
  const at = starts.slice();
  for (let corner = 0; corner < corners; corner++) {
    const a = indices[corner]!;
    const b = indices[corner % 3 === 2 ? corner - 2 : corner + 1]!;
    sides[at[edgeOf[corner]!]!++] = 2 * Math.floor(corner / 3) + (a < b ? 0 : 1);
  }
  return { vertices, indices, edges: Uint32Array.from(ends), starts, sides };
}

/**
 * Makes a shell solid: fills the space between the shell and a copy of it with other positions (`inner`).
 *
 * Every triangle and its copy span a prism. A prism that is inside out, because the shell folds back or its triangles
 * face inwards, is reoriented. Where two prisms then traverse a shared edge in opposite directions, their side walls
 * cancel out; all other side walls are kept. So the result is closed, and its winding number is at least 1 inside each
 * prism, except that twisted prisms may partly cancel others. Voxelized by the rule 'nonzero', the result is the union
 * of its prisms, even where the shell folds or crosses itself, and of all meshes that it is combined with.
 * `fillEnclosed` fills enclosed pockets that twisted prisms leave in the volume.
 *
 * @param positions  [3V] vertices of the shell.
 * @param inner      [3V] positions of the same vertices in the copy.
 * @returns          closed mesh of 2V vertices, the shell's first, without normals, uvs and colours.
 * @throws {VolumetricError} `shape-mismatch`
 * Cost: O(V + F).
 * @example
 * const sheet = sheetOf(3, Uint32Array.of(0, 1, 2));
 * const prism = thicken(sheet, Float32Array.of(0, 0, 1, 1, 0, 1, 0, 1, 1), Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0));
 * signedVolume(prism);  // → 0.5
 */
export function thicken(sheet: Sheet, positions: Float32Array, inner: Float32Array): TriangleMesh {
  const { vertices, indices, edges, starts, sides } = sheet;
  check(positions.length === 3 * vertices && inner.length === 3 * vertices, 'shape-mismatch', () => {
    return `thicken: positions and inner must have ${vertices} vertices, got ${positions.length / 3} and ${inner.length / 3}`;
  });
  const flipped = flippedPrisms(indices, positions, inner);
  const walls = wallsOf(starts, sides, flipped);
  let count = 0;
  for (const wall of walls) count += Math.abs(wall);
  const out = new Uint32Array(2 * indices.length + 6 * count);
  let to = 0;
  const push = (a: number, b: number, c: number, flip: boolean): void => {
    out[to] = a;
    out[to + 1] = flip ? c : b;
    out[to + 2] = flip ? b : c;
    to += 3;
  };
  for (let f = 0; 3 * f < indices.length; f++) {
    const [a, b, c] = [indices[3 * f]!, indices[3 * f + 1]!, indices[3 * f + 2]!];
    push(a, b, c, flipped[f] === 1);
    push(a + vertices, b + vertices, c + vertices, flipped[f] === 0);
  }
  for (let edge = 0; edge < walls.length; edge++) {
    const [low, high] = [edges[2 * edge]!, edges[2 * edge + 1]!];
    for (let times = Math.abs(walls[edge]!); times > 0; times--) {
      push(high, low, high + vertices, walls[edge]! < 0);
      push(low, low + vertices, high + vertices, walls[edge]! < 0);
    }
  }
  const both = new Float32Array(6 * vertices);
  both.set(positions);
  both.set(inner, 3 * vertices);
  return { positions: both, indices: out };
}

/** Returns a flag per triangle: 1 where its prism is inside out. */
function flippedPrisms(indices: Uint32Array, p: Float32Array, q: Float32Array): Uint8Array {
  const flipped = new Uint8Array(indices.length / 3);
  const edge = new Float64Array(6);
  for (let f = 0; f < flipped.length; f++) {
    const [a, b, c] = [3 * indices[3 * f]!, 3 * indices[3 * f + 1]!, 3 * indices[3 * f + 2]!];
    // Twice the edges of the triangle half-way between both positions; then the sum of the corners' displacements.
    for (let axis = 0; axis < 3; axis++) {
      const at = p[a + axis]! + q[a + axis]!;
      edge[axis] = p[b + axis]! + q[b + axis]! - at;
      edge[axis + 3] = p[c + axis]! + q[c + axis]! - at;
    }
    const dx = q[a]! - p[a]! + q[b]! - p[b]! + q[c]! - p[c]!;
    const dy = q[a + 1]! - p[a + 1]! + q[b + 1]! - p[b + 1]! + q[c + 1]! - p[c + 1]!;
    const dz = q[a + 2]! - p[a + 2]! + q[b + 2]! - p[b + 2]! + q[c + 2]! - p[c + 2]!;
    const nx = edge[1]! * edge[5]! - edge[2]! * edge[4]!;
    const ny = edge[2]! * edge[3]! - edge[0]! * edge[5]!;
    const nz = edge[0]! * edge[4]! - edge[1]! * edge[3]!;
    flipped[f] = nx * dx + ny * dy + nz * dz > 0 ? 1 : 0;
  }
  return flipped;
}

/**
 * Returns the net number of side walls per edge: prisms whose face traverses the edge from its lower vertex count 1,
 * the others −1, and flipped prisms the reverse.
 */
function wallsOf(starts: Uint32Array, sides: Uint32Array, flipped: Uint8Array): Int32Array {
  const walls = new Int32Array(starts.length - 1);
  for (let edge = 0; edge < walls.length; edge++) {
    let net = 0;
    for (let at = starts[edge]!; at < starts[edge + 1]!; at++) {
      const side = sides[at]!;
      net += ((side & 1) ^ flipped[side >> 1]!) === 0 ? 1 : -1;
    }
    walls[edge] = net;
  }
  return walls;
}
