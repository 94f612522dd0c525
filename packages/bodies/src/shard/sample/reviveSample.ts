// Prepares samples for transfer between threads, and restores the methods of their arrays afterwards.
import { packed, type VolumeData } from '@vrn/voxel';
import type { StoredSample } from './storedSample.js';

const FIELDS = ['image', 'mask', 'volume', 'depth', 'normals'] as const;

/**
 * Restores the methods of a sample's arrays, which messages between threads drop. Does not copy the arrays. Returns the
 * same sample if its arrays still have their methods.
 */
export function reviveSample<T extends StoredSample>(sample: T): T {
  const plain = FIELDS.filter((field) => sample[field] !== undefined && typeof sample[field]?.get !== 'function');
  if (plain.length === 0) return sample;
  const revived = plain.map((field) => {
    const { data, shape } = sample[field] as { readonly data: VolumeData; readonly shape: readonly number[] };
    return [field, packed(data, shape)] as const;
  });
  return { ...sample, ...Object.fromEntries(revived) };
}

/** Lists the buffers of a sample's arrays, so that a message can transfer them to another thread without a copy. */
export function sampleBuffers(sample: StoredSample): ArrayBuffer[] {
  const arrays = FIELDS.flatMap((field) => sample[field]?.data ?? []);
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
