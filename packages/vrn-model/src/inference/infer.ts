// Runs a network as a plan of fused steps, and frees each value after the last step that reads it.
import * as tf from '@tensorflow/tfjs-core';
import type { Reading, SettledConfig } from '../network/network.js';
import { concat } from '../wasm/concat.js';
import { replaceKernel } from '../wasm/replaceKernel.js';
import { type Plan, plan } from './plan.js';
import { trace } from './trace.js';
import { weights } from './weights.js';

/** Inference of a network whose norms use running averages. */
export interface Inference {
  /**
   * Computes the logits `[batch, rows, columns, slices]` of the network for the input `x`: one tensor per supervised
   * stack, or with `lastOnly` only the last stack's. The caller still owns `x` and the parameters, and disposes the
   * results. With `keep`, tensors derived from parameters (mostly filters with norms folded in) are kept for the next
   * run. Where tfjs' wasm backend is registered, its kernel `Concat` is replaced by a faster one, for the whole
   * application.
   */
  run(params: ReadonlyMap<string, tf.Tensor>, x: tf.Tensor, reading: Reading & { readonly keep: boolean }): tf.Tensor[];
  /** Frees the tensors derived from parameters. The next run computes them again. */
  forget(): void;
}

/** Creates the inference of a network. Nothing is traced or allocated before the first run. */
export function inference(config: SettledConfig): Inference {
  const plans = new Map<boolean, Plan>();
  const kept = weights();
  return {
    run(params, x, { lastOnly = false, keep }) {
      replaceKernel('Concat', concat);
      const known = plans.get(lastOnly) ?? plan(trace(config, { lastOnly }));
      plans.set(lastOnly, known);
      const derived = keep ? kept : weights();
      const outputs = tf.tidy(() => {
        const values = new Map<number, tf.Tensor>([[0, x]]);
        for (const { inputs, output, last, run } of known.steps) {
          const operands = inputs.map((input) => values.get(input)!);
          // An operation without effect may return its input. Clone it, so that freeing the input keeps the result.
          const result = tf.tidy(() => {
            const computed = run({ params, weights: derived }, operands);
            return operands.includes(computed) ? computed.clone() : computed;
          });
          values.set(output, result);
          for (const input of last) {
            values.get(input)!.dispose();
            values.delete(input);
          }
        }
        return known.outputs.map((output) => values.get(output)!);
      });
      if (!keep) derived.dispose();
      return outputs;
    },
    forget: kept.dispose,
  };
}
