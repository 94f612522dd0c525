// Stores what a network predicts for the bodies of the picture, so that the picture can be drawn without its weights.
import { readFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { StoredSample } from '@vrn/bodies';
import type { VRN } from '@vrn/model';
import { decodeNpy, encodeNpy, packed, type Volume } from '@vrn/voxel';
import { writeAtomically } from '../files.js';

/** Predicts bodies; writes their volumes as gzipped .npy: `[bodies · rows, columns, slices]`, bytes 255 · occupancy. */
export async function writePictured(path: string, vrn: VRN, bodies: readonly StoredSample[]): Promise<void> {
  const volumes: Volume[] = [];
  for (const body of bodies) volumes.push(await vrn.predict(body));
  const [rows, columns, slices] = volumes[0]!.shape as [number, number, number];
  const size = rows * columns * slices;
  const data = new Uint8Array(volumes.length * size);
  for (const [at, volume] of volumes.entries())
    data.set(
      Uint8Array.from(volume.data, (share) => Math.round(255 * share)),
      at * size,
    );
  const file = encodeNpy(packed(data, [volumes.length * rows, columns, slices]));
  await writeAtomically(path, gzipSync(file, { level: 9 }));
}

/** Reads the volumes, 0..1, of the `count` bodies that {@link writePictured} stored. */
export async function readPictured(path: string, count: number): Promise<Volume[]> {
  const { data, shape } = decodeNpy(gunzipSync(await readFile(path)));
  const [height, columns, slices] = shape as [number, number, number];
  const rows = height / count;
  const size = rows * columns * slices;
  return Array.from({ length: count }, (_, body) => {
    const part = Float32Array.from(data.subarray(body * size, (body + 1) * size), (value) => value / 255);
    return packed(part, [rows, columns, slices]);
  });
}
