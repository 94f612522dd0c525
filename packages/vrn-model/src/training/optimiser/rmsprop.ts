// Implements RMSProp as in Torch; its state is accessible, so that checkpoints can store it.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { DISPOSE } from '../../tensors/disposal.js';
import type { Optimiser } from './optimiser.js';

export interface RMSPropOptions {
  /** Decay of the mean square, at least 0 and below 1. Default 0.99. */
  readonly decay?: number;
  /** ε > 0, added outside the square root. Default 1e-8. */
  readonly epsilon?: number;
}

export const RMSPROP_DEFAULTS: Required<RMSPropOptions> = { decay: 0.99, epsilon: 1e-8 };

/**
 * Creates an RMSProp optimiser. For a parameter p with gradient g, decay d, and m = 0 at the start:
 * m ← d·m + (1 − d)·g², p ← p − rate · g / (√m + ε). Gradients are not centred, and there is no momentum. The state
 * stores m under the parameter's path.
 *
 * @param options decay of the mean square, and ε.
 * @returns the optimiser with an empty state; the caller disposes it.
 * @throws {VolumetricError} `bad-argument` for unknown options and values out of range.
 *
 * @example
 * rmsprop({ decay: 0.9 }).rule; // → { kind: 'rmsprop', decay: 0.9, epsilon: 1e-8 }
 *
 * Source: paper 3.3 names RMSProp; decay and epsilon are Torch's defaults.
 */
export function rmsprop(options: RMSPropOptions = {}): Optimiser {
  checkOptions('rmsprop', options, RMSPROP_DEFAULTS);
  const { decay, epsilon } = { ...RMSPROP_DEFAULTS, ...defined(options) };
  check(decay >= 0 && decay < 1, 'bad-argument', () => `rmsprop: decay must lie in [0, 1), got ${decay}`);
  check(epsilon > 0, 'bad-argument', () => `rmsprop: epsilon must be positive, got ${epsilon}`);
  const state = new Map<string, tf.Tensor>();
  const dispose = (): void => {
    for (const tensor of state.values()) tensor.dispose();
    state.clear();
  };
  return {
    state,
    memory: { perParameter: [''], scalars: [], nonNegative: [''] },
    rule: { kind: 'rmsprop', decay, epsilon },
    next(path, value, gradient, rate) {
      const [square, next] = tf.tidy(() => {
        const old = state.get(path);
        const added = tf.mul(tf.square(gradient), 1 - decay);
        const mean = old === undefined ? added : tf.add(tf.mul(old, decay), added);
        const step = tf.div(tf.mul(gradient, rate), tf.add(tf.sqrt(mean), epsilon));
        return [mean, tf.sub(value, step)] as [tf.Tensor, tf.Tensor];
      });
      state.get(path)?.dispose();
      state.set(path, tf.keep(square));
      return next;
    },
    dispose,
    [DISPOSE]: dispose,
  };
}
