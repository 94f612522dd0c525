// What inference makes of parameters once, such as filters with a norm folded in, and keeps until the parameters change.
import * as tf from '@tensorflow/tfjs-core';
import { VolumetricError } from '@vrn/voxel';

type Params = ReadonlyMap<string, tf.Tensor>;

/** Tensors made of parameters. They are the holder's: whoever gets one leaves it alive. */
export interface Weights {
  /**
   * What `make` makes of the parameters at `paths`, made anew only where one of them is another tensor than last time.
   *
   * @param paths  best the same array every time: joining them takes as long as a small kernel.
   */
  get(paths: readonly string[], params: Params, make: (...values: tf.Tensor[]) => tf.Tensor[]): readonly tf.Tensor[];
  /** Frees all of them. */
  dispose(): void;
}

interface Entry {
  readonly sources: readonly tf.Tensor[];
  readonly made: readonly tf.Tensor[];
}

/** Nothing made yet. */
export function weights(): Weights {
  const entries = new Map<string, Entry>();
  const keys = new WeakMap<readonly string[], string>();
  return {
    get(paths, params, make) {
      const key = keys.get(paths) ?? paths.join(' ');
      keys.set(paths, key);
      const old = entries.get(key);
      if (old?.sources.every((source, i) => source === params.get(paths[i]!))) return old.made;
      const sources = paths.map((path) => {
        const tensor = params.get(path);
        if (tensor === undefined) throw new VolumetricError('bad-weights', `network: params must have ${path}`);
        return tensor;
      });
      tf.dispose([...(old?.made ?? [])]);
      const made = tf.tidy(() => make(...sources).map((tensor) => tf.keep(tensor)));
      entries.set(key, { sources, made });
      return made;
    },
    dispose() {
      for (const { made } of entries.values()) tf.dispose([...made]);
      entries.clear();
    },
  };
}
