// Declares the types of libraries that have none: functions of isosurface 1.0.0 and d3-octree 1.1.0 for benchmarks.

declare module 'isosurface' {
  type Triple = readonly [number, number, number];
  export function marchingCubes(
    dims: Triple,
    potential: (x: number, y: number, z: number) => number,
    bounds?: readonly [Triple, Triple],
  ): { readonly positions: readonly Triple[]; readonly cells: readonly Triple[] };
}

declare module 'd3-octree' {
  type Triple = readonly [number, number, number];
  interface Octree {
    addAll(points: readonly Triple[]): Octree;
    find(x: number, y: number, z: number): Triple | undefined;
  }
  export function octree(): Octree;
}
