// Tests the comparison of bodies with ground truth, and the reader of ground truth, on boxes whose overlaps are known.
import type { TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { agreementOf, placeLike, scoreOf } from '../../../src/worker/compare/agreement.js';
import { boxOf } from '../../../src/worker/compare/boxes.js';
import { readMesh } from '../../../src/worker/compare/readMesh.js';

const FACES = [
  0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5,
];

/** Returns a box with its lowest corner at `min`. */
function box(min: readonly number[], size: readonly number[]): TriangleMesh {
  const positions = new Float32Array(24);
  for (let v = 0; v < 8; v++) {
    for (let axis = 0; axis < 3; axis++) positions[3 * v + axis] = min[axis]! + size[axis]! * ((v >> axis) & 1);
  }
  return { positions, indices: Uint32Array.from(FACES) };
}

const person = box([-0.5, -1, -0.25], [1, 2, 0.5]);

describe('agreementOf', () => {
  it('is the overlap of two boxes, and the distance between their surfaces in centimetres', () => {
    const { iou, chamferCm } = agreementOf(person, box([0, -1, -0.25], [1, 2, 0.5]), 1);
    // The overlap is half of each box, a third of their union; rounding to voxels of 2 / 128 changes it by about 1 %.
    expect(Math.abs(iou - 1 / 3)).toBeLessThan(0.02);
    expect(chamferCm).toBeGreaterThan(5);
    expect(agreementOf(person, person, 1)).toEqual({ iou: 1, chamferCm: 0 });
  });
});

describe('scoreOf', () => {
  it('gives ground truth in another unit and place the height and centre of the body', () => {
    const truth = box([3000, 10, -700], [1000, 2000, 500]);
    const placed = placeLike(truth, person);
    expect(boxOf(placed).min.map((value) => Number(value.toFixed(4)))).toEqual([-0.5, -1, -0.25]);
    expect(scoreOf(person, placed, 1).iou).toBeGreaterThan(0.97);
  });

  it('moves the body in depth, and says how far', () => {
    // Six voxels of 2 / 128 towards the camera.
    const truth = box([-0.5, -1, -0.25 + 6 / 64], [1, 2, 0.5]);
    const { iou, chamferCm, shiftCm } = scoreOf(person, truth, 1);
    expect(iou).toBe(1);
    expect(shiftCm).toBeCloseTo(600 / 64, 4);
    expect(chamferCm).toBeLessThan(0.001);
  });
});

describe('readMesh', () => {
  const obj = ({ positions, indices }: TriangleMesh): string => {
    const lines = (values: ArrayLike<number>, letter: string, more: number): string[] =>
      Array.from({ length: values.length / 3 }, (_, n) => {
        const [a, b, c] = [values[3 * n]!, values[3 * n + 1]!, values[3 * n + 2]!];
        return `${letter} ${a + more} ${b + more} ${c + more}`;
      });
    return [...lines(positions, 'v', 0), ...lines(indices, 'f', 1)].join('\n');
  };

  it('reads closed meshes without warnings, and open ones with one', async () => {
    expect((await readMesh(new File([obj(person)], 'box.obj'))).warnings).toEqual([]);
    const open = { ...person, indices: person.indices.subarray(3) };
    const { warnings } = await readMesh(new File([obj(open)], 'open.obj'));
    expect(warnings).toEqual(['open.obj has 3 open edges; the inside is an estimate there.']);
  });

  it('refuses what cannot be ground truth', async () => {
    const lying = box([0, 0, 0], [5, 1, 1]);
    await expect(readMesh(new File([obj(lying)], 'lying.obj'))).rejects.toThrow('lying.obj is much wider than high.');
    const plane = { ...person, indices: person.indices.subarray(0, 6) };
    await expect(readMesh(new File([obj(plane)], 'plane.obj'))).rejects.toThrow('encloses no volume');
    await expect(readMesh(new File(['x'], 'body.fbx'))).rejects.toThrow('body.fbx is not a mesh that is read here.');
    await expect(readMesh(new File([''], 'body.ply'))).rejects.toThrow('body.ply is empty.');
  });
});
