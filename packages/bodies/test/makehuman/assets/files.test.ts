// Tests readers of MakeHuman's files on small examples: groups, targets, rig, weights, and damaged files.
import { describe, expect, it } from 'vitest';
import { readAssetObj, uvMesh } from '../../../src/makehuman/assets/assetObj.js';
import { baseMesh } from '../../../src/makehuman/assets/baseMesh.js';
import { jointsOf, readRig } from '../../../src/makehuman/assets/skeleton.js';
import { readWeights, skin } from '../../../src/makehuman/assets/skinning.js';
import { readTarget } from '../../../src/makehuman/assets/targets.js';
import { bytes, failure, OBJ, RIG } from '../standIns.js';

const base = () => baseMesh(bytes(OBJ), 'base.obj');
const rig = () => readRig(bytes(RIG), 'rig', base());

describe('readAssetObj', () => {
  it('keeps the order of vertices, quads, groups, and the uv of each corner', () => {
    const obj = readAssetObj(bytes(OBJ), 'base.obj');
    expect([...obj.positions.slice(12)]).toEqual([0, 2, 0]);
    expect([...obj.groups.keys()]).toEqual(['body', 'joint-a']);
    expect([...obj.groups.get('body')!]).toEqual([0, 1, 3]);
    expect([...obj.corners.slice(0, 7)]).toEqual([0, 1, 2, 3, 2, 3, 4]);
    expect([...obj.starts.slice(0, 3)]).toEqual([0, 4, 7]);
  });

  it.each([
    ['v 0 0 0\nf 1 1 2', 'x.obj: line 2: index must be 1 to 1'],
    ['v 0 0\n', 'x.obj: line 1: v must have x y z'],
    ['v 0 0 0\nv 0 1 0\nf 1 2', 'x.obj must have faces'],
    ['v 0 0 0\nf 1 1 1 1 1', 'x.obj face 1 must have 3 or 4 corners'],
    ['v 0 0 0\n', 'x.obj must have faces'],
    ['# nothing', 'x.obj: file must have vertices'],
    ['v 0 0 0\nf 1 1 0', 'x.obj: line 2: '],
    ['v 0 0 nan\n', 'x.obj'],
  ])('rejects %j', (text, message) => {
    expect(failure(() => readAssetObj(bytes(text), 'x.obj'))).toContain(message);
  });
});

