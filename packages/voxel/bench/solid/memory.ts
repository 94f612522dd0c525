// Run by voxelize.bench.ts in a process of its own: prints the bytes that the first call of voxelize takes beyond its
// result.
import { bodyGrid, bodyMesh } from '@vrn/test-utils';
import { voxelize } from '@vrn/voxel';
import { allocated } from '../../../../bench/allocated.js';

const [triangles, side] = process.argv.slice(2).map(Number) as [number, number];
const mesh = bodyMesh(triangles);
const grid = bodyGrid(side);
console.log(allocated(() => voxelize(mesh, grid)) - side ** 3);
