// Draws the output pictures of the examples for the API site: tsx examples/pictures/draw.ts FOLDER.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodySource, encodePng, sample } from '@vrn/bodies';
import { buildVRN } from '@vrn/model';
import { packed, resample, type TriangleMesh, type View, voxelize } from '@vrn/voxel';

const folder = process.argv[2] ?? 'out';
const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);

/** Pixels along each side of a voxel. */
const ZOOM = 3;
const BACKGROUND = 255;

/** Draws the front views of volumes side by side. Nearer voxels are brighter. */
function drawFronts(volumes: readonly View[]): Uint8Array {
  const [rows, columns] = volumes[0]!.shape as [number, number, number];
  const width = ZOOM * columns * volumes.length;
  const pixels = new Uint8Array(3 * ZOOM * rows * width).fill(BACKGROUND);
  for (const [n, { data, shape, stride, offset }] of volumes.entries()) {
    const slices = shape[2]!;
    for (let y = 0; y < ZOOM * rows; y++) {
      for (let x = 0; x < ZOOM * columns; x++) {
        const start = offset + Math.floor(y / ZOOM) * stride[0]! + Math.floor(x / ZOOM) * stride[1]!;
        let slice = 0;
        while (slice < slices && !(data[start + slice * stride[2]!]! >= 0.5)) slice++;
        if (slice === slices) continue;
        const at = 3 * (y * width + n * ZOOM * columns + x);
        pixels.fill(Math.round(220 - (200 * slice) / slices), at, at + 3);
      }
    }
  }
  return encodePng(packed(pixels, [ZOOM * rows, width, 3]));
}

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
