// Stores a network's predictions for the bodies of the picture, so that the picture can be drawn without the network.
import { readFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { StoredSample } from '@vrn/bodies';
import type { VRN } from '@vrn/model';
import { decodeNpy, encodeNpy, packed, type Volume } from '@vrn/voxel';
import { writeAtomically } from '../files.js';

/**
 * Predicts bodies, and writes their volumes as one gzipped .npy file of bytes, `[bodies · rows, columns, slices]`. The
 * values are 255 · occupancy, rounded.
 */
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

/** Reads the volumes, 0..1, that {@link writePictured} stored. `count` is the number of bodies in the file. */
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
