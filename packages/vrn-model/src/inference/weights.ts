// Caches tensors that inference derives from parameters, such as filters with a norm folded in.
import * as tf from '@tensorflow/tfjs-core';
import { VolumetricError } from '@vrn/voxel';

type Params = ReadonlyMap<string, tf.Tensor>;

/** A cache of tensors derived from parameters. The cache owns them: callers must not dispose them. */
export interface Weights {
  /**
   * Returns the tensors that `make` computes from the parameters at `paths`. Computes them again only if one of the
   * parameters is a different tensor than at the last call.
   *
   * @param paths  paths of the parameters. Pass the same array every time: joining the paths takes as long as a small
   *   kernel, and the result is remembered per array.
   * @param params the parameters by path.
   * @param make   computes the derived tensors.
   * @throws {VolumetricError} `bad-weights` if a parameter is missing.
   */
  get(paths: readonly string[], params: Params, make: (...values: tf.Tensor[]) => tf.Tensor[]): readonly tf.Tensor[];
  /** Disposes all tensors. */
  dispose(): void;
}

/** Derived tensors, and the parameters that they were computed from. */
interface Entry {
  readonly sources: readonly tf.Tensor[];
  readonly made: readonly tf.Tensor[];
}

/** Creates an empty cache. */
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
