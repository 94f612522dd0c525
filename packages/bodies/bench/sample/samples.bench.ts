// Measures samples per second, the time of each part, and the agreement of silhouettes.
// Run with: npm run bench -- samples.
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { silhouetteIou } from '@vrn/metrics';
import { type Grid, random, voxelize } from '@vrn/voxel';
import { digits, type Measured, record } from '../../../../bench/record.js';
import { bodySource } from '../../src/bodySource.js';
import { fillEnclosed } from '../../src/person/fillEnclosed.js';
import type { BodySource } from '../../src/person/person.js';
import { background } from '../../src/render/background/background.js';
import { camera, project } from '../../src/render/camera/camera.js';
import { jpegArtefacts } from '../../src/render/camera/jpegArtefacts.js';
import { lensBlur } from '../../src/render/camera/lensBlur.js';
import { sensorNoise } from '../../src/render/camera/sensorNoise.js';
import { drawLighting } from '../../src/render/light/lighting.js';
import { type ShadedLayer, shadeSurfaces } from '../../src/render/light/shadeSurfaces.js';
import { shadowMap } from '../../src/render/light/shadowMap.js';
import { mipmaps } from '../../src/render/raster/mipmaps.js';
import { rasterizeSurfaces } from '../../src/render/raster/rasterizeSurfaces.js';
import { surfaceNormals } from '../../src/render/raster/surfaceNormals.js';
import { cropGrid } from '../../src/sample/cropGrid.js';
import { type SampleOptions, sample } from '../../src/sample/sample.js';
import { encodeSample } from '../../src/shard/sample/encodeSample.js';

const shared = (path: string) => fileURLToPath(new URL(`../../../../../shared/${path}`, import.meta.url));
const there = existsSync(shared('makehuman')) && existsSync(shared('mocap'));

/** Number of warm-up samples, which compile code and load textures. */
const WARM_UP = 40;
const TIMED = 60;
const COMPARED = 200;

const cases: Readonly<Record<string, { source: () => BodySource; options: SampleOptions }>> = {
  'capsules 64³ without image': {
    source: () => bodySource('capsules'),
    options: { shape: [64, 64, 64], image: false },
  },
  'capsules 128³': { source: () => bodySource('capsules'), options: { shape: [128, 128, 128] } },
  ...(there && {
    'makehuman 64³ bare': { source: makehuman, options: { shape: [64, 64, 64], dressed: false } },
    'makehuman 128³ dressed': { source: makehuman, options: { shape: [128, 128, 128] } },
  }),
};

function makehuman(): BodySource {
  return bodySource({ makehuman: shared('makehuman'), mocap: shared('mocap') });
}

/** Measures milliseconds per sample of one process. */
function pace(name: string): number {
  const { source, options } = cases[name]!;
  const people = source();
  for (let seed = 0; seed < WARM_UP; seed++) sample(people, seed, options);
  const began = performance.now();
  for (let seed = WARM_UP; seed < WARM_UP + TIMED; seed++) sample(people, seed, options);
  return (performance.now() - began) / TIMED;
}

/** Measures milliseconds per sample in another process, which runs in parallel with this one and with others. */
const paceElsewhere = (name: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [name]);
    child.once('message', (message) => resolve(message as number));
    child.once('error', reject);
    child.once('exit', (code) => code && reject(new Error(`samples: a process ended with ${code}`)));
  });

