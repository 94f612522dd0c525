// Creates optimisers from plain JSON.
import { check } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { ADAM_DEFAULTS, type AdamOptions, adam } from './adam.js';
import type { Optimiser } from './optimiser.js';
import { RMSPROP_DEFAULTS, type RMSPropOptions, rmsprop } from './rmsprop.js';

/** An optimiser as plain JSON: its kind and its settings. */
export type OptimiserOptions =
  | ({ readonly kind: 'rmsprop' } & RMSPropOptions)
  | ({ readonly kind: 'adam' } & AdamOptions);

/** Default settings of each kind. */
export const OPTIMISER_DEFAULTS = { rmsprop: RMSPROP_DEFAULTS, adam: ADAM_DEFAULTS } as const;

const KINDS = { rmsprop, adam } as const;

/**
 * Fills in the defaults of an optimiser's options.
 *
 * @param options kind and settings.
 * @returns the options with defaults.
 * @throws {VolumetricError} `bad-argument` for unknown kinds and settings.
 */
export function optimiserSettings(options: OptimiserOptions): Required<OptimiserOptions> {
  check(options !== null && typeof options === 'object', 'bad-argument', () => {
    return `train: optimiser must be an object with a kind, got ${String(options)}`;
  });
  const { kind, ...given } = options;
  check(Object.hasOwn(KINDS, kind), 'bad-argument', () => {
    return `train: optimiser.kind must be one of ${Object.keys(KINDS).join(', ')}, got ${String(kind)}`;
  });
  const defaults = OPTIMISER_DEFAULTS[kind];
  checkOptions(`train: optimiser ${kind}`, given, defaults);
  return { kind, ...defaults, ...defined(given) } as Required<OptimiserOptions>;
}

/**
 * Creates the optimiser that options describe.
 *
 * @param options kind and settings as plain JSON.
 * @returns the optimiser with an empty state; the caller disposes it.
 * @throws {VolumetricError} `bad-argument` for unknown kinds and settings, and settings out of range.
 *
 * @example
 * optimiserFrom({ kind: 'adam', beta1: 0.8 }).rule; // → { kind: 'adam', beta1: 0.8, beta2: 0.999, epsilon: 1e-8 }
 * optimiserFrom({ kind: 'adam', beta: 0.8 }); // → throws bad-argument
 */
export function optimiserFrom(options: OptimiserOptions): Optimiser {
  const { kind, ...settings } = optimiserSettings(options);
  return KINDS[kind](settings);
}
