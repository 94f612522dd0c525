// Inference: the network as planned steps, each value freed after the last step that needs it.
import * as tf from '@tensorflow/tfjs-core';
import type { Reading, SettledConfig } from '../network/network.js';
import { concat } from '../wasm/concat.js';
import { replaceKernel } from '../wasm/replaceKernel.js';
import { type Plan, plan } from './plan.js';
import { trace } from './trace.js';
import { weights } from './weights.js';

/** A network that is ready to be run by running averages. */
export interface Inference {
  /**
   * Logits; `x` and the parameters stay the caller's. What is made of parameters is kept for the next run where `keep` is
   * true, and is as large as the filters that norms are folded into.
   */
  run(params: ReadonlyMap<string, tf.Tensor>, x: tf.Tensor, reading: Reading & { readonly keep: boolean }): tf.Tensor[];
  /** Frees what was made of parameters; it is made anew when next needed. */
  forget(): void;
}

/** Nothing is traced or allocated before the first run. */
export function inference(config: SettledConfig): Inference {
  const plans = new Map<boolean, Plan>();
  const held = weights();
  return {
    run(params, x, { lastOnly = false, keep }) {
      replaceKernel('Concat', concat);
      const known = plans.get(lastOnly) ?? plan(trace(config, { lastOnly }));
      plans.set(lastOnly, known);
      const made = keep ? held : weights();
      const outputs = tf.tidy(() => {
        const values = new Map<number, tf.Tensor>([[0, x]]);
        for (const { inputs, output, last, run } of known.steps) {
          const taken = inputs.map((input) => values.get(input)!);
          // An operation that has nothing to do may hand back what it was given.
          const result = tf.tidy(() => {
            const computed = run({ params, weights: made }, taken);
            return taken.includes(computed) ? computed.clone() : computed;
          });
          values.set(output, result);
          for (const input of last) {
            values.get(input)!.dispose();
            values.delete(input);
          }
        }
        return known.outputs.map((output) => values.get(output)!);
      });
      if (!keep) made.dispose();
      return outputs;
    },
    forget: held.dispose,
  };
}
