// The 16 landmarks of MPII: EfficientPose's heat maps, and MoveNet's joints where those are unsure.
import { LANDMARK_NAMES, type Landmark } from '@vrn/voxel';
import { cut, type Photo, type Square } from '../photo/photo.js';
import { type Joint, SURE } from './findPerson.js';
import { detect } from './models.js';

const INPUT = 368;

/** For each landmark of MPII the channel of EfficientPose, and the joint of COCO where there is one. */
const SOURCES: readonly (readonly [channel: number, joint?: number])[] = [
  [12, 16],
  [11, 14],
  [10, 12],
  [13, 11],
  [14, 13],
  [15, 15],
  [9],
  [5],
  [1],
  [0],
  [4, 10],
  [3, 8],
  [2, 6],
  [6, 5],
  [7, 7],
  [8, 9],
];

/** Heat below this is no landmark. */
const FAINT = 0.12;

/** Heat above this is believed whatever MoveNet says. */
const STRONG = 0.5;

/** Two detectors agree within this share of the square. */
const NEAR = 0.08;

interface Peak {
  readonly row: number;
  readonly column: number;
  readonly heat: number;
}

/** Highest pixel of a channel, then the mean of the heat about it. */
function peak(data: Float32Array, channel: number): Peak {
  let best = channel;
  for (let at = channel; at < data.length; at += 16) if (data[at]! > data[best]!) best = at;
  const pixel = (best - channel) / 16;
  const [top, left] = [Math.floor(pixel / INPUT), pixel % INPUT];
  let [sum, row, column] = [0, 0, 0];
  for (let i = Math.max(0, top - 6); i <= Math.min(INPUT - 1, top + 6); i++) {
    for (let j = Math.max(0, left - 6); j <= Math.min(INPUT - 1, left + 6); j++) {
      const heat = Math.max(0, data[(i * INPUT + j) * 16 + channel]!);
      sum += heat;
      row += heat * i;
      column += heat * j;
    }
  }
  return sum > 0 ? { row: row / sum, column: column / sum, heat: data[best]! } : { row: top, column: left, heat: 0 };
}

/**
 * Landmarks in pixels of the photograph, whole numbers at pixel centres; confidence 0 where one was not found.
 *
 * @param joints  MoveNet's, in pixels of the photograph.
 */
export async function findLandmarks(photo: Photo, square: Square, joints: readonly Joint[]): Promise<Landmark[]> {
  const picture = await cut(photo, square, INPUT);
  const { data } = await detect('efficientpose', picture, { scale: 2 / 255, shift: -1 });
  const pixel = square.side / INPUT;
  return LANDMARK_NAMES.map((_, landmark): Landmark => {
    const [channel, number] = SOURCES[landmark]!;
    const { row, column, heat } = peak(data, channel);
    const found = { row: square.top + (row + 0.5) * pixel - 0.5, column: square.left + (column + 0.5) * pixel - 0.5 };
    const joint = number === undefined ? undefined : joints[number];
    if (joint !== undefined && joint.score > SURE) {
      const apart = Math.hypot(joint.row - found.row, joint.column - found.column) / square.side;
      if (heat < FAINT || (heat < STRONG && apart > NEAR)) return [joint.row, joint.column, joint.score];
    }
    return [found.row, found.column, heat < FAINT ? 0 : Math.min(1, heat)];
  });
}
