// Times intersection over union of volumes and of packed bits against a loop that only sums both volumes. Run with
// npm run bench -- iou.
import { iou } from '@vrn/metrics';
import { bodyVolume } from '@vrn/test-utils';
import { packBits, packed } from '@vrn/voxel';
import { moving, race } from '../../../../bench/race.js';
import { digits, record } from '../../../../bench/record.js';

const SIDE = 128;
const truth = bodyVolume(SIDE);
/** The same body three slices further back. */
const prediction = packed(new Float32Array(truth.data.length), [SIDE, SIDE, SIDE]);
prediction.data.set(truth.data.subarray(0, -3), 3);

function sum(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let n = 0; n < a.length; n++) total += a[n]! + b[n]!;
  return total;
}

let [both, either] = [0, 0];
for (let n = 0; n < truth.data.length; n++) {
  const [inA, inB] = [truth.data[n]! >= 0.5, prediction.data[n]! >= 0.5];
  if (inA && inB) both++;
  if (inA || inB) either++;
}
const [truthBits, predictionBits] = [packBits(truth), packBits(prediction)];
for (const found of [iou(truth, prediction), iou(truthBits, predictionBits)]) {
  if (found !== both / either) throw new Error(`iou: ${found}, not ${both / either}`);
}

const bytes = truth.data.byteLength + prediction.data.byteLength;
const bitBytes = truthBits.words.byteLength + predictionBits.words.byteLength;
const times = await race({
  iou: () => iou(truth, prediction),
  sum: () => sum(truth.data, prediction.data),
  bits: () => iou(truthBits, predictionBits),
  move: moving(bytes),
  moveBits: moving(bitBytes),
});
record('iou', [
  {
    what: `two soft volumes, ${SIDE}³`,
    iou_ms: digits(times.iou.best),
    iou_median_ms: digits(times.iou.median),
    sum_ms: digits(times.sum.best),
    limit_ms: digits(times.move.best),
    times_limit: digits(times.iou.best / times.move.best),
    times_sum: digits(times.iou.best / times.sum.best),
  },
  {
    what: `the same as packed bits, ${SIDE}³`,
    iou_ms: digits(times.bits.best),
    iou_median_ms: digits(times.bits.median),
    limit_ms: digits(times.moveBits.best),
    times_limit: digits(times.bits.best / times.moveBits.best),
    faster_than_sum_of_numbers: digits(times.sum.best / times.bits.best),
  },
]);