/** Measures milliseconds of each part of a sample, averaged over people. */
function parts(name: string): Record<string, number> {
  const { source, options } = cases[name]!;
  const people = source();
  const spent: Record<string, number> = {};
  const timed = <T>(part: string, run: () => T): T => {
    const began = performance.now();
    const result = run();
    spent[part] = (spent[part] ?? 0) + performance.now() - began;
    return result;
  };
  const shape = options.shape!;
  const size = shape[0];
  const supersample = people.supersample ?? 3;
  const wanted = options.image ?? true;
  const once = (seed: number): void => {
    const rng = random(seed);
    const asked = { detail: 1.7 / size, colours: wanted, ...('dressed' in options && { dressed: options.dressed! }) };
    const body = timed('body_ms', () => people.body(rng.fork(1), asked));
    const grid: Grid = timed('frame_ms', () => cropGrid(body.mesh, shape, { scale: 1, zAlign: 'mean' }));
    const surfaces = body.surfaces ?? [{ what: 'body', name: 'mesh', mesh: body.mesh }];
    const seenBy = camera(grid, size * supersample, size * supersample);
    const layers = timed('vertices_ms', () =>
      surfaces.map(({ mesh, twoSided = false }): ShadedLayer => {
        return { mesh, twoSided, projected: project(mesh.positions, seenBy), normals: surfaceNormals(mesh) };
      }),
    ).map((layer, at) => {
      const { texture } = surfaces[at]!;
      return { ...layer, mips: texture && timed('mipmaps_ms', () => mipmaps(texture)) };
    });
    const raster = timed('raster_ms', () => rasterizeSurfaces(layers, size * supersample, size * supersample, false));
    if (wanted) {
      const lighting = drawLighting(rng.fork(2));
      const shadow = timed('shadow_ms', () => shadowMap(layers, lighting.lights[0]!.direction, 1.25 * size));
      timed('shade_ms', () => shadeSurfaces(layers, raster, seenBy, lighting, { supersample, shadow }));
      const { data } = timed('background_ms', () => background(rng.fork(3), size, size));
      timed('blur_noise_jpeg_ms', () => {
        lensBlur(data, size, size, 0.5);
        sensorNoise(data, rng.fork(4), 0.01);
        jpegArtefacts(data, size, size, 80, true);
      });
    }
    const volume = timed('voxelize_ms', () => voxelize(body.mesh, grid));
    timed('fill_ms', () => fillEnclosed(volume));
    const { image, landmarks, mask } = sample(people, seed, options);
    const provenance = body.provenance!;
    timed('encode_ms', () => encodeSample({ image, landmarks, mask, volume, grid, provenance }));
  };
  for (let seed = 0; seed < WARM_UP; seed++) once(seed);
  for (const part of Object.keys(spent)) spent[part] = 0;
  for (let seed = WARM_UP; seed < WARM_UP + TIMED; seed++) once(seed);
  return Object.fromEntries(Object.entries(spent).map(([part, time]) => [part, digits(time / TIMED)]));
}

async function speed(name: string): Promise<Measured> {
  const alone = await paceElsewhere(name);
  const both = await Promise.all([paceElsewhere(name), paceElsewhere(name)]);
  return {
    what: name,
    sample_ms: digits(alone),
    samples_a_second_on_one_core: digits(1000 / alone),
    samples_a_second_on_two_cores: digits(both.reduce((sum, time) => sum + 1000 / time, 0)),
    ...parts(name),
  };
}

/** Compares silhouettes of volumes with masks, and visible landmarks with both. */
function agreement(): Measured {
  const people = makehuman();
  let [sum, least, seen, off] = [0, 1, 0, 0];
  for (let seed = 0; seed < COMPARED; seed++) {
    const { volume, mask, landmarks, visible } = sample(people, seed, { shape: [128, 128, 128] });
    const iou = silhouetteIou(volume, mask);
    sum += iou;
    least = Math.min(least, iou);
    for (const [number, [row, column]] of landmarks.entries()) {
      if (!visible[number]) continue;
      seen++;
      if (!(mask.get(Math.round(row), Math.round(column)) >= 0.5)) off++;
    }
  }
  const mean = sum / COMPARED;
  if (!(mean >= 0.96)) throw new Error(`samples: silhouettes have a mean agreement of only ${mean}`);
  if (off > 0) throw new Error(`samples: ${off} of ${seen} visible landmarks are outside the mask`);
  return {
    what: `silhouette of the volume against the mask, ${COMPARED} dressed people at 128²`,
    mean_iou: digits(mean),
    least_iou: digits(least),
    landmarks_seen_share: digits(seen / (16 * COMPARED)),
  };
}

const [, , named] = process.argv;
if (process.send && named !== undefined) {
  process.send(pace(named), () => process.exit(0));
} else {
  // There is no comparison: no other JavaScript package generates people with volumes, and renderers need a GPU.
  const rows = there ? [agreement()] : [];
  for (const name of Object.keys(cases)) rows.push(await speed(name));
  record('samples', rows);
}
