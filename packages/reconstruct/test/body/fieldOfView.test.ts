// Tests angles of view: of pictures, from focal lengths, and of square crops.
import { describe, expect, it } from 'vitest';
import { cameraOf } from '../../src/body/camera.js';
import { fieldOfViewOf } from '../../src/body/fieldOfView.js';

describe('fieldOfViewOf', () => {
  it('is that of 35 mm film for its format, and follows the diagonal for others', () => {
    // A frame of film is 36 mm long: 2·atan(18/50) at 50 mm.
    expect(fieldOfViewOf(50, { width: 3000, height: 2000 })).toBeCloseTo(39.5978, 4);
    expect(fieldOfViewOf(50, { width: 2000, height: 3000 })).toBeCloseTo(39.5978, 4);
    // At 4:3, the longer side is four fifths of the diagonal of film: 34.61 mm.
    expect(fieldOfViewOf(26, { width: 4, height: 3 })).toBeCloseTo((360 / Math.PI) * Math.atan(34.613 / 52), 3);
  });

  it.each([
    [() => fieldOfViewOf(0, { width: 4, height: 3 }), /focalLength must be millimetres above 0, got 0/],
    [() => fieldOfViewOf(26, { width: 4, height: 0 }), /picture must have a width and a height/],
  ])('refuses %#', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('cameraOf', () => {
  it('narrows the angle to the square', () => {
    const square = { left: 0, top: 0, side: 500 };
    const { fieldOfView } = cameraOf(square, { rows: 1000, columns: 750, fieldOfView: 60 });
    // The square is half as long as the picture, so the tangent of half the angle halves.
    expect(Math.tan((fieldOfView * Math.PI) / 360)).toBeCloseTo(Math.tan(Math.PI / 6) / 2, 12);
    expect(cameraOf(square, { rows: 1000, columns: 750, fieldOfView: 0 }).projection).toBe('orthographic');
    // In close-ups, the square exceeds the picture. The angle is limited, so that the camera is outside the volume.
    expect(cameraOf({ ...square, side: 2000 }, { rows: 1000, columns: 750, fieldOfView: 70 }).fieldOfView).toBe(80);
  });
});
