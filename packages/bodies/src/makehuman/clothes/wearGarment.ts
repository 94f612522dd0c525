// Puts a garment on a person: fits it to the shape, keeps it off the skin, poses it and makes it solid.
import { vertexNormals } from '@vrn/mesh';
import type { TriangleMesh } from '@vrn/voxel';
import type { Texture } from '../../person/person.js';
import { skin } from '../assets/skinning.js';
import { gatherVertices } from '../shape/bodyPart.js';
import { METRES } from '../shape/shapePositions.js';
import { fitClothes } from './fitClothes.js';
import type { Garment, GarmentKind } from './garment.js';
import { liftOver, pushOut, type Under } from './liftOver.js';
import { solidSheet } from './solidSheet.js';
import { thicken } from './thicken.js';

/** The body of the person who wears the garment. Lengths are in metres. */
export interface Wearer {
  /** [3V] all vertices of `base.obj`, shaped. */
  readonly base: Float32Array;
  /** [3N] of the body part: positions at rest, normals at rest, normals in the pose. */
  readonly rest: Float32Array;
  readonly restNormals: Float32Array;
  readonly posedNormals: Float32Array;
  /** [12B] matrices of the bones, from rest to pose. */
  readonly matrices: Float64Array;
  /** Minimum thickness of the solid. */
  readonly thickness: number;
}

/** A garment on a person: the mesh to draw, and its solid. */
export interface Worn {
  readonly seen: TriangleMesh;
  readonly solid: TriangleMesh;
  /** [3C] the fitted garment at rest and in the pose, in metres, and its normals in the pose. */
  readonly rest: Float32Array;
  readonly posed: Float32Array;
  readonly normals: Float32Array;
}

/** Lengths in metres that determine how garments of a kind fit. */
interface FitDimensions {
  /** Minimum distance from the skin. */
  readonly clearance: number;
  /** Maximum depth to which the solid extends in order to reach the skin. */
  readonly reach: number;
}

export const BUILDS: Readonly<Record<GarmentKind, FitDimensions>> = {
  suit: { clearance: 0.005, reach: 0.05 },
  shoes: { clearance: 0.003, reach: 0.04 },
  hair: { clearance: 0.004, reach: 0.04 },
  hat: { clearance: 0.006, reach: 0.05 },
};

/** Garment vertices at this distance (metres) or more from the nearest body vertex are not pushed off the skin. */
const MAX_PUSH_DISTANCE = 0.03;
/** Depth below the skin to which solids extend where the skin is within reach, in metres. */
const BURIAL_DEPTH = 0.006;

/**
 * Puts a garment on a person.
 *
 * The garment is fitted at rest. Vertices near the skin whose height above it is less than the clearance are pushed out
 * along the skin's normal, by at most 2 cm; then so are those that are too low above the garment below (see liftOver),
 * by at most another 2 cm. Then the garment moves with the bones of the body vertices that it is attached to. Its solid
 * extends inwards from the visible surface: suits and shoes against their own normal, hair and hats against the skin's
 * normal. The solid is at least `thickness` deep. It reaches just below the skin where this is within `reach` and the
 * garment below has not pushed it out, so that it is connected to the body there.
 *
 * @param worn.garment  the garment; transparent parts of `worn.texture` are not part of the solid.
 * @param worn.under    the garment below it, if any.
 * Cost: O(C) for C vertices, and O(C log C) the first time.
 */
export function wearGarment(
  wearer: Wearer,
  worn: {
    readonly garment: Garment;
    readonly texture: Texture;
    readonly under?: Under | undefined;
  },
): Worn {
  const { garment, texture, under } = worn;
  const { kind, cloth, drawn, sheet, nearest } = garment;
  const rest = fitClothes(cloth, wearer.base, METRES);
  const depth = pushOffSkin(rest, nearest, wearer, BUILDS[kind]);
  if (under !== undefined) liftOver(rest, garment, wearer.restNormals, under);
  const posed = skin(rest, garment.skin, wearer.matrices);
  const normals = vertexNormals({ positions: posed, indices: sheet.indices });
  const inwards = kind === 'suit' || kind === 'shoes' ? normals : gatherVertices(wearer.posedNormals, nearest);
  const inner = new Float32Array(posed.length);
  for (let v = 0; v < depth.length; v++) {
    for (let i = 3 * v; i < 3 * v + 3; i++) inner[i] = posed[i]! - depth[v]! * inwards[i]!;
  }
  const seen = {
    positions: gatherVertices(posed, drawn.vertices),
    indices: drawn.indices,
    normals: gatherVertices(normals, drawn.vertices),
    uvs: drawn.uvs,
  };
  return { seen, solid: thicken(solidSheet(garment, texture), posed, inner), rest, posed, normals };
}

/** Pushes vertices that are too close to the skin outwards. Returns the depth of the solid per vertex, metres. */
function pushOffSkin(
  rest: Float32Array,
  nearest: Uint32Array,
  { rest: body, restNormals: n, thickness }: Wearer,
  dimensions: FitDimensions,
): Float32Array {
  const { clearance, reach } = dimensions;
  const depth = new Float32Array(nearest.length);
  for (let v = 0; v < depth.length; v++) {
    const [at, to] = [3 * v, 3 * nearest[v]!];
    const [x, y, z] = [rest[at]! - body[to]!, rest[at + 1]! - body[to + 1]!, rest[at + 2]! - body[to + 2]!];
    let height = x * n[to]! + y * n[to + 1]! + z * n[to + 2]!;
    if (height < clearance && x * x + y * y + z * z < MAX_PUSH_DISTANCE * MAX_PUSH_DISTANCE)
      height += pushOut(rest, at, { normals: n, to, by: clearance - height });
    depth[v] = Math.max(thickness, Math.min(reach, height + BURIAL_DEPTH));
  }
  return depth;
}
