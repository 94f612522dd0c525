// Simulates the noise of a camera sensor.
import type { Random } from '@vrn/voxel';

/** Adds Gaussian noise of standard deviation `strength` to every value of an image in place, and clamps to 0..1. */
export function sensorNoise(data: Float32Array, rng: Random, strength: number): void {
  for (let at = 0; at < data.length; at++) {
    data[at] = Math.min(1, Math.max(0, data[at]! + strength * rng.normal()));
  }
}
