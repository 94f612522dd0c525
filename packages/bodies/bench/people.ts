// Renders twelve dressed people in poses of motion capture, for visual inspection.
// Run with: tsx packages/bodies/bench/people.ts FILE.png [SEED].
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { random } from '@vrn/voxel';
import { encode } from 'fast-png';
import { bodySource } from '../src/bodySource.js';
import { lampAndSky } from '../src/render/light/lighting.js';
import { renderSurfaces } from '../src/render/renderSurfaces.js';
import { aroundBody } from '../test/shard/sample/voxels.js';

const [file = 'people.png', first = '0'] = process.argv.slice(2);
const shared = (name: string): string => fileURLToPath(new URL(`../../../../shared/${name}`, import.meta.url));
const [ACROSS, DOWN, SIDE] = [4, 3, 360];

const source = bodySource({ makehuman: shared('makehuman'), mocap: shared('mocap') });
const data = new Uint8Array(3 * ACROSS * DOWN * SIDE * SIDE);
for (let at = 0; at < ACROSS * DOWN; at++) {
  const { mesh, surfaces, provenance } = source.body(random(Number(first) + at), { detail: 0.01, colours: true });
  console.log(JSON.stringify(provenance));
  const view = { grid: aroundBody(mesh, SIDE), rows: SIDE, columns: SIDE, lighting: lampAndSky([0.4, 0.6, 0.7], 0.5) };
  const { image } = renderSurfaces(surfaces!, { ...view, background: [0.6, 0.7, 0.8] });
  const corner = Math.floor(at / ACROSS) * SIDE * ACROSS * SIDE + (at % ACROSS) * SIDE;
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < 3 * SIDE; j++) {
      data[3 * (corner + i * ACROSS * SIDE) + j] = Math.round(255 * image.data[3 * i * SIDE + j]!);
    }
  }
}
writeFileSync(file, encode({ width: ACROSS * SIDE, height: DOWN * SIDE, data, channels: 3 }));
