// Computes exponential averages of a network's weights over the steps of training.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { loadVRN } from '../loadVRN.js';
import { DISPOSE } from '../tensors/disposal.js';
import type { VRN } from '../vrn.js';

/** Options of {@link weightAverage}. */
export interface AverageOptions {
  /** Share of the old average that remains after an update, at least 0 and below 1. Default 0.999. */
  readonly decay?: number;
  /** Whether the decay of early updates is limited to (1 + t) / (10 + t) at update t. Default true. */
  readonly rampUp?: boolean;
  /**
   * Steps from one update to the next, a positive integer; larger values suit engines for which reading the weights is
   * slow. Default 1.
   */
  readonly every?: number;
}

export const AVERAGE_DEFAULTS: Required<AverageOptions> = { decay: 0.999, rampUp: true, every: 1 };

/**
 * Exponential averages of all parameters of a network, including the running means and variances of its norms. An
 * update with decay d and parameter p replaces the average a by d·a + (1 − d)·p.
 */
export interface WeightAverage {
  /** The averages by parameter path, owned by this object; empty until they are started or restored. */
  readonly state: Map<string, tf.Tensor>;
  /** Initialises the averages from a network's parameters, unless there are averages already, such as restored ones. */
  start(vrn: VRN): void;
  /** Whether an update is due after the given step; steps count from 1. */
  due(step: number): boolean;
  update(vrn: VRN, step: number): void;
  /** Creates a copy of the given network with averaged weights; the caller disposes it. */
  network(vrn: VRN): Promise<VRN>;
  dispose(): void;
  /** The same as {@link dispose}, for `using` declarations. */
  [Symbol.dispose](): void;
}

/** Numerator and denominator of the ramp (1 + t) / (10 + t) at t = 0. */
const RAMP = { above: 1, below: 10 } as const;

/**
 * Creates exponential averages of a network's parameters, empty until `start` is called.
 *
 * @param options decay, ramp, steps between updates.
 * @returns the averages; the caller disposes them.
 * @throws {VolumetricError} `bad-argument` for unknown options and values out of range.
 *
 * @example
 * const average = weightAverage({ decay: 0.9, every: 2 });
 * average.due(3); // → false
 *
 * Source: Polyak and Juditsky 1992 (averaging); the ramp is that of TensorFlow's ExponentialMovingAverage. Not in the
 * paper.
 */
export function weightAverage(options: AverageOptions = {}): WeightAverage {
  checkOptions('weightAverage', options, AVERAGE_DEFAULTS);
  const { decay, rampUp, every } = { ...AVERAGE_DEFAULTS, ...defined(options) };
  check(decay >= 0 && decay < 1, 'bad-argument', () => `weightAverage: decay must lie in [0, 1), got ${decay}`);
  check(Number.isInteger(every) && every > 0, 'bad-argument', () => {
    return `weightAverage: every must be a positive integer, got ${every}`;
  });
  const state = new Map<string, tf.Tensor>();
  const dispose = (): void => {
    for (const tensor of state.values()) tensor.dispose();
    state.clear();
  };
  return {
    state,
    start(vrn) {
      if (state.size > 0) return;
      for (const [path, tensor] of vrn.params) state.set(path, tf.keep(tf.clone(tensor)));
    },
    due: (step) => step % every === 0,
    update(vrn, step) {
      const t = step / every;
      const d = rampUp ? Math.min(decay, (RAMP.above + t) / (RAMP.below + t)) : decay;
      for (const [path, tensor] of vrn.params) {
        const old = state.get(path)!;
        state.set(path, tf.keep(tf.tidy(() => tf.add(tf.mul(old, d), tf.mul(tensor, 1 - d)))));
        old.dispose();
      }
    },
    async network(vrn) {
      const averaged = loadVRN(await vrn.save());
      for (const [path, tensor] of state) averaged.assign(path, tf.clone(tensor));
      return averaged;
    },
    dispose,
    [DISPOSE]: dispose,
  };
}
