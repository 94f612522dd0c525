// Thresholds, sums and masks a volume with ndarray-ops: volumes are ordinary ndarrays.
import { bodySource, sample } from '@vrn/bodies';
import { iou } from '@vrn/metrics';
import { emptyVolume, resample, type Volume } from '@vrn/voxel';
import ops from 'ndarray-ops';

// A soft volume: the occupied fraction of each voxel.
const { volume } = sample(bodySource('capsules'), 7, { shape: [64, 64, 64], image: false });
const soft: Volume = resample(volume, [32, 32, 32]);
const [rows, columns, slices] = soft.shape as [number, number, number];

// Sums of the volume and of its upper and lower halves. `hi` and `lo` return views, without a copy.
const filled = ops.sum(soft);
const upperHalf = ops.sum(soft.hi(rows / 2, columns, slices));
const lowerHalf = ops.sum(soft.lo(rows / 2, 0, 0));

// Threshold: 1 where at least half of the voxel is filled.
const binary = emptyVolume([rows, columns, slices]);
ops.geqs(binary, soft, 0.5);

// Mask: keeps the front half only, by multiplication with 0 and 1.
const mask = emptyVolume([rows, columns, slices]);
ops.assigns(mask.hi(rows, columns, slices / 2), 1);
const front = emptyVolume([rows, columns, slices], 'float32');
ops.mul(front, soft, mask);

// `binary` is an ordinary volume, so `iou` and other functions of the packages accept it.
const agreement = iou(binary, soft);
const shareInFront = ops.sum(front) / filled;
console.log(
  `${ops.sum(binary)} voxels set, ${filled.toFixed(1)} filled, ${(100 * shareInFront).toFixed(1)} % in front`,
);

export default { filled, upperHalf, lowerHalf, set: ops.sum(binary), agreement, shareInFront };
