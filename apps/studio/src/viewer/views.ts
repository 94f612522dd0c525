// Defines the views of the body by the direction towards the camera.
import { Vector3 } from 'three';

export const VIEWS = {
  front: new Vector3(0, 0, 1),
  left: new Vector3(1, 0, 0.001),
  back: new Vector3(0, 0, -1),
  right: new Vector3(-1, 0, 0.001),
} as const;

export type ViewName = keyof typeof VIEWS;
