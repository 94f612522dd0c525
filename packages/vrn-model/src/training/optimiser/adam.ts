// Implements Adam, and AdamW with weight decay; its state is accessible, so that checkpoints can store it.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { DISPOSE } from '../../tensors/disposal.js';
import type { Optimiser } from './optimiser.js';

export interface AdamOptions {
  /** Decay of the mean gradient, at least 0 and below 1. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean square, at least 0 and below 1. Default 0.999. */
  readonly beta2?: number;
  /** ε > 0, added outside the square root. Default 1e-8. */
  readonly epsilon?: number;
  /**
   * Decoupled weight decay (AdamW), at least 0: every step subtracts rate × `weightDecay` × weight from filters. Above
   * 0, the optimiser has no `rule`. Default 0.
   */
  readonly weightDecay?: number;
}

export const ADAM_DEFAULTS: Required<AdamOptions> = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

/** Whether a parameter decays: filters do; biases, scales and shifts do not. */
const decays = (path: string): boolean => path.endsWith('/w');

/**
 * Creates an Adam optimiser. For update t = 1, 2, … of a parameter p with gradient g, and m = v = 0 at the start:
 * m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², p ← p − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε).
 * The state stores m under `path/mean`, v under `path/square`, and t under `steps`.
 *
 * @param options decays, ε and weight decay.
 * @returns the optimiser with an empty state; the caller disposes it.
 * @throws {VolumetricError} `bad-argument` for unknown options and values out of range.
 *
 * @example
 * adam({ beta1: 0.8 }).rule; // → { kind: 'adam', beta1: 0.8, beta2: 0.999, epsilon: 1e-8 }
 *
 * Source: Kingma and Ba 2015, algorithm 1; weight decay as in Loshchilov and Hutter 2019, algorithm 2, but of filters
 * only, and multiplied by the learning rate (there by the schedule's multiplier alone). Not in the paper, which uses
 * RMSProp.
 */
export function adam(options: AdamOptions = {}): Optimiser {
  checkOptions('adam', options, ADAM_DEFAULTS);
  const { beta1, beta2, epsilon, weightDecay } = { ...ADAM_DEFAULTS, ...defined(options) };
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    check(beta >= 0 && beta < 1, 'bad-argument', () => `adam: ${name} must lie in [0, 1), got ${beta}`);
  }
  check(epsilon > 0, 'bad-argument', () => `adam: epsilon must be positive, got ${epsilon}`);
  check(Number.isFinite(weightDecay) && weightDecay >= 0, 'bad-argument', () => {
    return `adam: weightDecay must be a number >= 0, got ${weightDecay}`;
  });
  const state = new Map<string, tf.Tensor>();
  const count = updateCount(state);
  const dispose = (): void => {
    for (const tensor of state.values()) tensor.dispose();
    state.clear();
  };
  const put = (name: string, tensor: tf.Tensor): void => {
    state.get(name)?.dispose();
    state.set(name, tf.keep(tensor));
  };
  return {
    state,
    memory: { perParameter: ['/mean', '/square'], scalars: ['steps'], nonNegative: ['/square', 'steps'] },
    ...(weightDecay === 0 && { rule: { kind: 'adam', beta1, beta2, epsilon } as const }),
    next(path, value, gradient, rate) {
      const t = count.next(path);
      const [mean, square, next] = tf.tidy(() => {
        const m = average(state.get(`${path}/mean`), gradient, beta1);
        const v = average(state.get(`${path}/square`), tf.square(gradient), beta2);
        const root = tf.add(tf.sqrt(tf.div(v, 1 - beta2 ** t)), epsilon);
        const step = tf.div(tf.mul(m, rate / (1 - beta1 ** t)), root);
        const decayed = weightDecay > 0 && decays(path) ? tf.mul(value, 1 - rate * weightDecay) : value;
        return [m, v, tf.sub(decayed, step)] as [tf.Tensor, tf.Tensor, tf.Tensor];
      });
      put(`${path}/mean`, mean);
      put(`${path}/square`, square);
      return next;
    },
    dispose,
    [DISPOSE]: dispose,
  };
}

/** Counts the updates of each parameter, from `steps` on if the state was restored, and keeps `steps` up to date. */
function updateCount(state: Map<string, tf.Tensor>): { next(path: string): number } {
  const updates = new Map<string, number>();
  let own: tf.Tensor | undefined;
  let before = 0;
  let most = 0;
  return {
    next(path) {
      const known = state.get('steps');
      if (known !== own) {
        updates.clear();
        own = known;
        before = known?.dataSync()[0] ?? 0;
        most = before;
      }
      const t = (updates.get(path) ?? before) + 1;
      updates.set(path, t);
      if (t > most) {
        own?.dispose();
        own = tf.keep(tf.scalar(t));
        state.set('steps', own);
        most = t;
      }
      return t;
    },
  };
}

function average(old: tf.Tensor | undefined, value: tf.Tensor, beta: number): tf.Tensor {
  const added = tf.mul(value, 1 - beta);
  return old === undefined ? added : tf.add(tf.mul(old, beta), added);
}
