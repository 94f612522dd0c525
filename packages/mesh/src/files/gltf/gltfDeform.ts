// Computes the shape of a glTF primitive at rest: applies morph targets, then skinning or the node's matrix.
import { check } from '@vrn/voxel/internal';
import type { Origin } from '../text/precision.js';
import type { Warnings } from '../text/warnings.js';
import type { Accessors } from './gltfAccessors.js';
import { type Gltf, type GltfPrimitive, isNatural } from './gltfJson.js';
import { determinant, type GltfPlace, type GltfPlaces, product } from './gltfNodes.js';

export interface Deformed {
  /** `[3V]`, world coordinates minus the origin: the accessor's array if nothing changes it, else float64. */
  readonly positions: Float32Array | Float64Array;
  /** `[3V]`; of unit length or zero if a matrix or morph targets were applied, else as in the file. */
  readonly normals: Float32Array | Float64Array | undefined;
  /**
   * Whether to reverse the triangles, since the matrix mirrors the shape (det < 0). For a skinned shape, the matrix of
   * the first vertex decides.
   */
  readonly mirrored: boolean;
}

interface Deform {
  readonly place: GltfPlace;
  readonly primitive: GltfPrimitive;
  readonly normals: Float32Array | undefined;
  /** Indices of the requested vertices; undefined for all. */
  readonly vertices: Uint32Array | undefined;
}

interface Source {
  readonly json: Gltf;
  readonly accessors: Accessors;
  readonly worldOf: GltfPlaces['worldOf'];
  readonly origin: Origin;
  readonly warnings: Warnings;
}

/**
 * Returns the positions, relative to the origin, and the normals of a primitive in world coordinates.
 *
 * A skinned mesh ignores the transform of its own node: each vertex is transformed by Σ wⱼ Wⱼ Bⱼ / Σ wⱼ, where
 * joint j has the weight wⱼ, the world matrix Wⱼ and the inverse bind matrix Bⱼ (glTF 2.0, 3.7.3.3). The weights of
 * morph targets are those of the node, else those of the mesh, else 0.
 */
export function deform({ place, primitive, normals: own, vertices }: Deform, source: Source): Deformed {
  const { accessors, json, origin } = source;
  const given = accessors.floats(primitive.attributes.POSITION, 3);
  const { matrix: placed, node } = place;
  const isMoved = placed !== undefined || node.skin !== undefined || origin.some((value) => value !== 0);
  if (!isMoved && vertices === undefined && primitive.targets === undefined) {
    return { positions: given, normals: own, mirrored: false };
  }
  const positions = gather(given, 3, vertices);
  const normals = own && gather(own, 3, vertices);
  const weights = place.node.weights ?? json.meshes[place.mesh]!.weights ?? [];
  for (const [i, target] of (primitive.targets ?? []).entries()) {
    const weight = weights[i] ?? 0;
    if (!Number.isFinite(weight) || weight === 0) continue;
    addTarget(positions, { accessor: target.POSITION, weight, vertices }, source);
    if (normals) addTarget(normals, { accessor: target.NORMAL, weight, vertices }, source);
  }
  const joints = place.node.skin === undefined ? undefined : jointsOf(place.node.skin, primitive, source);
  const matrix = place.node.skin === undefined ? place.matrix : undefined;
  let mirrored = matrix !== undefined && determinant(matrix) < 0;
  if (joints) {
    const count = positions.length / 3;
    for (let v = 0; v < count; v++) {
      const blended = joints(vertices?.[v] ?? v);
      if (v === 0) mirrored = determinant(blended) < 0;
      move(positions, 3 * v, blended);
      if (normals) turn(normals, 3 * v, blended);
    }
  } else if (matrix) {
    for (let at = 0; at < positions.length; at += 3) move(positions, at, matrix);
    for (let at = 0; normals && at < normals.length; at += 3) turn(normals, at, matrix);
  } else if (normals && primitive.targets !== undefined) {
    for (let at = 0; at < normals.length; at += 3) normalise(normals, at);
  }
  if (origin.some((value) => value !== 0)) {
    for (let at = 0; at < positions.length; at++) positions[at]! -= origin[at % 3]!;
  }
  return { positions, normals, mirrored };
}

/** Returns the values of the given vertices, or of all, in double precision. */
export function gather(values: Float32Array, width: number, vertices: Uint32Array | undefined): Float64Array {
  if (vertices === undefined) return Float64Array.from(values);
  const out = new Float64Array(width * vertices.length);
  for (let i = 0; i < out.length; i++) out[i] = values[width * vertices[Math.floor(i / width)]! + (i % width)]!;
  return out;
}

interface Target {
  readonly accessor: unknown;
  readonly weight: number;
  readonly vertices: Uint32Array | undefined;
}

function addTarget(to: Float64Array, { accessor, weight, vertices }: Target, { accessors, warnings }: Source): void {
  if (accessor === undefined) return;
  const change = gather(accessors.floats(accessor, 3), 3, vertices);
  for (let i = 0; i < to.length; i++) to[i]! += weight * (change[i] ?? 0);
  if (change.length < to.length)
    warnings.add('morph targets with fewer vertices than the mesh were applied to those vertices only');
}

