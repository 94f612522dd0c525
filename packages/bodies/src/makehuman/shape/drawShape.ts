// Draws a person's sex, age, build, ancestry and stature from a seed.
import type { Random } from '@vrn/voxel';
import { defined } from '@vrn/voxel/internal';

/** The macro parameters of a body. Plain JSON. */
export interface MacroShape {
  /** 0 female to 1 male. */
  readonly sex: number;
  /** Age in years, 1 to 90. */
  readonly age: number;
  /** Muscle and weight: 0 minimum, 0.5 average, 1 maximum. */
  readonly muscle: number;
  readonly weight: number;
  /** Proportions that sum to 1. */
  readonly ancestry: Ancestry;
  /** Factor on all lengths, since people of the same sex, age and build differ in height. */
  readonly stature: number;
}

export interface Ancestry {
  readonly african: number;
  readonly asian: number;
  readonly caucasian: number;
}

export interface DrawShapeOptions {
  /** Proportion of children of 4 to 17 years, 0..1. */
  readonly children?: number;
}

export const DRAW_SHAPE_DEFAULTS = { children: 0.05 } as const;

/**
 * Draws a person's shape. By default, most people are adults of 18 to 70 years. People have any build, and one or
 * several ancestries.
 *
 * Sex is exactly 0 or 1 for half of the people, and within 0.2 of 0 or 1 for the rest. Muscle and weight vary about the
 * average; weight varies more upwards.
 *
 * @param options.children  proportion of people of 4 to 17 years, 0..1; default 0.05.
 *
 * @example
 * Math.round(drawShape(random(1)).age);  // → 51
 */
export function drawShape(rng: Random, options: DrawShapeOptions = {}): MacroShape {
  const { children } = { ...DRAW_SHAPE_DEFAULTS, ...defined(options) };
  const male = rng.uniform() < 0.5;
  const other = Math.max(0, 0.4 * rng.uniform() - 0.2);
  const child = rng.uniform() < children;
  const old = rng.uniform() < 0.06;
  return {
    sex: male ? 1 - other : other,
    age: child ? rng.uniform(4, 18) : old ? rng.uniform(70, 85) : rng.uniform(18, 70),
    muscle: within(0.5 + 0.2 * rng.normal(), 0, 1),
    weight: within(0.5 + (rng.uniform() < 0.4 ? -0.18 : 0.22) * Math.abs(rng.normal()), 0, 1),
    ancestry: ancestry(rng),
    stature: within(1 + 0.03 * rng.normal(), 0.92, 1.08),
  };
}

/** Draws ancestry: a third of people have a single one, a third have mostly one, and a third are a mix of all three. */
function ancestry(rng: Random): Ancestry {
  const mixed = [rng.uniform(), rng.uniform(), rng.uniform()];
  const [kind, most] = [rng.integer(3), rng.integer(3)];
  const shares = mixed.map((share, at) => (kind === 0 ? 0 : share) + (kind < 2 && at === most ? 6 : 0));
  const sum = shares[0]! + shares[1]! + shares[2]!;
  return { african: shares[0]! / sum, asian: shares[1]! / sum, caucasian: shares[2]! / sum };
}

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
