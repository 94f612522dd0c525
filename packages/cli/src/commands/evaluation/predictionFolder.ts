// Reads stored predictions from a folder, one volume per sample.
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Method } from '@vrn/reconstruct/evaluate';
import { check } from '@vrn/voxel';
import { about } from '../../output/messages.js';
import { readVolume, VOLUME_ENDINGS } from '../../output/volumeFile.js';

/**
 * Creates the method that reads predictions. Files are named after the number of the sample: `17.npy` or `00017.npy`.
 *
 * @throws {VolumetricError} `bad-file` for a folder without such files or with two for one sample; `predict` throws it
 *   for a sample without a volume, and for a volume whose shape is not that of the ground truth.
 */
export async function predictionFolder(folder: string): Promise<Method> {
  const files = new Map<number, string>();
  for (const name of (await about(folder, () => readdir(folder))).sort()) {
    if (!VOLUME_ENDINGS.includes(extname(name).toLowerCase())) continue;
    const number = /^\d+$/.exec(name.slice(0, -extname(name).length));
    if (number === null) continue;
    const before = files.get(Number(number[0]));
    check(before === undefined, 'bad-file', () => {
      return `${folder}: must have one volume per sample, got ${before} and ${name}`;
    });
    files.set(Number(number[0]), name);
  }
  check(files.size > 0, 'bad-file', () => {
    return `${folder}: must have volumes named after samples, such as 17.npy (${VOLUME_ENDINGS.join(', ')}), got none`;
  });
  return {
    name: 'predictions',
    async predict({ volume: { shape } }, number) {
      const name = files.get(number);
      check(name !== undefined, 'bad-file', () => `${folder}: must have a volume for sample ${number}, got none`);
      const file = join(folder, name);
      const { volume } = await readVolume(file);
      check(String(volume.shape) === String(shape), 'bad-file', () => {
        return `${file}: must be [${shape}] as the volumes of the set are, got [${volume.shape}]`;
      });
      return volume;
    },
  };
}
