// Builds samples whose measures are known: slabs of voxels with landmarks on them.
import type { StoredSample } from '@vrn/bodies';
import { emptyVolume, type Landmark, packed, type Volume } from '@vrn/voxel';

/** Number of voxels per side, and the size of a voxel in metres. */
export const SIDE = 64;
export const VOXEL = 0.02;

/** Returns the occupied slices [from, to) at a row and column; undefined if there are none. */
export type Depth = (row: number, column: number) => readonly [from: number, to: number] | undefined;

/** Creates a volume that is occupied in one range of slices at each row and column. */
export function volumeOf(depth: Depth): Volume<Uint8Array> {
  const volume = emptyVolume([SIDE, SIDE, SIDE]);
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < SIDE; j++) {
      const range = depth(i, j);
      if (range) volume.data.fill(1, (i * SIDE + j) * SIDE + range[0], (i * SIDE + j) * SIDE + range[1]);
    }
  }
  return volume;
}

/** Places of the 16 landmarks of an upright person, [row, column]. */
export const PLACES = [
  [54, 26], [44, 27], [34, 28], [34, 36], [44, 37], [54, 38], [33, 32], [16, 32], [12, 32], [6, 32],
  [32, 22], [25, 22], [16, 24], [16, 40], [25, 42], [32, 42],
] as const; // biome-ignore format: a table

/** Whether an upright body covers a pixel: a box of 50 rows and 24 columns. */
export const isBody = (row: number, column: number): boolean => row >= 6 && row < 56 && column >= 20 && column < 44;

/** Creates a sample of a volume. Its mask is the silhouette; its landmarks are at `PLACES`, with the given depths. */
export function sampleOf(volume: Volume<Uint8Array>, depths?: readonly number[]): StoredSample {
  const mask = new Float32Array(SIDE * SIDE);
  for (let n = 0; n < mask.length; n++) mask[n] = Number(volume.data.subarray(n * SIDE, (n + 1) * SIDE).includes(1));
  const half = (SIDE * VOXEL) / 2;
  return {
    image: packed(new Float32Array(SIDE * SIDE * 3).fill(0.5), [SIDE, SIDE, 3]),
    mask: packed(mask, [SIDE, SIDE]),
    volume,
    grid: { shape: [SIDE, SIDE, SIDE], min: [-half, -half, -half], max: [half, half, half] },
    landmarks: PLACES.map(([row, column], n): Landmark => (depths ? [row, column, 1, depths[n]!] : [row, column, 1])),
  };
}
