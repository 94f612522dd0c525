// Computes where the nodes of a glTF file place its meshes.
import { check } from '@vrn/voxel/internal';
import type { Warnings } from '../text/warnings.js';
import type { Gltf, GltfNode } from './gltfJson.js';

export interface GltfPlace {
  /** Index of the mesh. */
  readonly mesh: number;
  readonly node: GltfNode;
  /** Mesh-to-world matrix: 16 numbers, column-major; undefined for the identity. */
  readonly matrix: readonly number[] | undefined;
}

export interface GltfPlaces {
  /** Meshes of the default scene, else of the first scene, or of all nodes if there are no scenes; parents first. */
  readonly places: readonly GltfPlace[];
  /** World matrix of every node, including nodes outside the scene, which may be joints. */
  readonly worldOf: (node: number) => readonly number[];
}

const IDENTITY: readonly number[] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/**
 * Computes the placements of all meshes. Meshes without a skin that are scaled to zero along an axis are left out with
 * a warning.
 *
 * @throws {VolumetricError} `bad-file` for nodes that have two parents or are in the scene twice, for cycles, for
 *   children, scene nodes and meshes that do not exist, and for matrices that are not finite and affine; for cycles and
 *   matrices outside the scene, `worldOf` throws it
 * Cost: O(nodes), whatever the depth.
 */
export function placesOf({ nodes, scenes, scene, meshes }: Gltf, warnings: Warnings): GltfPlaces {
  const parents = new Int32Array(nodes.length).fill(-1);
  const isNode = (i: number): boolean => Number.isInteger(i) && i >= 0 && i < nodes.length;
  for (const [i, { children = [], mesh }] of nodes.entries()) {
    for (const child of children) {
      check(isNode(child) && parents[child] === -1, 'bad-file', () => {
        return `decodeGlb: node ${i} must have children below ${nodes.length} of its own, got ${child}`;
      });
      parents[child] = i;
    }
    const good = mesh === undefined || (Number.isInteger(mesh) && mesh >= 0 && mesh < meshes.length);
    check(good, 'bad-file', () => `decodeGlb: node ${i} must have a mesh below ${meshes.length}, got ${mesh}`);
  }
  const free = nodes.flatMap((_, i) => (parents[i] === -1 ? [i] : []));
  const roots = scenes.length === 0 ? free : (scenes[scene ?? 0]?.nodes ?? []);
  check(roots.every(isNode), 'bad-file', () => `decodeGlb: scene must have nodes below ${nodes.length}, got another`);
  const worlds: (readonly number[] | undefined)[] = Array.from({ length: nodes.length });
  const places: GltfPlace[] = [];
  const seen = new Uint8Array(nodes.length);
  const open = roots.toReversed().map((node) => ({ node, above: IDENTITY }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, above } = next;
    check(seen[node] === 0, 'bad-file', () => `decodeGlb: node ${node} must be in its scene once, got a second time`);
    seen[node] = 1;
    const { children = [], mesh, skin, extensions } = nodes[node]!;
    const matrix = product(above, matrixOf(nodes[node]!, node));
    worlds[node] = matrix;
    for (const child of children.toReversed()) open.push({ node: child, above: matrix });
    if (mesh === undefined) continue;
    if (extensions?.EXT_mesh_gpu_instancing !== undefined) {
      warnings.add('all instances (EXT_mesh_gpu_instancing) except one were left out', () => `node ${node}`);
    }
    if (determinant(matrix) === 0 && skin === undefined) {
      warnings.add('meshes that are scaled to zero were left out', () => `node ${node}`);
      continue;
    }
    const isIdentity = matrix.every((value, i) => value === IDENTITY[i]);
    places.push({ mesh, node: nodes[node]!, matrix: isIdentity ? undefined : matrix });
  }
  return { places, worldOf: (node) => worlds[node] ?? worldOf(node) };

  /** Computes the world matrix of a node outside the scene. */
  function worldOf(node: number): readonly number[] {
    const path: number[] = [];
    for (let at = node; at !== -1 && worlds[at] === undefined && path.length <= nodes.length; at = parents[at]!) {
      path.push(at);
    }
    check(path.length <= nodes.length, 'bad-file', () => `decodeGlb: node ${node} must not be its own ancestor`);
    for (const at of path.reverse()) {
      const parent = parents[at]!;
      worlds[at] = product(parent === -1 ? IDENTITY : worlds[parent]!, matrixOf(nodes[at]!, at));
    }
    return worlds[node]!;
  }
}

function matrixOf({ matrix, translation, rotation, scale }: GltfNode, node: number): readonly number[] {
  const made = matrix ?? compose(translation ?? [0, 0, 0], rotation ?? [0, 0, 0, 1], scale ?? [1, 1, 1]);
  const affine = made[3] === 0 && made[7] === 0 && made[11] === 0 && made[15] === 1;
  check(made.length === 16 && made.every(Number.isFinite) && affine, 'bad-file', () => {
    return `decodeGlb: node ${node} must have an affine matrix of finite numbers, got [${made.slice(0, 16).join(', ')}]`;
  });
  return made;
}

/** Returns the matrix that scales, then rotates, then translates. */
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

/** Returns the matrix product `first` · `second`: the transform `second` is applied first. */
export function product(first: readonly number[], second: readonly number[]): readonly number[] {
  if (first === IDENTITY) return second;
  const out = new Array<number>(16);
  for (let column = 0; column < 16; column += 4) {
    const [p, q, r, s] = [second[column]!, second[column + 1]!, second[column + 2]!, second[column + 3]!];
    for (let row = 0; row < 4; row++) {
      out[column + row] = first[row]! * p + first[row + 4]! * q + first[row + 8]! * r + first[row + 12]! * s;
    }
  }
  return out;
}

export function determinant(m: readonly number[]): number {
  const [a, b, c, , d, e, f, , g, h, i] = m as [number, number, number, ...number[]] & readonly number[];
  return a * (e! * i! - f! * h!) + b * (f! * g! - d! * i!) + c * (d! * h! - e! * g!);
}
