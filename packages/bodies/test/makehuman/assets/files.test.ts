// MakeHuman's files on small stand-ins: groups, targets, rig, weights, and what is damaged.
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { baseMesh, uvMesh } from '../../../src/makehuman/assets/baseMesh.js';
import { NONE, objGroups } from '../../../src/makehuman/assets/objGroups.js';
import { jointsOf, readRig } from '../../../src/makehuman/assets/skeleton.js';
import { readWeights, skin } from '../../../src/makehuman/assets/skinning.js';
import { readTarget } from '../../../src/makehuman/assets/targets.js';
import { unpackGzip } from '../../../src/makehuman/assets/unpackGzip.js';
import { bytes, failure, OBJ, RIG } from '../standIns.js';

const base = () => baseMesh(bytes(OBJ), 'base.obj');
const rig = () => readRig(bytes(RIG), 'rig', base());

describe('objGroups', () => {
  it('keeps vertices in order, quads whole, groups together, a uv at each corner', () => {
    const obj = objGroups(bytes(OBJ), 'base.obj');
    expect([...obj.positions.slice(12)]).toEqual([0, 2, 0]);
    expect([...obj.groups.keys()]).toEqual(['body', 'joint-a']);
    expect([...obj.groups.get('body')!]).toEqual([0, 1, 3]);
    expect([...obj.corners.slice(0, 8)]).toEqual([0, 1, 2, 3, 2, 3, 4, NONE]);
    expect([...obj.corners.slice(12)]).toEqual([0, 1, 2, 3]);
    expect([...obj.uvCorners.slice(8, 12)]).toEqual([NONE, NONE, NONE, NONE]);
  });

  it.each([
    ['v 0 0 0\nf 1 1 2', 'x.obj line 2 must name vertices 1 to 1'],
    ['v 0 0\n', 'x.obj line 1 must hold 3 numbers'],
    ['v 0 0 0\nv 0 1 0\nf 1 2', 'x.obj line 3 must have 3 or 4 corners'],
    ['v 0 0 0\nf 1/7 1/7 1/7', 'x.obj line 2 must name uvs 1 to 0'],
    ['v 0 0 0\n', 'x.obj must have faces'],
    ['# nothing', 'x.obj must have vertices'],
    ['v 0 0 0\nf 1 1 0', 'x.obj line 2 must name vertices'],
    ['v 0 0 nan\n', 'x.obj line 1 must hold 3 numbers'],
  ])('says what is wrong with %j', (text, message) => {
    expect(failure(() => objGroups(bytes(text), 'x.obj'))).toContain(message);
  });
});

describe('baseMesh', () => {
  it('splits quads from the first corner to the third, and vertices by uv', () => {
    const { body, drawn, isBody, groups } = base();
    expect([...body]).toEqual([0, 1, 2, 0, 2, 3, 2, 3, 4, 0, 1, 2, 0, 2, 3]);
    expect([...drawn.indices].map((at) => drawn.vertices[at])).toEqual([...body]);
    expect([...isBody]).toEqual([1, 1, 1, 1, 1]);
    expect([...groups.get('joint-a')!]).toEqual([0, 1, 2, 3]);
    // Vertex 0 has uvs 1 and 2, vertex 2 uvs 3 and 1, vertex 3 uvs 4 and 2.
    expect(drawn.vertices).toHaveLength(8);
    expect([...uvMesh(base().obj, base().obj.groups.get('joint-a')!).uvs]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('needs a body', () => {
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
    ['5 1 2 3', 't line 1 must name a vertex of 0 to 4, got 5'],
    ['-1 1 2 3', 't line 1 must name a vertex of 0 to 4, got -1'],
  ])('says what is wrong with %j', (text, message) => {
    expect(failure(() => readTarget(bytes(text), 't', 5))).toContain(message);
  });
});

describe('unpackGzip', () => {
  const packed = gzipSync(bytes('0 1 2 3\n'.repeat(500)));

  it('unpacks what is whole, and names what is cut off anywhere', () => {
    expect(unpackGzip(packed, 'x.gz')).toHaveLength(4000);
    for (let length = 0; length < packed.length; length++) {
      expect(failure(() => unpackGzip(packed.slice(0, length), 'x.gz'))).toContain('x.gz must be whole gzip data');
    }
    expect(failure(() => unpackGzip(bytes('0 1 2 3\n'.repeat(5)), 'x.gz'))).toContain('other data');
  });
});

describe('readRig and jointsOf', () => {
  it('puts parents first, and joints at the means of their vertices', () => {
    const { names, parents } = rig();
    expect(names).toEqual(['root', 'tip']);
    expect([...parents]).toEqual([-1, 0]);
    const { heads, tails } = jointsOf(rig(), base().positions);
    expect([...heads]).toEqual([0.5, 0, 0, 0.5, 1, 0]);
    expect([...tails]).toEqual([0.5, 1, 0, 0, 2, 0]);
  });

  it("reads MPFB's files too", () => {
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
    ['null', 'must hold bones'],
    ['{"bones":{}}', 'must hold bones'],
    ['{"bones":{"a":1}}', 'bone a must be an object'],
    ['{"bones":{"a":{"head":"h","tail":"h","parent":"b"}}}', 'parent of a must be a bone, got b'],
    ['{"bones":{"a":{"head":"h","tail":"h","parent":"a"}}}', 'must not be their own parents'],
    ['{"bones":{"a":{"head":"h","tail":"h"}}}', 'bone a must have joints'],
    ['{"bones":{"a":{"head":"h","tail":"h"}},"joints":{"h":5}}', 'bone a must have joints'],
    ['{"bones":{"a":{"head":"h","tail":"h"}},"joints":{"h":[9]}}', 'bone a must use vertices of 0 to 4, got 9'],
    ['{"bones":{"a":{}}}', 'bone a must have joints'],
  ])('says what is wrong with %j', (text, message) => {
    expect(failure(() => readRig(bytes(text), 'rig.mhskel', base()))).toContain(message);
    expect(failure(() => readRig(bytes(text), 'rig.mhskel', base()))).toContain('rig.mhskel');
  });
});

describe('readWeights and skin', () => {
  const read = (weights: unknown) =>
    readWeights(bytes(JSON.stringify({ weights })), 'w.mhw', { rig: rig(), vertices: 3 });

  it('sums to one, strongest first; what has no weight follows the root', () => {
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

  it('blends the moves of bones', () => {
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
    expect(() => skin(new Float32Array(3), weights, matrices)).toThrow(/weights must be of 1 vertices, got 3/);
  });

  it.each([
    [{ nose: [[0, 1]] }, 'must weigh bones of the rig, got nose'],
    [{ tip: [[3, 1]] }, 'bone tip must weigh vertices of 0 to 2, got [3,1]'],
    [{ tip: [[0, 'x']] }, 'bone tip must weigh vertices'],
    [{ tip: [[0, -1]] }, 'bone tip must weigh vertices'],
    [{ tip: [7] }, 'bone tip must weigh vertices'],
    [{ tip: 7 }, 'bone tip must have a list'],
    [null, 'must hold weights'],
  ])('says what is wrong with %j', (weights, message) => {
    expect(failure(() => read(weights))).toContain(`w.mhw ${message}`);
  });
});
