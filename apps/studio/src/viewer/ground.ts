// Draws a soft shadow on the ground below the body.
import { CanvasTexture, Mesh, MeshBasicMaterial, PlaneGeometry } from 'three';
import type { Bounds } from './bodyMesh.js';

const TEXELS = 128;

/** Scale of the shadow: for a body of width w and depth d, it is SPREAD · w wide and SPREAD · max(d, w/2) deep. */
const SPREAD = 1.9;

/** Makes the shadow; `place` puts it below a body. */
export function ground() {
  const canvas = document.createElement('canvas');
  canvas.width = TEXELS;
  canvas.height = TEXELS;
  const context = canvas.getContext('2d')!;
  const gradient = context.createRadialGradient(TEXELS / 2, TEXELS / 2, 0, TEXELS / 2, TEXELS / 2, TEXELS / 2);
  gradient.addColorStop(0, 'rgba(0, 0, 0, 0.55)');
  gradient.addColorStop(0.55, 'rgba(0, 0, 0, 0.16)');
  gradient.addColorStop(1, 'rgba(0, 0, 0, 0)');
  context.fillStyle = gradient;
  context.fillRect(0, 0, TEXELS, TEXELS);
  const material = new MeshBasicMaterial({ map: new CanvasTexture(canvas), transparent: true, depthWrite: false });
  const object = new Mesh(new PlaneGeometry(1, 1), material);
  object.rotation.x = -Math.PI / 2;
  return {
    object,
    place({ centre, size, low }: Bounds): void {
      object.position.set(centre.x, low, centre.z);
      object.scale.set(size.x * SPREAD, Math.max(size.z, size.x / 2) * SPREAD, 1);
    },
    setDark(isDark: boolean): void {
      material.opacity = isDark ? 1 : 0.6;
    },
  };
}
