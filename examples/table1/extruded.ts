// The baseline of the table: the mask extruded to a prism between the two slices that fit the training bodies best.
import { emptyVolume, type Sample, type Volume } from '@vrn/voxel';

/** A range of slices; `end` is excluded. */
export interface Slab {
  readonly first: number;
  readonly end: number;
}

/** Reduces a mask to the resolution of the volume and thresholds it at one half. */
function covered({ mask, volume }: Pick<Sample, 'mask' | 'volume'>): Uint8Array {
  const [rows, columns] = volume.shape as [number, number, number];
  const [height, width] = mask.shape as [number, number];
  const high = height / rows;
  const wide = width / columns;
  const out = new Uint8Array(rows * columns);
  const { data, stride, offset } = mask;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let a = 0; a < high; a++) {
        for (let b = 0; b < wide; b++) sum += data[offset + (i * high + a) * stride[0]! + (j * wide + b) * stride[1]!]!;
      }
      out[i * columns + j] = sum >= 0.5 * high * wide ? 1 : 0;
    }
  }
  return out;
}

/** Finds the slab with the highest mean IoU over the samples. Cost: O(voxels + slices²) per sample. */
export function bestSlab(samples: Iterable<Pick<Sample, 'mask' | 'volume'>>): Slab {
  let sums: Float64Array | undefined;
  let slices = 0;
  for (const sample of samples) {
    slices = sample.volume.shape[2]!;
    sums ??= new Float64Array((slices + 1) ** 2);
    const { inside, area, size } = counts(sample);
    for (let first = 0; first < slices; first++) {
      for (let end = first + 1; end <= slices; end++) {
        const both = inside[end]! - inside[first]!;
        sums[first * (slices + 1) + end]! += both / (area * (end - first) + size - both);
      }
    }
  }
  const best = sums!.indexOf(sums!.reduce((most, sum) => Math.max(most, sum), 0));
  return { first: Math.floor(best / (slices + 1)), end: best % (slices + 1) };
}

/**
 * Counts the voxels of a sample: `inside[k]` is the number of occupied voxels behind the mask in slices below k, `area`
 * the number of pixels of the mask, and `size` the total number of occupied voxels.
 */
function counts(sample: Pick<Sample, 'mask' | 'volume'>): { inside: Float64Array; area: number; size: number } {
  const { data, shape, stride, offset } = sample.volume;
  const [rows, columns, slices] = shape as [number, number, number];
  const mask = covered(sample);
  const inside = new Float64Array(slices + 1);
  let area = 0;
  let size = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const behind = mask[i * columns + j]!;
      area += behind;
      for (let k = 0; k < slices; k++) {
        const set = data[offset + i * stride[0]! + j * stride[1]! + k * stride[2]!]! >= 0.5 ? 1 : 0;
        size += set;
        inside[k + 1]! += set * behind;
      }
    }
  }
  for (let k = 0; k < slices; k++) inside[k + 1]! += inside[k]!;
  return { inside, area, size };
}

/** Creates the prism of a sample's mask, a volume of the sample's shape. */
export function extruded(sample: Pick<Sample, 'mask' | 'volume'>, { first, end }: Slab): Volume<Uint8Array> {
  const [rows, columns, slices] = sample.volume.shape as [number, number, number];
  const volume = emptyVolume([rows, columns, slices]);
  const mask = covered(sample);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === 1) volume.data.fill(1, pixel * slices + first, pixel * slices + end);
  }
  return volume;
}
