// Chooses the camera options of a reconstruction from the command's options and from what the photograph states.
import { fieldOfViewOf, type ReconstructOptions } from '@vrn/reconstruct';
import type { Photo } from './photo.js';

/** Options of the command about the camera. */
export interface CameraChoice {
  /** Degrees, −90..90. */
  readonly elevation?: number;
  /** Degrees along the photograph's longer side, or `exif`: from the focal length that the camera stored. */
  readonly fieldOfView?: number | 'exif';
}

/**
 * Returns the options of `reconstruct` about the camera, and a warning for each choice that has no effect.
 *
 * @param inputs  the kinds of input that the network reads.
 */
export function cameraSettings(
  photo: Pick<Photo, 'width' | 'height' | 'focalLength'>,
  { elevation, fieldOfView }: CameraChoice,
  inputs: readonly string[],
): { readonly camera: Pick<ReconstructOptions, 'elevation' | 'fieldOfView'>; readonly warnings: readonly string[] } {
  const readsElevation = inputs.includes('elevation');
  const isStated = fieldOfView !== 'exif' || photo.focalLength !== undefined;
  const degrees = fieldOfView === 'exif' ? photo.focalLength && fieldOfViewOf(photo.focalLength, photo) : fieldOfView;
  return {
    camera: {
      ...(readsElevation && elevation !== undefined && { elevation }),
      ...(degrees !== undefined && { fieldOfView: degrees }),
    },
    warnings: [
      ...(elevation !== undefined && !readsElevation
        ? ['--elevation is ignored, because the network does not read the elevation of the camera']
        : []),
      ...(isStated
        ? []
        : ['the photograph states no focal length for --field-of-view exif: the default 0, no perspective, is used']),
    ],
  };
}
