// Tests that the cut of the body lies in the plane of the slice, however the view and the scene are rotated.
import { Group, Matrix4, Plane, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { VolumeReport } from '../../src/protocol/calls.js';
import { slicePlane } from '../../src/viewer/slicePlane.js';

const viewToMesh = new Matrix4().makeRotationX(0.4).setPosition(0.1, 0.2, -0.3);
const volume: VolumeReport = {
  data: new Uint8Array(64),
  grid: { shape: [4, 4, 4], min: [-1, -1, -1], max: [1, 1, 1] },
  distance: Number.POSITIVE_INFINITY,
  viewToMesh: viewToMesh.toArray(),
};

describe('the cut', () => {
  it.each([
    ['at rest', 0],
    ['turned', 1],
  ])('lies in the slice and removes what is in front of it: %s', (_, angle) => {
    const plane = new Plane(new Vector3(0, 0, -1), 0);
    const slice = slicePlane();
    const scene = new Group().add(slice.object);
    scene.rotation.y = angle;
    slice.setVolume(volume);
    slice.show(1);
    slice.placeCut(plane);
    scene.updateMatrixWorld();
    const distanceOf = (x: number, y: number, z: number) =>
      plane.distanceToPoint(new Vector3(x, y, z).applyMatrix4(slice.object.matrixWorld));
    // The centre of slice 1 is at z = 0.25 in the frame of the view.
    for (const [x, y] of [[0, 0], [1, -1], [-0.5, 1]] as const) expect(distanceOf(x, y, 0.25)).toBeCloseTo(0, 6); // biome-ignore format: one line
    expect(distanceOf(0.5, 0.5, 0.35)).toBeCloseTo(-0.1, 6);
    expect(distanceOf(0.5, 0.5, 0.05)).toBeCloseTo(0.2, 6);
  });

  it('removes nothing without a slice or a volume', () => {
    const plane = new Plane(new Vector3(0, 0, -1), 0);
    const slice = slicePlane();
    slice.show(1);
    slice.placeCut(plane);
    expect(plane.distanceToPoint(new Vector3(0, 0, 100))).toBe(Number.POSITIVE_INFINITY);
    slice.setVolume(volume);
    slice.show(undefined);
    slice.placeCut(plane);
    expect(plane.distanceToPoint(new Vector3(0, 0, 100))).toBe(Number.POSITIVE_INFINITY);
  });
});