/**
 * Returns a function that gives the blended matrix of a vertex, in an array that the next call may reuse. Returns
 * undefined if the primitive has no joints or no weights, and, with a warning, if the skin is missing, has no joints,
 * or has a joint that is not a node.
 *
 * @throws {VolumetricError} `bad-file` for too few inverse bind matrices, for joints or weights that are not one set
 *   per vertex, and, from the returned function, for joints that the skin does not have
 */
function jointsOf(
  number: unknown,
  { attributes }: GltfPrimitive,
  { json, accessors, worldOf, warnings }: Source,
): ((vertex: number) => readonly number[]) | undefined {
  const skin = isNatural(number) ? json.skins[number] : undefined;
  const joints = Array.isArray(skin?.joints) ? skin.joints : [];
  if (attributes.JOINTS_0 === undefined || attributes.WEIGHTS_0 === undefined) return undefined;
  const count = accessors.count(attributes.POSITION);
  const isGood = skin && joints.length > 0 && joints.every((node) => isNatural(node) && node < json.nodes.length);
  if (!isGood) {
    warnings.add('skins without joints were left out');
    return undefined;
  }
  const inverse = skin.inverseBindMatrices === undefined ? undefined : accessors.floats(skin.inverseBindMatrices, 16);
  check(inverse === undefined || inverse.length >= 16 * joints.length, 'bad-file', () => {
    return `decodeGlb: skin ${number} must have an inverse bind matrix for each of ${joints.length} joints`;
  });
  const matrices = joints.map((node, i) =>
    inverse ? product(worldOf(node), [...inverse.subarray(16 * i, 16 * i + 16)]) : worldOf(node),
  );
  const sets: { readonly joints: Float32Array; readonly weights: Float32Array }[] = [];
  for (let n = 0; attributes[`JOINTS_${n}`] !== undefined && attributes[`WEIGHTS_${n}`] !== undefined; n++) {
    const set = {
      joints: accessors.floats(attributes[`JOINTS_${n}`], 4),
      weights: accessors.floats(attributes[`WEIGHTS_${n}`], 4, true),
    };
    check(set.joints.length === 4 * count && set.weights.length === 4 * count, 'bad-file', () => {
      return `decodeGlb: JOINTS_${n} and WEIGHTS_${n} must be as many as the ${count} positions`;
    });
    sets.push(set);
  }
  const blended = new Array<number>(16);
  return (vertex) => {
    blended.fill(0);
    let sum = 0;
    for (const set of sets) {
      for (let n = 4 * vertex; n < 4 * vertex + 4; n++) {
        const weight = set.weights[n]!;
        if (!(weight > 0)) continue;
        const matrix = matrices[set.joints[n]!];
        check(matrix !== undefined, 'bad-file', () => {
          return `decodeGlb: vertex ${vertex} must have joints below ${matrices.length}, got ${set.joints[n]}`;
        });
        sum += weight;
        for (let i = 0; i < 16; i++) blended[i]! += weight * matrix[i]!;
      }
    }
    // Vertices without positive weights follow the first joint, as in most viewers.
    if (sum === 0) return matrices[0]!;
    for (let i = 0; i < 16; i++) blended[i]! /= sum;
    return blended;
  };
}

function move(p: Float64Array, at: number, m: readonly number[]): void {
  const x = p[at]!;
  const y = p[at + 1]!;
  const z = p[at + 2]!;
  p[at] = m[0]! * x + m[4]! * y + m[8]! * z + m[12]!;
  p[at + 1] = m[1]! * x + m[5]! * y + m[9]! * z + m[13]!;
  p[at + 2] = m[2]! * x + m[6]! * y + m[10]! * z + m[14]!;
}

/**
 * Transforms a normal by M⁻ᵀ and normalises it, where M is the upper left 3 × 3 part of a matrix. Uses the
 * cofactor matrix instead, which needs no division: sign(det M) · cof M = |det M| · M⁻ᵀ.
 */
function turn(p: Float64Array, at: number, m: readonly number[]): void {
  const [a, b, c, , d, e, f, , g, h, i] = m as unknown as [number, number, number, number, number, number, number, number, number, number, number]; // biome-ignore format: one line
  const [x, y, z] = [p[at]!, p[at + 1]!, p[at + 2]!];
  const sign = determinant(m) < 0 ? -1 : 1;
  const nx = sign * ((e * i - f * h) * x + (c * h - b * i) * y + (b * f - c * e) * z);
  const ny = sign * ((f * g - d * i) * x + (a * i - c * g) * y + (c * d - a * f) * z);
  const nz = sign * ((d * h - e * g) * x + (b * g - a * h) * y + (a * e - b * d) * z);
  p[at] = nx;
  p[at + 1] = ny;
  p[at + 2] = nz;
  normalise(p, at);
}

/** Gives a vector unit length, unless it is zero. */
function normalise(p: Float64Array, at: number): void {
  const length = Math.hypot(p[at]!, p[at + 1]!, p[at + 2]!) || 1;
  for (let axis = at; axis < at + 3; axis++) p[axis]! /= length;
}
