// Finds the 16 MPII landmarks from EfficientPose's heat maps, and from MoveNet's joints where the heat is low.
import { LANDMARK_NAMES, type Landmark, type Square } from '@vrn/voxel';
import { cut } from '../crop/cut.js';
import type { Photo } from '../crop/picture.js';
import type { Detectors } from './detectors.js';
import { dither } from './dither.js';
import { type Joint, SURE } from './findJoints.js';
import { COCO_JOINTS, landmarksOfJoints } from './skeleton.js';

const INPUT = 368;
const CHANNELS = 16;

/** Channel of EfficientPose for each MPII landmark. */
const EFFICIENTPOSE_CHANNELS = [12, 11, 10, 13, 14, 15, 9, 5, 1, 0, 4, 3, 2, 6, 7, 8];

/** Minimum heat of a found landmark. */
const MIN_HEAT = 0.12;

/** Minimum heat at which a landmark is kept even if MoveNet disagrees. */
const CERTAIN_HEAT = 0.5;

/** Maximum distance at which the two detectors agree, as a fraction of the square's side. */
const AGREEMENT = 0.08;

/** Radius around the highest pixel within which the centre of the heat is computed, in pixels. */
const PEAK_RADIUS = 6;

interface Peak {
  readonly row: number;
  readonly column: number;
  readonly heat: number;
}

/** Finds the highest pixel of a channel, then the centre of the heat around it. */
function peak(data: Float32Array, channel: number): Peak {
  let best = channel;
  for (let at = channel; at < data.length; at += CHANNELS) if (data[at]! > data[best]!) best = at;
  const pixel = (best - channel) / CHANNELS;
  const [top, left] = [Math.floor(pixel / INPUT), pixel % INPUT];
  let [sum, row, column] = [0, 0, 0];
  for (let i = Math.max(0, top - PEAK_RADIUS); i <= Math.min(INPUT - 1, top + PEAK_RADIUS); i++) {
    for (let j = Math.max(0, left - PEAK_RADIUS); j <= Math.min(INPUT - 1, left + PEAK_RADIUS); j++) {
      const heat = Math.max(0, data[(i * INPUT + j) * CHANNELS + channel]!);
      sum += heat;
      row += heat * i;
      column += heat * j;
    }
  }
  return sum > 0 ? { row: row / sum, column: column / sum, heat: data[best]! } : { row: top, column: left, heat: 0 };
}

/**
 * Finds the peak of each landmark, in pixels of the view.
 *
 * EfficientPose finds no person in front of a flat background of a medium grey, but does so if the background has
 * noise. If a landmark is missing, the model runs again on the view with noise, and the higher peaks are kept. Pictures
 * in which all landmarks are found at once are not affected.
 */
async function findPeaks(view: Photo, detectors: Detectors): Promise<Peak[]> {
  const look = async (shown: Photo): Promise<Peak[]> => {
    const data = await detectors.run('efficientpose', shown, { scale: 2 / 255, shift: -1 });
    return EFFICIENTPOSE_CHANNELS.map((channel) => peak(data, channel));
  };
  const first = await look(view);
  if (first.every(({ heat }) => heat >= MIN_HEAT)) return first;
  const second = await look(dither(view));
  return first.map((each, landmark) => (each.heat >= second[landmark]!.heat ? each : second[landmark]!));
}

/**
 * Finds the landmarks of the person in a square.
 *
 * @param joints  joints of MoveNet, in pixels of the picture; empty if MoveNet did not run.
 * @returns  16 landmarks in pixels of the picture, integers at pixel centres; confidence 0 where one was not found
 *   or lies outside the picture.
 */
export async function findLandmarks(
  photo: Photo,
  square: Square,
  { joints, detectors }: { readonly joints: readonly Joint[]; readonly detectors: Detectors },
): Promise<Landmark[]> {
  const view = cut(photo, square, INPUT, 'grey');
  const peaks = await findPeaks(view, detectors);
  const pixel = square.side / INPUT;
  const estimates = joints.length === 0 ? [] : landmarksOfJoints(joints);
  return LANDMARK_NAMES.map((_, landmark): Landmark => {
    const { row, column, heat } = peaks[landmark]!;
    const found = { row: square.top + (row + 0.5) * pixel - 0.5, column: square.left + (column + 0.5) * pixel - 0.5 };
    const number = COCO_JOINTS[landmark];
    const joint = number === undefined ? undefined : joints[number];
    if (joint !== undefined && joint.score > SURE) {
      const apart = Math.hypot(joint.row - found.row, joint.column - found.column) / square.side;
      if (heat < MIN_HEAT || (heat < CERTAIN_HEAT && apart > AGREEMENT)) {
        return [joint.row, joint.column, isInside(photo, joint) ? joint.score : 0];
      }
    }
    const estimate = estimates[landmark];
    if (heat < MIN_HEAT && number === undefined && estimate !== undefined && estimate[2]! > 0) {
      return isInside(photo, { row: estimate[0], column: estimate[1] }) ? estimate : [estimate[0], estimate[1], 0];
    }
    return [found.row, found.column, heat < MIN_HEAT || !isInside(photo, found) ? 0 : Math.min(1, heat)];
  });
}

const isInside = ({ rows, columns }: Photo, { row, column }: { row: number; column: number }): boolean =>
  row > -0.5 && column > -0.5 && row < rows - 0.5 && column < columns - 0.5;
