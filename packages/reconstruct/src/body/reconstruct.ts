// Reconstructs a body from a picture: detection, prediction, surface, colours and facts.
import { check, conditionOnMask, packed, resample, type Volume } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { cut } from '../crop/cut.js';
import { maskIn } from '../crop/mask.js';
import { checkPicture, type Photo, type Picture } from '../crop/picture.js';
import { checkSquare, landmarksIn } from '../crop/square.js';
import { pauseFor } from '../detect/findPeople.js';
import { findPerson, type PersonFound } from '../detect/findPerson.js';
import { assemble } from './assemble.js';
import { cameraOf } from './camera.js';
import { colour, countsOf } from './colour.js';
import type { Facts } from './facts.js';
import {
  type Body,
  FIELD_OF_VIEW_DEFAULT,
  type Predictor,
  type ReconstructOptions,
  type ReconstructStep,
} from './options.js';
import { doubtsOf, signsOf } from './signs.js';
import { gridOf, OUTLINE_SIZE, outlineIou, surfaceOf } from './surface.js';

/** Factor that refines the volume along each axis before its surface is extracted: more vertices, finer colours. */
const REFINE = 2;

const OPTIONS = [
  'detectors',
  'network',
  'person',
  'landmarks',
  'mask',
  'square',
  'elevation',
  'fieldOfView',
  'onStep',
  'signal',
] as const;

/**
 * Reconstructs the body of the person in a picture, as one closed mesh, y up, that is coloured from the picture.
 *
 * `detectors` find the person unless `person`, or `landmarks` and `mask`, are given. Of several people, the one with
 * the greatest certainty times size is reconstructed; `findPeople` returns all of them, and the option `person:
 * people[1]` selects the second. The network predicts a volume, the mask is applied to it, and its surface is extracted
 * and coloured. The body ends where the frame of the picture cuts the person. `facts.warnings` lists reasons to doubt
 * the result.
 *
 * The package does all cropping and resampling itself, so the same pixels, models and engine give the same bytes.
 *
 * @param picture  `{ data, width, height }` or `{ data, shape: [rows, columns, 3 | 4] }`, 8-bit sRGB; also an
 *                 `ImageData`.
 * @param options  see {@link ReconstructOptions}; `network` is required.
 * @returns  the mesh with vertex colours and with a texture, volume, camera, landmarks, mask, square and facts.
 * @throws {VolumetricError} `bad-image`; `bad-argument`; `bad-landmarks`; `bad-volume` and `shape-mismatch` for the
 *   mask; `bad-weights` for a network whose input is not square; `no-person` when nobody is found or no body predicted;
 *   `disposed` for disposed detectors; the errors of the network; the signal's reason when it is aborted.
 * Cost: mostly that of the detectors, the network and the colours.
 *
 * @example
 * const body = await reconstruct({ data, width, height }, { detectors, network });
 * await writeFile('body.glb', await body.toGlb());
 * body.facts.warnings; // → []
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 3 (landmarks, then the volume). Not in the paper: applying the mask to
 * the volume, smoothing the surface, and colouring the hidden side.
 */
export async function reconstruct(picture: Picture, options: ReconstructOptions): Promise<Body> {
  checkOptions('reconstruct', options, OPTIONS);
  const photo = checkPicture('reconstruct', picture);
  const { network, elevation, signal, onStep } = options;
  const size = inputSize(network);
  const { fieldOfView = network.config?.frame === 'view' ? FIELD_OF_VIEW_DEFAULT : 0 } = options;
  if (options.square !== undefined) checkSquare('reconstruct', options.square);
  check(elevation === undefined || Number.isNaN(elevation) || Math.abs(elevation) <= 90, 'bad-argument', () => {
    return `reconstruct: elevation must be −90..90 degrees, undefined or NaN, got ${elevation}`;
  });
  const pause = pauseFor(signal);
  const step = async (name: ReconstructStep): Promise<void> => {
    await pause();
    onStep?.(name);
  };

  const person = await findPerson(photo, options, step);
  const { landmarks, mask } = person;
  const { square } = person;
  const camera = cameraOf(square, { rows: photo.rows, columns: photo.columns, fieldOfView });
  await step('predict');
  const { predicted, volume } = await predict(photo, { landmarks, mask, square, elevation }, { network, size });
  await step('surface');
  const grid = gridOf(volume);
  const surface = surfaceOf(volume, grid);
  check(surface !== undefined, 'no-person', () => {
    return 'reconstruct: picture must show a person for whom the network predicts a body, got an empty volume';
  });
  await step('colour');
  const { inView, mesh, textured } = colour(photo, surface, { grid, camera, square, landmarks, mask });
  await step('facts');
  const rows = predicted.shape[0]!;
  const seen = { mask: maskIn(mask, square, rows), landmarks: landmarksIn(landmarks, square, rows) };
  const signs = signsOf(predicted, seen, { mesh: inView, grid });
  const outline = outlineIou(inView, grid, maskIn(mask, square, OUTLINE_SIZE));
  const facts: Facts = {
    crop: { left: square.left, top: square.top, side: square.side },
    photo: { rows: photo.rows, columns: photo.columns },
    ...peopleOf(person),
    landmarks: landmarks.filter(([, , confidence = 1]) => confidence > 0).length,
    missing: person.missing,
    silhouetteIou: outline,
    signs,
    ...countsOf(mesh, textured),
    warnings: [...person.warnings, ...doubtsOf(signs)],
  };
  signal?.throwIfAborted();
  return assemble({ mesh, textured, volume, grid, camera, landmarks, mask, square, facts });
}

/** Returns the pixels per side of the network's input; throws unless the network is valid. */
function inputSize(network: Predictor): number {
  check(typeof network?.predict === 'function' && Array.isArray(network.inputShape), 'bad-argument', () => {
    return `reconstruct: network must have inputShape and predict(), as a VRN of @vrn/model has, got ${String(network)}`;
  });
  const [rows, columns] = network.inputShape;
  check(rows === columns, 'bad-weights', () => {
    return `reconstruct: network must have a square input, got ${rows} × ${columns}`;
  });
  return rows!;
}

/** Returns the network's own volume, and the refined volume with the mask applied. */
async function predict(
  photo: Photo,
  {
    landmarks,
    mask,
    square,
    elevation,
  }: Pick<Body, 'landmarks' | 'mask' | 'square'> & { elevation: number | undefined },
  { network, size }: { network: Predictor; size: number },
): Promise<{ predicted: Volume; volume: Volume<Float32Array> }> {
  const { data: bytes } = cut(photo, square, size);
  const image = new Float32Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) image[at] = bytes[at]! / 255;
  const predicted = await network.predict({
    image: packed(image, [size, size, 3]),
    landmarks: landmarksIn(landmarks, square, size),
    mask: maskIn(mask, square, size),
    ...(elevation !== undefined && { elevation }),
  });
  // The volume is refined first, because the mask has a finer outline than the network's voxels.
  const fine = resample(predicted, predicted.shape.map((n) => REFINE * n) as [number, number, number]);
  return { predicted, volume: conditionOnMask(fine, maskIn(mask, square, fine.shape[0]!)) };
}

function peopleOf({ number, others }: PersonFound): Pick<Facts, 'people'> {
  return number === undefined || others === undefined ? {} : { people: { found: others.length + 1, number, others } };
}
