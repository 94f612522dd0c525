// The road from a photograph to a body, step by step.
import {
  encodeGlb,
  encodeObj,
  inspect,
  keepLargest,
  marchingCubes,
  projectTexture,
  rasterize,
  smooth,
} from '@vrn/mesh';
import { silhouetteIou } from '@vrn/metrics';
import { check, conditionOnMask, type Grid, packed, resample, type TriangleMesh, type View } from '@vrn/voxel';
import { cropSquare, landmarksIn, maskIn } from './crop.js';
import { findLandmarks } from './detect/findLandmarks.js';
import { findMask } from './detect/findMask.js';
import { findPerson } from './detect/findPerson.js';
import type { Predictor } from './engine/engine.js';
import { cut, readPhoto, type Square } from './photo/photo.js';
import { preview } from './photo/preview.js';

/** The steps, in order, as they are shown while they run. */
export const STEPS = ['read', 'find', 'landmarks', 'mask', 'predict', 'surface', 'colour', 'write'] as const;

export type Step = (typeof STEPS)[number];

/** Pixels along the side of the crop that colours the body, and in which its outline is compared. */
const CROP_SIZE = 512;
const OUTLINE_SIZE = 256;

/** The soft volume is made finer before the surface is taken, so that colours have vertices to lie on. */
const REFINE = 2;

/** Rounds of smoothing: voxels of 1/64 of the picture leave steps. */
const SMOOTHING = 8;

export interface Reconstruction {
  readonly glb: Uint8Array;
  readonly obj: string;
  readonly preview: Uint8Array;
  readonly volume: View;
  readonly facts: Facts;
}

/** What is known of a body, printed and kept in the `.glb`. */
export interface Facts {
  /** The square of the photograph, in its pixels, that spans x and y of −1 to 1. */
  readonly crop: Square;
  readonly photo: { readonly rows: number; readonly columns: number };
  /** Found landmarks, of 16. */
  readonly landmarks: number;
  /** The body's outline against the mask that was found. */
  readonly silhouetteIou: number;
  readonly vertices: number;
  readonly triangles: number;
  readonly components: number;
  readonly closed: boolean;
  readonly milliseconds: Readonly<Record<string, number>>;
}

/**
 * A body from a photograph: closed, one piece, upright, x and y of −1 to 1 over the crop, coloured from the photograph.
 *
 * @param onStep  is told each step as it begins.
 * @throws {VolumetricError} `bad-image`, `no-person`, `bad-file`
 */
export async function reconstruct(
  file: string,
  network: Predictor,
  onStep: (step: Step) => void,
): Promise<Reconstruction> {
  const milliseconds: Record<string, number> = {};
  const step = async <T>(name: Step, work: () => T | Promise<T>): Promise<T> => {
    onStep(name);
    const began = performance.now();
    const result = await work();
    milliseconds[name] = Math.round(performance.now() - began);
    return result;
  };

  const photo = await step('read', () => readPhoto(file));
  const person = await step('find', () => findPerson(photo));
  const landmarks = await step('landmarks', () => findLandmarks(photo, person.square, person.joints));
  const mask = await step('mask', () => findMask(photo, person.square, landmarks));
  const square = cropSquare(mask);
  const volume = await step('predict', async () => {
    const [rows, columns] = network.inputShape;
    check(rows === columns, 'bad-weights', () => `network must be shown squares, got ${rows} × ${columns}`);
    const image = await cut(photo, square, rows);
    const predicted = await network.predict({
      image: packed(
        Float32Array.from(image.data, (value) => value / 255),
        [rows, columns, 3],
      ),
      landmarks: landmarksIn(landmarks, square, rows),
      mask: maskIn(mask, square, rows),
    });
    // Finer before the mask has its say: its outline is sharper than the network's voxels.
    const fine = resample(predicted, predicted.shape.map((n) => REFINE * n) as [number, number, number]);
    return conditionOnMask(fine, maskIn(mask, square, fine.shape[0]!));
  });
  const { mesh, grid } = await step('surface', () => surface(volume));
  const [crop, coloured] = await step('colour', async () => {
    const picture = await cut(photo, square, CROP_SIZE);
    const image = packed(picture.data, [CROP_SIZE, CROP_SIZE, 3]);
    return [picture, projectTexture(mesh, image, grid, { mask: maskIn(mask, square, CROP_SIZE) })] as const;
  });
  return step('write', async () => {
    const { vertices, faces, components, closed } = inspect(coloured);
    const facts: Facts = {
      crop: square,
      photo: { rows: photo.rows, columns: photo.columns },
      landmarks: landmarks.filter(([, , confidence = 1]) => confidence > 0).length,
      silhouetteIou: outlineIou(coloured, grid, maskIn(mask, square, OUTLINE_SIZE)),
      vertices,
      triangles: faces,
      components,
      closed,
      milliseconds,
    };
    const { milliseconds: _, ...extras } = facts;
    return {
      glb: await encodeGlb(coloured, { extras: { ...extras } }),
      obj: encodeObj(coloured),
      preview: await preview(crop, coloured, grid),
      volume,
      facts,
    };
  });
}

function surface(volume: View): { mesh: TriangleMesh; grid: Grid } {
  const [rows, columns, slices] = volume.shape as [number, number, number];
  // Voxels are cubes: the box is as deep as it has slices.
  const depth = slices / columns;
  const grid = { shape: [rows, columns, slices], min: [-1, -1, -depth], max: [1, 1, depth] } as const;
  const all = marchingCubes(volume, { grid });
  check(
    all.indices.length > 0,
    'no-person',
    () => 'must show a person the network makes something of, got an empty volume',
  );
  return { mesh: smooth(keepLargest(all), { iterations: SMOOTHING }), grid };
}

function outlineIou(mesh: TriangleMesh, grid: Grid, mask: View): number {
  const { face } = rasterize(mesh, { grid, rows: OUTLINE_SIZE, columns: OUTLINE_SIZE });
  const outline = packed(
    Uint8Array.from(face, (f) => (f < 0 ? 0 : 1)),
    [OUTLINE_SIZE, OUTLINE_SIZE, 1],
  );
  return silhouetteIou(outline, mask);
}
