// Lists the shared test utilities: solids with exact measurements, degenerate cases, a body for benchmarks, close(),
// differences of arrays, pictures, layouts, arbitraries.

export { arbitraryClosedMesh, arbitraryGrid, arbitraryShape, arbitraryView, arbitraryVolume } from './arbitraries.js';
export { bodyGrid, bodyMesh, bodyVolume } from './body.js';
export {
  close,
  type Difference,
  largestDifference,
  largestMagnitude,
  relativeDifference,
  type Tolerance,
} from './close.js';
export { type Degenerate, degenerateMeshes, degeneratePartitions, type Partition } from './degenerate.js';
export { maskFromPicture, picture, pictures, volumeFromPicture } from './picture.js';
export { box, cube, octahedron, tetrahedron } from './polyhedra.js';
export { restride } from './restride.js';
export { icosphere, torus, uvSphere } from './round.js';
export { type Answers, insideOut, type Solid, solid, together } from './solid.js';
