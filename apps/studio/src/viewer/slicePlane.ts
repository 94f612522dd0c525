// Draws a slice of the volume in the scene: its probabilities as an image at its depth.
import {
  DataTexture,
  DoubleSide,
  Group,
  LinearFilter,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  type Plane,
  PlaneGeometry,
  RGBAFormat,
  SRGBColorSpace,
} from 'three';
import type { VolumeReport } from '../protocol/calls.js';
import { sliceImage } from './sliceImage.js';

/** Makes the plane, which is hidden until a slice of a volume is shown. */
export function slicePlane() {
  const material = new MeshBasicMaterial({ transparent: true, side: DoubleSide, depthWrite: false });
  const mesh = new Mesh(new PlaneGeometry(2, 2), material);
  const object = new Group().add(mesh);
  object.matrixAutoUpdate = false;
  object.visible = false;
  let volume: VolumeReport | undefined;
  let shown: number | undefined;

  /** Returns z of a slice's centre in the frame of the view. */
  const depth = (slice: number): number => {
    const { min, max, shape } = volume!.grid;
    return max[2] - ((slice + 0.5) * (max[2] - min[2])) / shape[2];
  };

  return {
    object,
    /**
     * Sets a clipping plane, in world coordinates, that removes everything in front of the slice that is shown; without
     * a slice or a volume, the plane removes nothing.
     */
    placeCut(plane: Plane): void {
      const isCut = shown !== undefined && volume !== undefined;
      plane.setComponents(0, 0, -1, isCut ? depth(shown!) : Number.POSITIVE_INFINITY);
      if (!isCut) return;
      object.updateWorldMatrix(true, false);
      plane.applyMatrix4(object.matrixWorld);
    },
    setVolume(next: VolumeReport): void {
      volume = next;
      object.matrix.copy(new Matrix4().fromArray([...next.viewToMesh]));
      object.matrixWorldNeedsUpdate = true;
      material.map?.dispose();
      const [rows, columns] = next.grid.shape;
      const texture = new DataTexture(new Uint8Array(4 * rows * columns), columns, rows, RGBAFormat);
      texture.flipY = true;
      texture.colorSpace = SRGBColorSpace;
      texture.magFilter = LinearFilter;
      material.map = texture;
      material.needsUpdate = true;
    },
    show(slice: number | undefined): void {
      shown = slice;
      object.visible = slice !== undefined && volume !== undefined;
      if (slice === undefined || volume === undefined) return;
      const map = material.map as DataTexture;
      (map.image.data as Uint8Array).set(sliceImage(volume, slice));
      map.needsUpdate = true;
      const z = depth(slice);
      // With perspective, nearer slices of the volume are smaller in space.
      const share = Number.isFinite(volume.distance) ? (volume.distance - z) / volume.distance : 1;
      mesh.position.z = z;
      mesh.scale.set(share, share, 1);
    },
  };
}
