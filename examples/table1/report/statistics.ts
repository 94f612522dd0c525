// Computes statistics of scores: means and paired differences with bootstrap intervals, t-tests and rank correlation.
import { random } from '@vrn/voxel';

/** The difference of two scores of one test body, for example by two networks. */
export interface Pair {
  /** The person of the body. Bodies of one person are not independent. */
  readonly person: string;
  /** The subject whose motion capture poses the body. Bodies with poses of one subject are not independent. */
  readonly subject: string;
  /** First score minus second score. */
  readonly difference: number;
}

/** Mean difference of paired scores, with its confidence interval and t-test. */
export interface PairedDifference {
  readonly mean: number;
  /** 95 % bootstrap confidence interval of the mean; persons and subjects are resampled. */
  readonly interval: readonly [low: number, high: number];
  /** Student's t of the differences. */
  readonly t: number;
  /** Degrees of freedom of t. */
  readonly degrees: number;
  /** Two-sided p-value of t. */
  readonly p: number;
}

export interface BootstrapOptions {
  /** Number of bootstrap samples. Default 2000. */
  readonly rounds?: number;
  readonly seed?: number;
}

export const BOOTSTRAP_DEFAULTS = { rounds: 2000, seed: 1 } as const satisfies BootstrapOptions;

/**
 * Estimates the mean of paired differences, and tests whether it differs from 0.
 *
 * The interval comes from a two-way cluster bootstrap: persons and subjects are drawn with replacement, and the weight
 * of a body is the product of the numbers of draws of its person and of its subject. The t-test treats bodies as
 * independent, like that of the paper.
 *
 * @param pairs  at least two.
 * @returns      mean, interval, t, its degrees of freedom, and p. If all differences are 0, t is 0 and p is 1; if all
 *   are equal but not 0, t is infinite and p is 0.
 * Source: A. B. Owen, The pigeonhole bootstrap, Annals of Applied Statistics 2007.
 */
export function pairedDifference(pairs: readonly Pair[], options: BootstrapOptions = {}): PairedDifference {
  const { rounds, seed } = { ...BOOTSTRAP_DEFAULTS, ...options };
  const differences = pairs.map(({ difference }) => difference);
  const mean = average(differences);
  const degrees = pairs.length - 1;
  const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / degrees;
  const t =
    variance === 0
      ? mean === 0
        ? 0
        : Math.sign(mean) * Number.POSITIVE_INFINITY
      : mean / Math.sqrt(variance / pairs.length);
  const persons = clusters(pairs.map(({ person }) => person));
  const subjects = clusters(pairs.map(({ subject }) => subject));
  const rng = random(seed);
  const means: number[] = [];
  while (means.length < rounds) {
    const personWeights = draws(persons.count, rng.integer);
    const subjectWeights = draws(subjects.count, rng.integer);
    let sum = 0;
    let weights = 0;
    for (const [at, difference] of differences.entries()) {
      const weight = personWeights[persons.of[at]!]! * subjectWeights[subjects.of[at]!]!;
      sum += weight * difference;
      weights += weight;
    }
    if (weights > 0) means.push(sum / weights);
  }
  means.sort((a, b) => a - b);
  const interval = [quantile(means, 0.025), quantile(means, 0.975)] as const;
  return { mean, interval, t, degrees, p: twoSidedP(t, degrees) };
}

/** Mean of values, with its 95 % bootstrap confidence interval, which assumes that the values are independent. */
export function meanOf(
  values: readonly number[],
  options: BootstrapOptions = {},
): { readonly mean: number; readonly interval: readonly [low: number, high: number] } {
  const { rounds, seed } = { ...BOOTSTRAP_DEFAULTS, ...options };
  const rng = random(seed);
  const means = Array.from({ length: rounds }, () => average(values.map(() => values[rng.integer(values.length)]!)));
  means.sort((a, b) => a - b);
  return { mean: average(values), interval: [quantile(means, 0.025), quantile(means, 0.975)] };
}

const average = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

/** Numbers the clusters: returns the index of each item's cluster, and the number of clusters. */
function clusters(names: readonly string[]): { readonly of: readonly number[]; readonly count: number } {
  const numbers = new Map<string, number>();
  for (const name of names) if (!numbers.has(name)) numbers.set(name, numbers.size);
  return { of: names.map((name) => numbers.get(name)!), count: numbers.size };
}

/** Draws `count` times from `count` clusters with replacement; returns how often each is drawn. */
function draws(count: number, integer: (below: number) => number): Uint32Array {
  const drawn = new Uint32Array(count);
  for (let i = 0; i < count; i++) drawn[integer(count)]!++;
  return drawn;
}

/** Quantile of sorted values, by linear interpolation between order statistics. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below]! + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - sorted[below]!);
}

/**
 * Probability of |T| ≥ |t| under Student's distribution with ν = `degrees` degrees of freedom:
 * I(ν / (ν + t²); ν / 2, 1 / 2). 0 if t is infinite.
 */
export function twoSidedP(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/**
 * Regularised incomplete beta function I(x; a, b): a continued fraction, evaluated by Lentz's method (Numerical Recipes
 * 6.4).
 */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly only up to this bound (Numerical Recipes 6.4). Beyond it, use the symmetry
  // I(x; a, b) = 1 − I(1 − x; b, a).
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = 1 / (1 - ((a + b) * x) / (a + 1));
  for (let m = 1; m <= 300; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + term * d || tiny);
      c = 1 + term / c || tiny;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** log Γ(x) for x > 0: the Lanczos approximation with g = 7, accurate to 15 digits. */
function logGamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const base = x + 6.5;
  const sum = coefficients.reduce((total, each, at) => total + each / (x + at), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/**
 * Computes Spearman's rank correlation of paired values. Equal values share the mean of their ranks.
 *
 * @param a  finite numbers.
 * @param b  finite numbers: the partner of each element of `a`, at the same index.
 * @returns  −1..1; NaN if a list is empty or all of its values are equal.
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const x = ranks(a);
  const y = ranks(b);
  const meanX = average(x);
  const meanY = average(y);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (const [at, each] of x.entries()) {
    xy += (each - meanX) * (y[at]! - meanY);
    xx += (each - meanX) ** 2;
    yy += (y[at]! - meanY) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Returns the ranks of values, from 1. Equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((each) => each < value).length;
    const equal = values.filter((each) => each === value).length;
    return below + (equal + 1) / 2;
  });
}
