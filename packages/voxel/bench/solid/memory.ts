// Prints the bytes that the first call of voxelize allocates in addition to its result. voxelize.bench.ts runs this
// program in a separate process; its arguments are the approximate number of triangles and the voxels per side.
import { bodyGrid, bodyMesh } from '@vrn/test-utils';
import { voxelize } from '@vrn/voxel';
import { allocated } from '../../../../bench/allocated.js';

const [triangles, side] = process.argv.slice(2).map(Number) as [number, number];
const mesh = bodyMesh(triangles);
const grid = bodyGrid(side);
console.log(allocated(() => voxelize(mesh, grid)) - side ** 3);
