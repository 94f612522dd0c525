// Measures 500 people as solids at 128³, dressed and bare: connectedness, cavities, volume and time.
// Run with: npm run bench -- solids.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { signedVolume } from '@vrn/mesh';
import { random, voxelize } from '@vrn/voxel';
import { digits, type Measured, record } from '../../../../bench/record.js';
import { bodySource } from '../../src/bodySource.js';
import { fillEnclosed } from '../../src/person/fillEnclosed.js';
import { aroundBody, largestShare } from '../../test/shard/sample/voxels.js';

const PEOPLE = 500;
const shared = (name: string): string => fileURLToPath(new URL(`../../../../../shared/${name}`, import.meta.url));

if (existsSync(shared('makehuman')) && existsSync(shared('mocap'))) measure();
else console.log('solids: skipped, since it needs ../shared/makehuman and ../shared/mocap');

function measure(): void {
  const begin = performance.now();
  const source = bodySource({ makehuman: shared('makehuman'), mocap: shared('mocap') });
  const rows: Measured[] = [{ what: 'reading all assets', read_ms: digits(performance.now() - begin) }];
  for (const dressed of [true, false]) {
    const made: number[] = [];
    let [leastShare, mostFilled, mostOff, eased] = [1, 0, 0, 0];
    for (let seed = 0; seed < PEOPLE; seed++) {
      const start = performance.now();
      const { mesh, provenance } = source.body(random(seed), { detail: 0.01, colours: dressed, dressed });
      made.push(performance.now() - start);
      if (provenance?.eased !== undefined) eased++;
      const grid = aroundBody(mesh, 128);
      const volume = voxelize(mesh, grid);
      const filled = fillEnclosed(volume);
      const full = volume.data.reduce((sum, value) => sum + value, 0);
      const voxel = ((grid.max[0] - grid.min[0]) / 128) ** 3;
      const off = dressed ? 0 : Math.abs((full * voxel) / signedVolume(mesh) - 1);
      const share = largestShare(volume);
      if (share < 0.99) throw new Error(`solids: person ${seed} has only ${share} of its volume in one piece`);
      if (off > 0.01) throw new Error(`solids: person ${seed} differs from its mesh's volume by ${off}`);
      if (fillEnclosed(volume) > 0) throw new Error(`solids: person ${seed} encloses empty voxels`);
      leastShare = Math.min(leastShare, share);
      mostFilled = Math.max(mostFilled, filled / full);
      mostOff = Math.max(mostOff, off);
    }
    made.sort((a, b) => a - b);
    rows.push({
      what: `${PEOPLE} people, ${dressed ? 'dressed and textured' : 'bare'}, 128³`,
      least_share_of_largest_piece: digits(leastShare),
      most_filled_share: digits(mostFilled),
      ...(!dressed && { most_volume_off: digits(mostOff) }),
      eased,
      median_body_ms: digits(made[PEOPLE / 2]!),
      slow_body_ms: digits(made[Math.floor(0.95 * PEOPLE)]!),
    });
  }
  record('solids', rows);
}
