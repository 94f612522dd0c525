// Tests that damaged .bvh files and assets of MakeHuman give a result or one clear error.
import { VolumetricError } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { baseMesh } from '../../../src/makehuman/assets/baseMesh.js';
import { mhclo } from '../../../src/makehuman/assets/mhclo.js';
import { readRig } from '../../../src/makehuman/assets/skeleton.js';
import { readWeights } from '../../../src/makehuman/assets/skinning.js';
import { readTarget } from '../../../src/makehuman/assets/targets.js';
import { readClip } from '../../../src/makehuman/motion/clip.js';
import { DAZ, figure } from '../figure.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const OBJ = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nvt 0 0\ng body\nf 1/1 2/1 3/1\n';
const RIG =
  '{"bones":{"a":{"head":"h","tail":"t","parent":null},"b":{"head":"t","tail":"h","parent":"a"}},"joints":{"h":[0,1],"t":[2]}}';
const rig = readRig(bytes(RIG), 'rig', baseMesh(bytes(OBJ), 'obj'));

const READERS: readonly (readonly [string, Uint8Array, (file: Uint8Array) => unknown])[] = [
  ['clip', bytes(figure(DAZ)), (file) => readClip(file, 'f')],
  ['obj', bytes(OBJ), (file) => baseMesh(file, 'f')],
  ['target', bytes('0 1 2 3\n# x\n2 .5 -.25 1e-3\n'), (file) => readTarget(file, 'f', 3)],
  ['rig', bytes(RIG), (file) => readRig(file, 'f', baseMesh(bytes(OBJ), 'obj'))],
  [
    'weights',
    bytes('{"weights":{"a":[[0,1],[1,0.5]],"b":[[2,1]]}}'),
    (file) => readWeights(file, 'f', { rig, vertices: 3 }),
  ],
  [
    'cloth',
    bytes('name a\nobj_file a.obj\nx_scale 0 1 2.5\nverts 0\n0\n0 1 2 .5 .25 .25 0 0 .1\ndelete_verts\n0 2 - 4\n'),
    (file) => mhclo(new TextDecoder().decode(file), 'f'),
  ],
];

describe('damaged files', () => {
  it.each(READERS)('%s: gives a result or one clear error if bytes change, vanish or repeat', (_, whole, read) => {
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(40), fc.uint8Array({ maxLength: 6 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(damage, (edits) => {
        let file = [...whole];
        for (const [at, cut, put] of edits) file = [...file.slice(0, at), ...put, ...file.slice(at + cut)];
        try {
          read(Uint8Array.from(file));
        } catch (error) {
          if (!(error instanceof VolumetricError) || error.code !== 'bad-file' || !/: f[ :]/.test(error.message))
            throw error;
        }
      }),
      { seed: 5, numRuns: 400 },
    );
  });
});
