// Computes the vertices of a body from MakeHuman's macro targets.
import { check } from '@vrn/voxel';
import type { Assets } from '../assets/readAssets.js';
import type { MacroShape } from './drawShape.js';

/** Metres per decimetre, the unit of MakeHuman's files. */
export const METRES = 0.1;

/** Ages in years at which a target has its full weight. Between two of them, weights are interpolated linearly. */
const AGES = [
  { years: 1, name: 'baby' },
  { years: 10, name: 'child' },
  { years: 19, name: 'young' },
  { years: 30, name: 'young' },
  { years: 85, name: 'old' },
] as const;

const MUSCLE = ['minmuscle', 'averagemuscle', 'maxmuscle'] as const;
const WEIGHT = ['minweight', 'averageweight', 'maxweight'] as const;

/**
 * Returns all vertices of the base mesh for a shape, in MakeHuman's rest pose (an A-pose, arms lowered).
 *
 * Adds two weighted sums of targets to the base mesh, one over ancestry, sex and age, the other over sex, age, muscle
 * and weight, and scales the result by the stature. A target's weight is the product of one factor per parameter: the
 * proportion of its ancestry, or a linear interpolation weight. If targets are missing, the weights of the others in
 * their sum are scaled up to sum to 1.
 *
 * @returns `[V, 3]` metres, y up, facing +z, the person's right at −x; origin as in base.obj, near the hips
 * @throws {VolumetricError} `bad-argument` for parameters out of range; `bad-file` for a damaged target, or if all
 *   targets of a sum are missing
 * Cost: O(V · targets). Targets are read when they are first used.
 */
export function shapePositions(assets: Assets, shape: MacroShape): Float32Array {
  const weights = macroWeights(shape);
  const { positions } = assets.base();
  const sum = Float64Array.from(positions);
  for (const group of [weights.filter(([name]) => !isUniversal(name)), weights.filter(([name]) => isUniversal(name))]) {
    const found = group.flatMap(([name, weight]) => {
      const moves = assets.target(name);
      return moves === undefined ? [] : [{ name, moves, weight }];
    });
    const total = found.reduce((before, { weight }) => before + weight, 0);
    check(total > 0, 'bad-file', () => `shapePositions: ${assets.name} must have target ${group[0]![0]}, got none`);
    const moving = found.filter(({ name, moves }) =>
      assets.once(`${name} moves`, () => moves.some((move) => move !== 0)),
    );
    addMoves(
      sum,
      moving.map(({ moves }) => moves),
      moving.map(({ weight }) => weight / total),
    );
  }
  const scale = METRES * shape.stature;
  const out = new Float32Array(sum.length);
  for (let i = 0; i < out.length; i++) out[i] = scale * sum[i]!;
  return out;
}

/** Adds weighted displacements, four targets per pass over the vertices, since memory traffic dominates the cost. */
function addMoves(sum: Float64Array, moves: readonly Float32Array[], shares: readonly number[]): void {
  const none = new Float32Array(sum.length);
  for (let at = 0; at < moves.length; at += 4) {
    const [a, b, c, d] = [moves[at]!, moves[at + 1] ?? none, moves[at + 2] ?? none, moves[at + 3] ?? none];
    const [s, t, u, v] = [shares[at]!, shares[at + 1] ?? 0, shares[at + 2] ?? 0, shares[at + 3] ?? 0];
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + s * a[i]! + t * b[i]! + u * c[i]! + v * d[i]!;
  }
}

const isUniversal = (name: string): boolean => name.startsWith('universal-');

/**
 * Returns names and positive weights of the targets of a shape. The weights of the targets of ancestry sum to 1, and so
 * do those of the 'universal' targets of muscle and weight.
 *
 * @throws {VolumetricError} `bad-argument` for parameters out of range, or proportions of ancestry that do not sum to 1
 */
export function macroWeights(shape: MacroShape): [name: string, weight: number][] {
  const { sex, age, muscle, weight, ancestry, stature } = shape;
  for (const [name, value] of Object.entries({ sex, muscle, weight, ...ancestry })) {
    check(value >= 0 && value <= 1, 'bad-argument', () => `macroWeights: ${name} must be 0 to 1, got ${value}`);
  }
  const races = Object.entries(ancestry);
  const all = races.reduce((sum, [, share]) => sum + share, 0);
  check(Math.abs(all - 1) < 1e-6, 'bad-argument', () => `macroWeights: ancestry must sum to 1, got ${all}`);
  check(age >= 1 && age <= 90, 'bad-argument', () => `macroWeights: age must be 1 to 90 years, got ${age}`);
  check(stature > 0.5 && stature < 2, 'bad-argument', () => `macroWeights: stature must be 0.5 to 2, got ${stature}`);
  const sexes = [
    ['female', 1 - sex],
    ['male', sex],
  ] as const;
  const builds = combine(interpolate(MUSCLE, 2 * muscle), interpolate(WEIGHT, 2 * weight));
  const people = combine(sexes, ages(age));
  return [...combine(races, people), ...combine([['universal', 1]], combine(people, builds))].filter(
    ([, share]) => share > 0,
  );
}

type Weighted = readonly (readonly [name: string, weight: number])[];

const combine = (a: Weighted, b: Weighted): [string, number][] =>
  a.flatMap(([name, weight]) => b.map(([more, factor]): [string, number] => [`${name}-${more}`, weight * factor]));

/** Interpolates linearly in a list: returns the two names next to a fractional index, each with its weight. */
function interpolate(names: readonly string[], at: number): Weighted {
  const low = Math.min(names.length - 2, Math.floor(at));
  return [
    [names[low]!, low + 1 - at],
    [names[low + 1]!, at - low],
  ];
}

function ages(years: number): Weighted {
  const above = AGES.findIndex((age) => age.years > years);
  if (above < 0) return [[AGES.at(-1)!.name, 1]];
  const [low, high] = [AGES[Math.max(0, above - 1)]!, AGES[above]!];
  if (low.name === high.name) return [[low.name, 1]];
  const t = (years - low.years) / (high.years - low.years);
  return [
    [low.name, 1 - t],
    [high.name, t],
  ];
}
