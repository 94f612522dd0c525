// Small files took much time or memory: .mhclo files of short lines, .bvh files of many frames, and long bone chains.
import { expect, it } from 'vitest';
import { baseMesh } from '../../src/makehuman/assets/baseMesh.js';
import { mhclo } from '../../src/makehuman/assets/mhclo.js';
import { readRig } from '../../src/makehuman/assets/skeleton.js';
import { parseBvh } from '../../src/makehuman/motion/bvh.js';
import { bytes, OBJ } from '../makehuman/standIns.js';

it('reads .mhclo files of short and of long lines in memory proportional to their size', () => {
  const cloth = mhclo(`obj_file a.obj\nverts 0\n${'7\n'.repeat(300_000)}delete_verts\n${'1 '.repeat(300_000)}\n`, 'f');
  expect(cloth.bases).toHaveLength(900_000);
  expect(cloth.weights.slice(0, 3)).toEqual(Float32Array.of(1, 0, 0));
  expect(cloth.hidden).toHaveLength(300_000);
  const memory = cloth.bases.byteLength + cloth.weights.byteLength + cloth.offsets.byteLength;
  expect(memory).toBe(36 * 300_000);
});

it('does not allocate more frames than a .bvh file can contain', () => {
  const joints =
    'JOINT a\n{\nOFFSET 0 0 0\nCHANNELS 6 Xposition Yposition Zposition Xrotation Yrotation Zrotation\n'.repeat(99);
  const text = `HIERARCHY\nROOT hip\n{\nOFFSET 0 0 0\n${joints}${'}\n'.repeat(100)}MOTION\nFrames: 400000\nFrame Time: 1\n${'\n'.repeat(400_000)}`;
  expect(() => parseBvh(bytes(text), 'f')).toThrow(/must be followed by 400000 frames/);
});

it('orders the bones of a long chain', () => {
  const bones = Object.fromEntries(
    Array.from({ length: 30_000 }, (_, n) => [
      `b${n}`,
      { head: 'j', tail: 'j', parent: n === 29_999 ? null : `b${n + 1}` },
    ]),
  );
  const rig = readRig(bytes(JSON.stringify({ bones, joints: { j: [0] } })), 'rig', baseMesh(bytes(OBJ), 'obj'));
  expect([rig.names[0], rig.names.at(-1)]).toEqual(['b29999', 'b0']);
  expect(rig.parents[29_999]).toBe(29_998);
});
