// What an optimiser is, and one from plain JSON.
import type * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import type { UpdateRule } from '../engine.js';
import { ADAM_DEFAULTS, type AdamOptions, adam } from './adam.js';
import { RMSPROP_DEFAULTS, type RMSPropOptions, rmsprop } from './rmsprop.js';

/** Turns gradients into new parameters, and remembers what it needs by parameter path. */
export interface Optimiser {
  /** What is remembered, by name; the optimiser's own tensors. */
  readonly state: Map<string, tf.Tensor>;
  /** A parameter's next value; value and gradient stay the caller's. */
  next(path: string, value: tf.Tensor, gradient: tf.Tensor, rate: number): tf.Tensor;
  /** The same rule as plain data, for engines that write it themselves; those that cannot be written so have none. */
  readonly rule?: UpdateRule;
  dispose(): void;
}

/** An optimiser as plain JSON: which one, and its settings. */
export type OptimiserOptions =
  | ({ readonly kind: 'rmsprop' } & RMSPropOptions)
  | ({ readonly kind: 'adam' } & AdamOptions);

/** What each kind's settings are when nothing is said. */
export const OPTIMISER_DEFAULTS = { rmsprop: RMSPROP_DEFAULTS, adam: ADAM_DEFAULTS } as const;

const KINDS = { rmsprop, adam } as const;

/** Options with every setting in its place; throws `bad-argument` for unknown kinds and settings. */
export function optimiserSettings(options: OptimiserOptions): Required<OptimiserOptions> {
  const { kind, ...given } = options;
  check(Object.hasOwn(KINDS, kind), 'bad-argument', () => {
    return `train: optimiser.kind must be one of ${Object.keys(KINDS).join(', ')}, got ${String(kind)}`;
  });
  const defaults = OPTIMISER_DEFAULTS[kind];
  for (const field of Object.keys(given)) {
    check(Object.hasOwn(defaults, field), 'bad-argument', () => {
      return `train: optimiser ${kind} has no field ${field}; fields are ${Object.keys(defaults).join(', ')}`;
    });
  }
  return { kind, ...defaults, ...given } as Required<OptimiserOptions>;
}

/** The optimiser that options describe. */
export function optimiserFrom(options: OptimiserOptions): Optimiser {
  const { kind, ...settings } = optimiserSettings(options);
  return KINDS[kind](settings);
}
