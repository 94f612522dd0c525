// Separates a solid from loose pieces around it.
import { components, inspect } from '@vrn/mesh';
import type { TriangleMesh } from '@vrn/voxel';

/**
 * Returns the piece whose bounding box has the longest diagonal, with all pieces that are connected to it by a chain of
 * bounding boxes that overlap or touch.
 *
 * @returns  one mesh of these pieces, and the number of pieces that were left out
 */
export function mainPiece(mesh: TriangleMesh): { readonly main: TriangleMesh; readonly dropped: number } {
  const pieces = components({ positions: mesh.positions, indices: mesh.indices }).map((piece) => ({
    piece,
    ...boxOf(piece),
  }));
  if (pieces.length < 2) return { main: mesh, dropped: 0 };
  const largest = pieces.reduce((best, each) => (each.size > best.size ? each : best));
  const kept = new Set([largest]);
  // The iteration also visits members that are added to the set meanwhile.
  for (const one of kept) {
    for (const other of pieces) {
      if (one.min.every((low, axis) => low <= other.max[axis]! && other.min[axis]! <= one.max[axis]!)) kept.add(other);
    }
  }
  const positions: number[] = [];
  const indices: number[] = [];
  for (const { piece } of kept) {
    const first = positions.length / 3;
    for (const value of piece.positions) positions.push(value);
    for (const v of piece.indices) indices.push(first + v);
  }
  const main = { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
  return { main, dropped: pieces.length - kept.size };
}

function boxOf(mesh: TriangleMesh): {
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly size: number;
} {
  const { min, max } = inspect(mesh);
  return { min, max, size: Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]) };
}
