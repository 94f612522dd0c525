// Samples that have come from another thread: plain objects there, arrays with their methods here.
import { packed, type VolumeData } from '@vrn/voxel';
import type { StoredSample } from './storedSample.js';

const FIELDS = ['image', 'mask', 'volume', 'depth', 'normals'] as const;

/** A sample whose arrays have their methods again, without a copy; one that has them as it is. */
export function whole<T extends StoredSample>(sample: T): T {
  const broken = FIELDS.filter((field) => sample[field] !== undefined && typeof sample[field]?.get !== 'function');
  if (broken.length === 0) return sample;
  const mended = broken.map((field) => {
    const { data, shape } = sample[field] as { readonly data: VolumeData; readonly shape: readonly number[] };
    return [field, packed(data, shape)] as const;
  });
  return { ...sample, ...Object.fromEntries(mended) };
}

/** The memory of a sample's arrays, to hand over to another thread instead of a copy. */
export function sampleBuffers(sample: StoredSample): ArrayBuffer[] {
  const arrays = FIELDS.flatMap((field) => sample[field]?.data ?? []);
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
