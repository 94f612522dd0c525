// Chooses the camera options of a reconstruction from the command's options and the photograph's EXIF data.
import type { VRNConfig } from '@vrn/model';
import { FIELD_OF_VIEW_DEFAULT, fieldOfViewOf, type ReconstructOptions } from '@vrn/reconstruct';
import type { Photo } from './photo.js';

/** Options of the command that describe the camera. */
export interface CameraChoice {
  /** Elevation of the camera in degrees, −90..90. */
  readonly elevation?: number;
  /** Angle of view in degrees along the photograph's longer side; `exif`: computed from the stored focal length. */
  readonly fieldOfView?: number | 'exif';
}

/**
 * Returns the camera options of `reconstruct`, and a warning for each choice that has no effect. Without
 * `fieldOfView`, the angle of view of photographs that state a focal length is passed to networks whose volumes are in
 * the frame of the view.
 */
export function cameraSettings(
  photo: Pick<Photo, 'width' | 'height' | 'focalLength'>,
  choice: CameraChoice,
  { inputs, frame }: Pick<VRNConfig, 'inputs' | 'frame'>,
): { readonly camera: Pick<ReconstructOptions, 'elevation' | 'fieldOfView'>; readonly warnings: readonly string[] } {
  const isView = frame === 'view';
  const { elevation, fieldOfView = isView && photo.focalLength !== undefined ? 'exif' : undefined } = choice;
  const readsElevation = inputs.includes('elevation');
  const isStated = fieldOfView !== 'exif' || photo.focalLength !== undefined;
  const degrees = fieldOfView === 'exif' ? photo.focalLength && fieldOfViewOf(photo.focalLength, photo) : fieldOfView;
  const otherwise = isView ? `${FIELD_OF_VIEW_DEFAULT} degrees` : '0, no perspective';
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
        : [`the photograph states no focal length for --field-of-view exif: the default, ${otherwise}, is used`]),
    ],
  };
}