describe('baseMesh', () => {
  it('splits quads from the first corner to the third, and vertices by uv', () => {
    const { body, drawn, isBody, groups } = base();
    expect([...body]).toEqual([0, 1, 2, 0, 2, 3, 2, 3, 4, 0, 1, 2, 0, 2, 3]);
    expect([...drawn.indices].map((at) => drawn.vertices[at])).toEqual([...body]);
    expect([...isBody]).toEqual([1, 1, 1, 1, 1]);
    expect([...groups.get('joint-a')!]).toEqual([0, 1, 2, 3]);
    // Vertices 0, 2 and 3 have two uvs each, so that the five vertices become eight.
    expect(drawn.vertices).toHaveLength(8);
    expect([...uvMesh(base().obj, base().obj.groups.get('joint-a')!).uvs]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('rejects a mesh without a body', () => {
    expect(failure(() => baseMesh(bytes('v 0 0 0\ng helper\nf 1 1 1'), 'b.obj'))).toContain(
      "b.obj must have a group 'body'",
    );
  });
});

describe('readTarget', () => {
  it('reads numbers as Number does', () => {
    const words = ['.031', '-1.505', '0', '-.5', '+2.', '1e-3', '123456789.123456789', '-0.000001', '7'];
    const text = `# comment\n\n0 ${words.slice(0, 3).join(' ')}\r\n2 ${words.slice(3, 6).join(' ')}\n1\t${words.slice(6).join(' ')}`;
    const moves = readTarget(bytes(text), 't', 3);
    expect([...moves]).toEqual(
      [...words.slice(0, 3), ...words.slice(6), ...words.slice(3, 6)].map((word) => Math.fround(Number(word))),
    );
  });

  it.each([
    ['0 1 2\n', 't line 1 must be a vertex and three numbers'],
    ['\n0 1 2 3 4\n', 't line 2 must be a vertex and three numbers'],
    ['0 1 x 3', 't line 1 must be a vertex and three numbers'],
    ['0 1 - 3', 't line 1 must be a vertex and three numbers'],
    ['0 1 . 3', 't line 1 must be a vertex and three numbers'],
    ['1.5 1 2 3', 't line 1 must be a vertex and three numbers'],
    ['5 1 2 3', 't line 1 must name a vertex from 0 to 4, got 5'],
    ['-1 1 2 3', 't line 1 must name a vertex from 0 to 4, got -1'],
  ])('rejects %j', (text, message) => {
    expect(failure(() => readTarget(bytes(text), 't', 5))).toContain(message);
  });
});

describe('readRig and jointsOf', () => {
  it('orders parents first, and computes joints as means of their vertices', () => {
    const { names, parents } = rig();
    expect(names).toEqual(['root', 'tip']);
    expect([...parents]).toEqual([-1, 0]);
    const { heads, tails } = jointsOf(rig(), base().positions);
    expect([...heads]).toEqual([0.5, 0, 0, 0.5, 1, 0]);
    expect([...tails]).toEqual([0.5, 1, 0, 0, 2, 0]);
  });

  it("also reads MPFB's files", () => {
    const end = (more: object) => ({ default_position: [0, 0, 0], ...more });
    const file = {
      bones: {
        root: {
          head: end({ strategy: 'CUBE', cube_name: 'joint-a' }),
          tail: end({ strategy: 'VERTEX', vertex_index: 4 }),
          parent: '',
        },
        tip: {
          head: end({ strategy: 'MEAN', vertex_indices: [0, 1] }),
          tail: end({ strategy: 'VERTEX', vertex_index: 4 }),
          parent: 'root',
        },
      },
    };
    const read = readRig(bytes(JSON.stringify(file)), 'rig.default.json', base());
    expect([...jointsOf(read, base().positions).heads]).toEqual([0.5, 0.5, 0, 0.5, 0, 0]);
  });

  it.each([
    ['{', 'must be JSON'],
    ['null', 'must have bones'],
    ['{"bones":{}}', 'must have bones'],
    ['{"bones":{"a":1}}', 'bone a must be an object'],
    ['{"bones":{"a":{"head":"h","tail":"h","parent":"b"}}}', 'parent of a must be a bone, got b'],
    ['{"bones":{"a":{"head":"h","tail":"h","parent":"a"}}}', 'must not be their own parents'],
    ['{"bones":{"a":{"head":"h","tail":"h"}}}', 'bone a must have joints'],
    ['{"bones":{"a":{"head":"h","tail":"h"}},"joints":{"h":5}}', 'bone a must have joints'],
    ['{"bones":{"a":{"head":"h","tail":"h"}},"joints":{"h":[9]}}', 'bone a must use vertices from 0 to 4, got 9'],
    ['{"bones":{"a":{}}}', 'bone a must have joints'],
  ])('rejects %j', (text, message) => {
    expect(failure(() => readRig(bytes(text), 'rig.mhskel', base()))).toContain(message);
    expect(failure(() => readRig(bytes(text), 'rig.mhskel', base()))).toContain('rig.mhskel');
  });
});

describe('readWeights and skin', () => {
  const read = (weights: unknown) =>
    readWeights(bytes(JSON.stringify({ weights })), 'w.mhw', { rig: rig(), vertices: 3 });

  it('normalizes weights to sum to one, strongest first; vertices without weights follow the root', () => {
    const { bones, weights, width } = read({
      root: [[0, 0.5]],
      tip: [
        [0, 1.5],
        [1, 0.2],
      ],
    });
    expect([...bones.slice(0, 2)]).toEqual([1, 0]);
    expect([...weights.slice(0, 3)]).toEqual([0.75, 0.25, 0]);
    expect([bones[width], weights[width]]).toEqual([1, 1]);
    expect([bones[2 * width], weights[2 * width]]).toEqual([0, 1]);
  });

  it('blends the transforms of bones', () => {
    const weights = read({
      root: [
        [0, 1],
        [1, 1],
      ],
      tip: [
        [1, 1],
        [2, 1],
      ],
    });
    const matrices = new Float64Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4, 0, 1, 0, 0, 0, 0, 1, 2]);
    expect([...skin(Float32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2), weights, matrices)]).toEqual([
      0, 0, 0, 3, 1, 2, 6, 2, 4,
    ]);
    expect(() => skin(new Float32Array(3), weights, matrices)).toThrow(/weights must have 1 vertices, got 3/);
  });

  it.each([
    [{ nose: [[0, 1]] }, 'must use bones of the rig, got nose'],
    [{ tip: [[3, 1]] }, 'bone tip must weight vertices from 0 to 2, got [3,1]'],
    [{ tip: [[0, 'x']] }, 'bone tip must weight vertices'],
    [{ tip: [[0, -1]] }, 'bone tip must weight vertices'],
    [{ tip: [7] }, 'bone tip must weight vertices'],
    [{ tip: 7 }, 'bone tip must have a list'],
    [null, 'must have weights'],
  ])('rejects %j', (weights, message) => {
    expect(failure(() => read(weights))).toContain(`w.mhw ${message}`);
  });
});
