// The noise of a camera.
import type { Random } from '@vrn/voxel';

/** Adds normal noise of a standard deviation to every value of a picture, in place, and cuts to 0..1. */
export function sensorNoise(data: Float32Array, rng: Random, strength: number): void {
  for (let at = 0; at < data.length; at++) {
    data[at] = Math.min(1, Math.max(0, data[at]! + strength * rng.normal()));
  }
}
