// The surface in one cell of marching cubes, and the loops in which it meets the cell's boundary.

/** Triangles of a cell, three numbers each: 0 to 11 are cut edges, from 12 on vertices within the cell. */
export interface CellSurface {
  readonly triangles: Uint8Array;
  /** Places of the vertices within the cell, three numbers each, between 0 and 1. */
  readonly centre?: Float64Array;
}

/** What follows from a case and the decisions on its ambiguous faces. */
export interface Boundary {
  /** The loops, as cut edges in order. */
  readonly loops: readonly (readonly number[])[];
  /** For each corner a number that it shares with the corners joined to it on the boundary. */
  readonly regions: readonly number[];
  /** The surface of a disc for each loop. */
  readonly discs: CellSurface;
  /** The loop that has no triangulation without a diagonal in a face: its disc is a fan about a vertex within. */
  readonly fan: readonly number[] | undefined;
}
