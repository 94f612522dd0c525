// Where the nodes of a glTF file put its meshes.
import type { GLTF } from '@gltf-transform/core';
import { check } from '@vrn/voxel';

export interface GltfPlace {
  /** Which mesh. */
  readonly mesh: number;
  /** From the mesh to the world, 16 numbers, column after column; none where it stays as it is. */
  readonly matrix: readonly number[] | undefined;
}

const NOTHING: readonly number[] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/**
 * The meshes of the file's scene, or of all nodes where it has none, parents before their children; those that are scaled to
 * nothing are left out.
 *
 * @throws {VolumetricError} `bad-file` for nodes that are their own ancestors or have two parents, and for broken matrices
 * Cost: O(nodes), however deep.
 */
export function placesOf(json: GLTF.IGLTF): GltfPlace[] {
  const { nodes = [], scenes = [], meshes = [] } = json;
  const parents = new Int32Array(nodes.length).fill(-1);
  const isNode = (i: number): boolean => Number.isInteger(i) && i >= 0 && i < nodes.length;
  for (const [i, { children = [], mesh = 0 }] of nodes.entries()) {
    for (const child of children) {
      check(isNode(child) && parents[child] === -1, 'bad-file', () => {
        return `decodeGlb: node ${i} must have children below ${nodes.length} of its own, got ${child}`;
      });
      parents[child] = i;
    }
    const good = nodes[i]!.mesh === undefined || (Number.isInteger(mesh) && mesh >= 0 && mesh < meshes.length);
    check(good, 'bad-file', () => `decodeGlb: node ${i} must have a mesh below ${meshes.length}, got ${mesh}`);
  }
  const free = nodes.flatMap((_, i) => (parents[i] === -1 ? [i] : []));
  const roots = scenes.length === 0 ? free : (scenes[json.scene ?? 0]?.nodes ?? []);
  check(roots.every(isNode), 'bad-file', () => `decodeGlb: scene must have nodes below ${nodes.length}, got another`);
  const places: GltfPlace[] = [];
  const seen = new Uint8Array(nodes.length);
  const open = roots.toReversed().map((node) => ({ node, above: NOTHING }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, above } = next;
    check(seen[node] === 0, 'bad-file', () => `decodeGlb: node ${node} must be in its scene once, got a second time`);
    seen[node] = 1;
    const { children = [], mesh } = nodes[node]!;
    const matrix = product(above, matrixOf(nodes[node]!, node));
    for (const child of children.toReversed()) open.push({ node: child, above: matrix });
    if (mesh === undefined || determinant(matrix) === 0) continue;
    places.push({ mesh, matrix: matrix.every((value, i) => value === NOTHING[i]) ? undefined : matrix });
  }
  return places;
}

function matrixOf({ matrix, translation, rotation, scale }: GLTF.INode, node: number): readonly number[] {
  const made = matrix ?? compose(translation ?? [0, 0, 0], rotation ?? [0, 0, 0, 1], scale ?? [1, 1, 1]);
  const affine = made[3] === 0 && made[7] === 0 && made[11] === 0 && made[15] === 1;
  check(made.length === 16 && made.every(Number.isFinite) && affine, 'bad-file', () => {
    return `decodeGlb: node ${node} must have an affine matrix of finite numbers, got [${made.slice(0, 16).join(', ')}]`;
  });
  return made;
}

/** Scales, then turns, then moves. */
function compose(translation: readonly number[], rotation: readonly number[], scale: readonly number[]): number[] {
  const [x, y, z, w] = rotation as [number, number, number, number];
  const [a, b, c] = scale as [number, number, number];
  const [p, q, r] = translation as [number, number, number];
  return [
    ...[(1 - 2 * (y * y + z * z)) * a, 2 * (x * y + z * w) * a, 2 * (x * z - y * w) * a, 0],
    ...[2 * (x * y - z * w) * b, (1 - 2 * (x * x + z * z)) * b, 2 * (y * z + x * w) * b, 0],
    ...[2 * (x * z + y * w) * c, 2 * (y * z - x * w) * c, (1 - 2 * (x * x + y * y)) * c, 0],
    ...[p, q, r, 1],
  ];
}

/** What the second matrix does, then the first. */
function product(first: readonly number[], second: readonly number[]): readonly number[] {
  if (first === NOTHING) return second;
  return Array.from({ length: 16 }, (_, i) => {
    const [row, column] = [i % 4, 4 * Math.floor(i / 4)];
    let sum = 0;
    for (let n = 0; n < 4; n++) sum += first[row + 4 * n]! * second[column + n]!;
    return sum;
  });
}

function determinant(m: readonly number[]): number {
  const [a, b, c, , d, e, f, , g, h, i] = m as [number, number, number, ...number[]] & readonly number[];
  return a * (e! * i! - f! * h!) + b * (f! * g! - d! * i!) + c * (d! * h! - e! * g!);
}
