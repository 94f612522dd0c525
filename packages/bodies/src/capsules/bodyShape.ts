// Draws a person's build from a seed: lengths and thicknesses of body parts, clothes and hair.
import type { Random } from '@vrn/voxel';

/**
 * The build, clothes and hair of a person. Lengths are in metres. Widths are measured from the body's midline to a
 * joint. Factors are 1 for average build.
 */
export interface BodyShape {
  readonly stature: number;
  readonly hipWidth: number;
  readonly shoulderWidth: number;
  readonly torso: number;
  readonly neck: number;
  readonly head: number;
  readonly upperArm: number;
  readonly forearm: number;
  readonly hand: number;
  readonly thigh: number;
  readonly shin: number;
  readonly foot: number;
  /** Factors on the thickness of trunk, belly, chest, arms and legs. */
  readonly girth: number;
  readonly belly: number;
  readonly chest: number;
  readonly armGirth: number;
  readonly legGirth: number;
  /** Thickness that clothes add around trunk and arms, and around the legs, in metres. */
  readonly topLooseness: number;
  readonly trouserLooseness: number;
  /** Where sleeves and trousers end: 0 at the shoulder or hip, 0.5 at the elbow or knee, 1 at the wrist or ankle. */
  readonly sleeve: number;
  readonly trouser: number;
  /** Length of the skirt relative to the thigh, before its hem is moved 40 % of the way to the knees; 0 for none. */
  readonly skirt: number;
  readonly hair: 'none' | 'short' | 'long';
}

/** Draws build, clothes and hair. Stature, proportions and girth vary independently about the means of adults. */
export function bodyShape(rng: Random): BodyShape {
  const stature = clamp(1.7 + 0.1 * rng.normal(), 1.45, 2);
  const vary = (share: number, spread = 0.05) => stature * share * clamp(1 + spread * rng.normal(), 0.85, 1.15);
  const girth = clamp(Math.exp(0.16 * rng.normal()), 0.75, 1.6);
  const near = (spread: number) => clamp(girth ** 0.5 * Math.exp(spread * rng.normal()), 0.75, 1.5);
  return {
    stature,
    hipWidth: vary(0.052),
    shoulderWidth: vary(0.108, 0.06),
    torso: vary(0.29, 0.035),
    neck: vary(0.05),
    head: vary(0.13, 0.04),
    upperArm: vary(0.165, 0.04),
    forearm: vary(0.145, 0.04),
    hand: vary(0.095, 0.04),
    thigh: vary(0.245, 0.035),
    shin: vary(0.24, 0.035),
    foot: vary(0.13, 0.04),
    girth,
    belly: clamp(girth + 0.15 * rng.normal(), 0.7, 1.9),
    chest: clamp(1 + 0.12 * rng.normal(), 0.75, 1.3),
    armGirth: near(0.1),
    legGirth: near(0.08),
    topLooseness: rng.uniform() < 0.4 ? 0.002 : rng.uniform(0.005, 0.035),
    trouserLooseness: rng.uniform() < 0.4 ? 0.002 : rng.uniform(0.004, 0.028),
    sleeve: rng.uniform() < 0.5 ? rng.uniform(0.85, 0.97) : rng.uniform(0.1, 0.5),
    trouser: rng.uniform() < 0.65 ? rng.uniform(0.9, 0.98) : rng.uniform(0.2, 0.55),
    skirt: rng.uniform() < 0.08 ? rng.uniform(0.4, 1.1) : 0,
    hair: (['none', 'short', 'short', 'long'] as const)[rng.integer(4)]!,
  };
}

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
