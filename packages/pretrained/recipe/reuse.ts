// Decides whether scores that were computed before are those that `vrn evaluate` would compute now.
import type { Summary } from './card.js';

/** The inputs that determine the scores of `vrn evaluate`. */
export interface Evaluation {
  /** Digest of the weights. */
  readonly sha256: string;
  /** Checksums of the shards of the test set, and their total number of samples. */
  readonly checksums: readonly string[];
  readonly length: number;
  /** Options of `vrn evaluate`, apart from `--output`. */
  readonly options: readonly string[];
}

/** Defaults of `vrn evaluate`. */
const DEFAULTS = { points: 10_000, seed: 0 } as const;

/** Whether a summary is of these weights, this test set and these options, with {@link DEFAULTS} for the others. */
export function isOf(summary: Summary, { sha256, checksums, length, options }: Evaluation): boolean {
  const at = options.indexOf('--samples');
  const samples = at === -1 ? length : Math.min(length, Number(options[at + 1]));
  const hasMask = summary.methods.some(({ method }) => method === 'on mask');
  return (
    summary.sha256 === sha256 &&
    String(summary.checksums) === String(checksums) &&
    summary.samples === samples &&
    summary.inputs === (options.includes('--detections') ? 'detected' : 'true') &&
    hasMask === options.includes('--on-mask') &&
    summary.points === DEFAULTS.points &&
    summary.seed === DEFAULTS.seed
  );
}
