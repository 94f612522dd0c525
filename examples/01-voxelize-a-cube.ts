// Voxelises a cube whose side is half that of the grid: it fills exactly one eighth of the 128³ voxels.
import { type TriangleMesh, voxelize } from '@vrn/voxel';

const cube: TriangleMesh = {
  positions: Float32Array.of(-1, -1, -1, 1, -1, -1, 1, 1, -1, -1, 1, -1, -1, -1, 1, 1, -1, 1, 1, 1, 1, -1, 1, 1),
  // Two triangles per face, counter-clockwise as seen from outside.
  indices: Uint32Array.of(
    ...[0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4],
    ...[3, 7, 6, 3, 6, 2, 0, 4, 7, 0, 7, 3, 1, 2, 6, 1, 6, 5],
  ),
};
const volume = voxelize(cube, { shape: [128, 128, 128], min: [-2, -2, -2], max: [2, 2, 2] });

export default volume.data.reduce((sum, value) => sum + value, 0); // → 262144
