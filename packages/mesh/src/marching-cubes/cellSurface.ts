// Defines types for the surface in one cell of marching cubes, and for the loops in which it meets the cell's boundary.

/** Triangles of a cell, three numbers each: 0 to 11 are cut edges, 12 and above are vertices inside the cell. */
export interface CellSurface {
  readonly triangles: Uint8Array;
  /** Positions of the vertices inside the cell: coordinates along rows, columns and slices, each between 0 and 1. */
  readonly centre?: Float64Array;
}

/** Topology on the cell's boundary, which follows from the case and the decisions on its ambiguous faces. */
export interface Boundary {
  /** The loops in which the surface meets the boundary, each as a list of its cut edges in order. */
  readonly loops: readonly (readonly number[])[];
  /** Region label of each corner: corners that are connected on the boundary have the same label. */
  readonly regions: readonly number[];
  /** Triangles of the surface if every loop bounds a disc. */
  readonly discs: CellSurface;
  /** The loop that has no triangulation without a diagonal in a face: its disc is a fan around an interior vertex. */
  readonly fan: readonly number[] | undefined;
}
