// Renders the image of a person for a sample: lighting, background, rendering and camera artefacts.
import type { Grid, Packed, Random } from '@vrn/voxel';
import type { Surface } from '../person/person.js';
import { background } from '../render/background/background.js';
import { jpegArtefacts } from '../render/camera/jpegArtefacts.js';
import { lensBlur } from '../render/camera/lensBlur.js';
import { sensorNoise } from '../render/camera/sensorNoise.js';
import { drawLighting, type Lighting, lampAndSky } from '../render/light/lighting.js';
import { renderSurfaces, type SurfaceRendering } from '../render/renderSurfaces.js';
import type { PictureOptions, SampleOptions, Span } from './options.js';

export interface Setting extends Required<PictureOptions> {
  readonly grid: Grid;
  readonly rows: number;
  readonly columns: number;
  readonly fov: number;
  readonly supersample: number;
  readonly backgrounds?: SampleOptions['backgrounds'];
  readonly outputs?: SampleOptions['outputs'];
}

/**
 * Renders the surfaces over a background and adds camera artefacts. Lighting, background, noise, blur and JPEG
 * artefacts use the streams 3, 4, 5, 7 and 8 of `rng`, so that they do not influence each other.
 */
export function takePicture(surfaces: readonly Surface[], setting: Setting, rng: Random): SurfaceRendering {
  const { grid, rows, columns, fov, supersample, backgrounds, outputs } = setting;
  const behind = background(rng.fork(4), rows, columns, { ...setting.background, from: backgrounds });
  const rendering = renderSurfaces(surfaces, {
    ...{ grid, rows, columns, fov, supersample },
    background: behind,
    lighting: lightingOf(setting.lights, rng.fork(3)),
    depth: outputs?.depth ?? false,
    normals: outputs?.normals ?? false,
  });
  addArtefacts(rendering.image, setting, rng);
  return rendering;
}

function lightingOf(lights: Setting['lights'], rng: Random): Lighting {
  if (lights !== 'lamp') return drawLighting(rng, lights);
  const lamp = [rng.uniform(-1, 1), rng.uniform(0.1, 1), rng.uniform(0.3, 1)] as const;
  return lampAndSky(lamp, rng.uniform(0.3, 0.7));
}

/** Adds blur, noise and JPEG artefacts in place. */
function addArtefacts({ data, shape }: Packed<Float32Array>, { blur, noise, jpeg }: Setting, rng: Random): void {
  const [rows, columns] = shape as [number, number];
  const within = (stream: Random, [low, high]: Span): number => stream.uniform(low, high);
  lensBlur(data, rows, columns, within(rng.fork(7), blur));
  const sensor = rng.fork(5);
  const strength = within(sensor, noise);
  if (strength > 0) sensorNoise(data, sensor, strength);
  if (jpeg === 'none') return;
  const file = rng.fork(8);
  jpegArtefacts(data, rows, columns, Math.round(within(file, jpeg)), file.uniform() < 0.7);
}
