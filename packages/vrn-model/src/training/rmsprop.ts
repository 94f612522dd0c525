// RMSProp as Torch has it, with its state in the open so that checkpoints can hold it.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';

/** Turns gradients into new parameters, and remembers what it needs by parameter path. */
export interface Optimiser {
  /** What is remembered, by name; the optimiser's own tensors. */
  readonly state: Map<string, tf.Tensor>;
  /** A parameter's next value; value and gradient stay the caller's. */
  next(path: string, value: tf.Tensor, gradient: tf.Tensor, rate: number): tf.Tensor;
  dispose(): void;
}

/**
 * RMSProp: m ← d·m + (1 − d)·g², p ← p − rate · g / (√m + ε); m starts at zero, not centred, no momentum.
 *
 * @param options `decay` 0.99; `epsilon` 1e-8, added outside the root.
 *
 * Source: paper 3.3 names RMSProp; decay and epsilon are Torch's defaults.
 */
export function rmsprop(options: { readonly decay?: number; readonly epsilon?: number } = {}): Optimiser {
  const { decay = 0.99, epsilon = 1e-8 } = options;
  check(decay >= 0 && decay < 1, 'bad-argument', () => `rmsprop: decay must lie in [0, 1), got ${decay}`);
  check(epsilon > 0, 'bad-argument', () => `rmsprop: epsilon must be positive, got ${epsilon}`);
  const state = new Map<string, tf.Tensor>();
  return {
    state,
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
    dispose() {
      for (const tensor of state.values()) tensor.dispose();
      state.clear();
    },
  };
}
