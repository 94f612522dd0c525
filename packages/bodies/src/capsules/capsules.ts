// Builds the solid parts of a person: capsules with a radius at each end, attached to the skeleton.

import { add, applyRotation, lerp, type Rotation, scale, type Vector } from '../person/vectors.js';
import type { BodyShape } from './bodyShape.js';
import type { Skeleton } from './skeleton.js';

/** Material of a part, which determines its colour. */
export type Material = 'skin' | 'top' | 'trousers' | 'shoes' | 'hair';

/** A solid: all points closer to the segment from `from` to `to` than a radius that varies linearly along it. */
export interface Capsule {
  readonly from: Vector;
  readonly to: Vector;
  readonly fromRadius: number;
  readonly toRadius: number;
  readonly material: Material;
  /** Flattens the capsule along the unit vector `along` by `factor`, which is above 1. */
  readonly flat?: { readonly along: Vector; readonly factor: number };
}

/** Returns all parts of a person, in metres and in the axes of the skeleton. */
export function capsules(shape: BodyShape, bones: Skeleton): Capsule[] {
  return [...trunk(shape, bones), ...head(shape, bones), ...limbs(shape, bones)];
}

const FRONT: Vector = [0, 0, 1];
const UP: Vector = [0, 1, 0];

function trunk(shape: BodyShape, { pelvis, waist, thorax, frames, right, left }: Skeleton): Capsule[] {
  const h = shape.stature;
  const g = shape.girth;
  const loose = shape.topLooseness;
  const { hips, chest } = frames;
  const at = (origin: Vector, frame: Rotation, x: number, y: number, z: number): Vector =>
    add(origin, applyRotation(frame, [x * h, y * h, z * h]));
  const parts: Capsule[] = [];
  for (const sign of [-1, 1]) {
    const shoulder = sign < 0 ? right.arm.root : left.arm.root;
    const side = { material: 'top' as const };
    // Per side: flank, ribs, shoulder, breast, buttock.
    parts.push(
      {
        ...side,
        from: at(pelvis, hips, sign * 0.034 * g, 0.02, 0),
        to: at(waist, chest, sign * 0.03 * g, 0.02, 0),
        fromRadius: 0.062 * h * g + loose,
        toRadius: 0.052 * h * g + loose,
      },
      {
        ...side,
        from: at(waist, chest, sign * 0.03 * g, 0, 0),
        to: at(thorax, chest, sign * 0.046, -0.055, 0),
        fromRadius: 0.053 * h * g + loose,
        toRadius: 0.06 * h * g ** 0.7 + loose,
      },
      {
        ...side,
        from: at(thorax, chest, sign * 0.02, -0.02, -0.008),
        to: shoulder,
        fromRadius: 0.036 * h * g ** 0.5 + loose,
        toRadius: 0.034 * h * shape.armGirth + loose,
      },
      {
        ...side,
        from: at(thorax, chest, sign * 0.042, -0.085, 0.028 * shape.chest),
        to: at(thorax, chest, sign * 0.05, -0.1, 0.03 * shape.chest),
        fromRadius: 0.042 * h * g ** 0.7 + loose,
        toRadius: 0.04 * h * g ** 0.7 * shape.chest + loose,
      },
      {
        material: 'trousers',
        from: at(pelvis, hips, sign * 0.045, 0.015, -0.022),
        to: at(pelvis, hips, sign * 0.045, -0.025, -0.022),
        fromRadius: 0.05 * h * g ** 0.8 + shape.trouserLooseness,
        toRadius: 0.05 * h * g ** 0.8 + shape.trouserLooseness,
      },
    );
  }
  parts.push({
    material: 'top',
    from: lerp(pelvis, waist, 0.4),
    to: at(waist, chest, 0, 0.01, 0.012 * shape.belly),
    fromRadius: 0.07 * h * shape.belly ** 0.9 + loose,
    toRadius: 0.062 * h * shape.belly ** 0.9 + loose,
    flat: { along: applyRotation(chest, FRONT), factor: 1.08 },
  });
  if (shape.skirt > 0) {
    const hem = lerp(
      add(pelvis, scale(UP, -shape.thigh * shape.skirt)),
      lerp(right.leg.middle, left.leg.middle, 0.5),
      0.4,
    );
    parts.push({ material: 'trousers', from: pelvis, to: hem, fromRadius: 0.075 * h * g, toRadius: 0.12 * h });
  }
  return parts;
}

