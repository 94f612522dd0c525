// Tests the camera options that the command passes on, and the warnings about those without effect.
import { describe, expect, it } from 'vitest';
import { cameraSettings } from '../../src/photo/cameraSettings.js';

const photo = { width: 3000, height: 2000 };
const NETWORK = { inputs: ['landmarks', 'mask'], frame: 'metric' } as const;
const VIEW = { ...NETWORK, frame: 'view' } as const;

describe('cameraSettings', () => {
  it('passes nothing on without options', () => {
    expect(cameraSettings({ ...photo, focalLength: 50 }, {}, NETWORK)).toEqual({ camera: {}, warnings: [] });
  });

  it('passes the elevation to networks that read it, and says where it is ignored', () => {
    const read = cameraSettings(photo, { elevation: 0 }, { ...NETWORK, inputs: ['mask', 'elevation'] });
    expect(read).toEqual({ camera: { elevation: 0 }, warnings: [] });
    const ignored = cameraSettings(photo, { elevation: 20 }, NETWORK);
    expect(ignored.camera).toEqual({});
    expect(ignored.warnings).toEqual([expect.stringMatching(/^--elevation is ignored, because the network does not/)]);
  });

  it('passes an angle of view on, or computes it from the focal length', () => {
    expect(cameraSettings(photo, { fieldOfView: 62 }, NETWORK).camera).toEqual({ fieldOfView: 62 });
    const { camera, warnings } = cameraSettings({ ...photo, focalLength: 50 }, { fieldOfView: 'exif' }, NETWORK);
    // A frame of film is 36 mm long: 2·atan(18/50) at 50 mm.
    expect(camera.fieldOfView).toBeCloseTo((360 / Math.PI) * Math.atan(18 / 50), 9);
    expect(warnings).toEqual([]);
  });

  it('reads the focal length without being told for networks whose volumes are in the frame of the view', () => {
    const { camera } = cameraSettings({ ...photo, focalLength: 50 }, {}, VIEW);
    expect(camera.fieldOfView).toBeCloseTo((360 / Math.PI) * Math.atan(18 / 50), 9);
    expect(cameraSettings(photo, {}, VIEW)).toEqual({ camera: {}, warnings: [] });
    expect(cameraSettings({ ...photo, focalLength: 50 }, { fieldOfView: 0 }, VIEW).camera).toEqual({ fieldOfView: 0 });
    const { warnings } = cameraSettings(photo, { fieldOfView: 'exif' }, VIEW);
    expect(warnings).toEqual([expect.stringMatching(/the default, 50 degrees, is used/)]);
  });

  it('says that a photograph states no focal length', () => {
    const { camera, warnings } = cameraSettings(photo, { fieldOfView: 'exif' }, NETWORK);
    expect(camera).toEqual({});
    expect(warnings).toEqual([
      expect.stringMatching(/states no focal length for --field-of-view exif: the default, 0, no perspective,/),
    ]);
  });
});
