// Draws the output pictures of the examples for the API site: tsx examples/pictures/draw.ts FOLDER.
// Copies the pictures of examples 04 to 07, which keep.ts draws, from examples/pictures/kept.
import { copyFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodySource, sample } from '@vrn/bodies';
import { buildVRN } from '@vrn/model';
import { resample, type TriangleMesh, voxelize } from '@vrn/voxel';
import { drawFronts } from './drawVolumes.js';

const folder = process.argv[2] ?? 'out';
const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);

const cube: TriangleMesh = {
  positions: Float32Array.of(-1, -1, -1, 1, -1, -1, 1, 1, -1, -1, 1, -1, -1, -1, 1, 1, -1, 1, 1, 1, 1, -1, 1, 1),
  indices: Uint32Array.of(
    ...[0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4],
    ...[3, 7, 6, 3, 6, 2, 0, 4, 7, 0, 7, 3, 1, 2, 6, 1, 6, 5],
  ),
};
const { volume } = sample(bodySource('capsules'), 7, { shape: [96, 96, 96], image: false });
const half = resample(volume, [48, 48, 48]);

write(
  '01-voxelize-a-cube.png',
  drawFronts([voxelize(cube, { shape: [64, 64, 64], min: [-2, -2, -2], max: [2, 2, 2] })]),
);
write('02-go-there-and-back.png', drawFronts([volume]));
write('03-build-all-seven.svg', buildVRN('multistack').drawing());
write('09-compare-two-meshes.png', drawFronts([volume, resample(half, [96, 96, 96])]));
write('10-work-with-ndarray-ops.png', drawFronts([resample(half, [32, 32, 32])]));
cpSync(join(import.meta.dirname, 'kept'), folder, { recursive: true });
// The preview that `vrn reconstruct` writes for assets/sample.png, the photograph that example 08 reconstructs.
copyFileSync(
  join(import.meta.dirname, '..', '..', 'assets', 'preview.png'),
  join(folder, '08-reconstruct-a-photograph.png'),
);