function head(shape: BodyShape, { thorax, neck, headTop, frames }: Skeleton): Capsule[] {
  const size = shape.head;
  const at = (x: number, y: number, z: number): Vector =>
    add(neck, applyRotation(frames.head, [x * size, y * size, z * size]));
  const skin = { material: 'skin' as const };
  const sideways = { along: applyRotation(frames.head, [1, 0, 0]), factor: 1.2 };
  const parts: Capsule[] = [
    {
      ...skin,
      from: thorax,
      to: at(0, 0.2, 0.02),
      fromRadius: 0.036 * shape.stature * shape.girth ** 0.5,
      toRadius: 0.38 * size,
    },
    // Skull, jaw, nose.
    {
      ...skin,
      from: at(0, 0.55, -0.06),
      to: at(0, 0.57, 0.1),
      fromRadius: 0.42 * size,
      toRadius: 0.42 * size,
      flat: sideways,
    },
    { ...skin, from: at(0, 0.32, 0.16), to: at(0, 0.1, 0.26), fromRadius: 0.33 * size, toRadius: 0.22 * size },
    { ...skin, from: at(0, 0.48, 0.52), to: at(0, 0.34, 0.6), fromRadius: 0.05 * size, toRadius: 0.08 * size },
  ];
  if (shape.hair === 'none') return parts;
  parts.push({
    material: 'hair',
    from: at(0, 0.62, -0.14),
    to: add(headTop, applyRotation(frames.head, [0, -0.38 * size, 0])),
    fromRadius: 0.47 * size,
    toRadius: 0.42 * size,
  });
  if (shape.hair === 'long') {
    parts.push({
      material: 'hair',
      from: at(0, 0.5, -0.3),
      to: at(0, -0.5, -0.4),
      fromRadius: 0.4 * size,
      toRadius: 0.3 * size,
    });
  }
  return parts;
}

function limbs(shape: BodyShape, { right, left, pelvis, frames }: Skeleton): Capsule[] {
  const h = shape.stature;
  return [right, left].flatMap(({ arm, leg }) => [
    ...limb(arm, {
      radii: [0.033, 0.027, 0.026, 0.0165].map((r) => r * h * shape.armGirth) as [number, number, number, number],
      cover: { material: 'top', looseness: shape.topLooseness, until: shape.sleeve },
    }),
    {
      material: 'skin',
      from: arm.end,
      to: lerp(arm.end, arm.tip, 0.85),
      fromRadius: 0.02 * h,
      toRadius: 0.016 * h,
      flat: { along: applyRotation(arm.frame, [1, 0, 0]), factor: 1.5 },
    },
    // From the hip joint to a point above the pelvis, so that thigh and trunk are connected.
    {
      material: 'trousers',
      from: leg.root,
      to: add(pelvis, applyRotation(frames.hips, [0, 0.04 * h, 0])),
      fromRadius: 0.054 * h * shape.legGirth + shape.trouserLooseness,
      toRadius: 0.06 * h * shape.girth,
    },
    ...limb(leg, {
      radii: [0.053, 0.036, 0.036, 0.023].map((r) => r * h * shape.legGirth) as [number, number, number, number],
      cover: { material: 'trousers', looseness: shape.trouserLooseness, until: shape.trouser },
    }),
    {
      material: 'shoes',
      from: add(lerp(leg.end, leg.tip, -0.12), applyRotation(leg.frame, [0, -0.012 * h, 0])),
      to: lerp(leg.end, leg.tip, 0.92),
      fromRadius: 0.024 * h,
      toRadius: 0.018 * h,
    },
  ]);
}

interface LimbForm {
  /** Radii at the root, above and below the middle joint, and at the end, in metres. */
  readonly radii: readonly [number, number, number, number];
  readonly cover: { readonly material: Material; readonly looseness: number; readonly until: number };
}

/**
 * Returns the capsules of the two halves of a limb. The sleeve or trouser leg covers them as far as it extends; the
 * rest is skin.
 */
function limb({ root, middle, end }: Skeleton['right']['arm'], { radii, cover }: LimbForm): Capsule[] {
  const halves = [
    { from: root, to: middle, radii: [radii[0], radii[1]] as const, share: Math.min(1, cover.until * 2) },
    { from: middle, to: end, radii: [radii[2], radii[3]] as const, share: Math.max(0, cover.until * 2 - 1) },
  ];
  return halves.flatMap(({ from, to, radii: [a, b], share }) => {
    const bare: Capsule = { material: 'skin', from, to, fromRadius: a, toRadius: b };
    if (share === 0) return [bare];
    const radius = (along: number): number => a + (b - a) * along;
    const worn: Capsule = {
      material: cover.material,
      from,
      to: lerp(from, to, share),
      fromRadius: a + cover.looseness,
      toRadius: radius(share) + cover.looseness,
    };
    if (share === 1) return [worn];
    return [worn, { ...bare, from: lerp(from, to, share), fromRadius: radius(share) }];
  });
}
