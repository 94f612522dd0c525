// Numbers that are infinite in single precision entered data sets through landmarks, motions and assets of MakeHuman.
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { readScans } from '../../src/dataset/scans/readScans.js';
import { baseMesh } from '../../src/makehuman/assets/baseMesh.js';
import { mhclo } from '../../src/makehuman/assets/mhclo.js';
import { mhmat } from '../../src/makehuman/assets/mhmat.js';
import { readRig } from '../../src/makehuman/assets/skeleton.js';
import { readWeights } from '../../src/makehuman/assets/skinning.js';
import { readTarget } from '../../src/makehuman/assets/targets.js';
import { parseBvh } from '../../src/makehuman/motion/bvh.js';
import { sample } from '../../src/sample/sample.js';
import { scanSource } from '../../src/scans/scanSource.js';
import { encodeSample } from '../../src/shard/sample/encodeSample.js';
import { bytes, OBJ, RIG } from '../makehuman/standIns.js';
import { boxObj, scanFolders } from './scanFolders.js';

const folderOf = scanFolders();
const BVH = (offset: string, motion: string) =>
  `HIERARCHY\nROOT hip\n{\nOFFSET ${offset} 0 0\nCHANNELS 1 Xrotation\n}\nMOTION\nFrames: 1\nFrame Time: 0.1\n${motion}\n`;
const rig = readRig(bytes(RIG), 'rig', baseMesh(bytes(OBJ), 'obj'));
const CLOTH = 'obj_file a.obj\nverts 0\n';

describe('1e39', () => {
  it.each<[string, () => unknown]>([
    ['.bvh offset', () => parseBvh(bytes(BVH('1e39', '0')), 'f')],
    ['.bvh motion', () => parseBvh(bytes(BVH('0', '-1e39')), 'f')],
    ['.target', () => readTarget(bytes('0 1e39 0 0\n'), 'f', 3)],
    ['.mhclo weight', () => mhclo(`${CLOTH}0 1 2 1e39 0 0 0 0 0`, 'f')],
    ['.mhclo offset', () => mhclo(`${CLOTH}0 1 2 1 0 0 0 0 1e39`, 'f')],
    ['.mhclo scale', () => mhclo(`x_scale 0 1 1e39\n${CLOTH}0`, 'f')],
    ['.mhclo scale of near zero', () => mhclo(`x_scale 0 1 1e-60\n${CLOTH}0`, 'f')],
    ['.mhmat colour', () => mhmat('diffuseColor 1e39 0 0', 'f')],
    ['weights', () => readWeights(bytes('{"root":[[0,1e39]]}').slice(), 'f', { rig, vertices: 5 })],
    ['.obj vertex', () => baseMesh(bytes('v 1e39 0 0\ng body\nf 1 1 1\n'), 'f')],
  ])('is refused in a %s', (_, read) => {
    expect(read).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });

  it('is refused in landmarks of scans', async () => {
    const points = (value: number) => JSON.stringify(Array.from({ length: 16 }, () => [value, 0, 0]));
    const files = { 'ann.obj': boxObj(''), 'ann.json': points(1e308) };
    await expect(readScans(folderOf(files))).rejects.toThrow(/ann\.json: landmarks must be 16 of \[x, y, z\], finite/);
    const landmarks = JSON.parse(points(1e39)) as [number, number, number][];
    expect(() => scanSource([{ name: 'a', mesh: cube({ side: 1 }), landmarks }])).toThrow(
      /landmarks must be 16 finite/,
    );
  });

  it('is refused in samples', () => {
    const made = sample(bodySource('capsules'), 1, { shape: [16, 16, 16], image: false });
    const landmarks = made.landmarks.map((each, n) => (n === 3 ? ([1e39, 0, 1] as const) : each));
    expect(() => encodeSample({ ...made, landmarks })).toThrow(expect.objectContaining({ code: 'bad-landmarks' }));
  });
});
