// What a network has to beat: the mask pulled through the volume as a prism, between the two slices that suit the training bodies best.
import { emptyVolume, type Sample, type Volume } from '@vrn/voxel';

/** Slices from `first` on, up to but not including `end`. */
export interface Slab {
  readonly first: number;
  readonly end: number;
}

/** A mask's pixels at the volume's resolution. */
function covered({ mask, volume }: Pick<Sample, 'mask' | 'volume'>): Uint8Array {
  const [rows, columns] = volume.shape as [number, number, number];
  const [height, width] = mask.shape as [number, number];
  const [high, wide] = [height / rows, width / columns];
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

/** The slab with the highest mean IoU over samples. Cost: O(voxels + slices²) a sample. */
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

/** Set voxels behind the mask in slices before each; the mask's pixels; set voxels in all. */
function counts(sample: Pick<Sample, 'mask' | 'volume'>): { inside: Float64Array; area: number; size: number } {
  const { data, shape, stride, offset } = sample.volume;
  const [rows, columns, slices] = shape as [number, number, number];
  const mask = covered(sample);
  const inside = new Float64Array(slices + 1);
  let [area, size] = [0, 0];
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

/** The prism of a sample's mask. */
export function extruded(sample: Pick<Sample, 'mask' | 'volume'>, { first, end }: Slab): Volume<Uint8Array> {
  const [rows, columns, slices] = sample.volume.shape as [number, number, number];
  const volume = emptyVolume([rows, columns, slices]);
  const mask = covered(sample);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === 1) volume.data.fill(1, pixel * slices + first, pixel * slices + end);
  }
  return volume;
}
