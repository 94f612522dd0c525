// Loads the network that a training run continues from: stored weights, whose config may be changed.
import { tensor } from '@tensorflow/tfjs-core';
import { buildVRN, decodeSafetensors, loadVRN, type VRN, type VRNConfig } from '@vrn/model';
import { check } from '@vrn/voxel';

/** How a run changes a stored network. */
export interface Changes {
  /** Fields of the config that differ from the stored ones. */
  readonly config?: Partial<VRNConfig> | undefined;
  /** Frame of the data on which training continues. It becomes the network's, unless `config` states another. */
  readonly frame: VRNConfig['frame'];
  /** Seed of the random values of new parameters. */
  readonly seed: number;
}

/** A network to continue from. */
export interface Continued {
  readonly vrn: VRN;
  /** Paths of parameters that the file lacks or has in another shape; they are initialised as in a new network. */
  readonly added: readonly string[];
  /** Paths in the file that the network does not have, or has in another shape. */
  readonly dropped: readonly string[];
}

/**
 * Loads stored weights into a network with a changed config. Parameters with the path and shape of a stored one take
 * its values; the others are new.
 *
 * @param bytes a safetensors file that `VRN.save` wrote.
 * @returns the network, which the caller disposes, and the parameters that differ.
 * @throws {VolumetricError} as `loadVRN`; `bad-config` for invalid changes; `bad-weights` if no parameter is kept.
 */
export function continuedFrom(bytes: Uint8Array, { config = {}, frame, seed }: Changes): Continued {
  const stored = loadVRN(bytes);
  const { variant, card } = stored;
  const changed = { ...stored.config, frame, ...config };
  stored.dispose();
  const vrn = buildVRN(changed, { seed, card, ...(Object.keys(config).length === 0 && { variant }) });
  const { tensors } = decodeSafetensors(bytes);
  const isStored = ({ path, shape }: { readonly path: string; readonly shape: readonly number[] }): boolean =>
    String(tensors.get(path)?.shape) === String(shape);
  const { parameters } = vrn.description;
  const kept = parameters.filter(isStored);
  const paths = new Set(kept.map(({ path }) => path));
  try {
    check(kept.length > 0, 'bad-weights', () => 'weights must share a parameter with the config, got none');
    for (const { path, shape } of kept) vrn.assign(path, tensor(tensors.get(path)!.data, [...shape]));
  } catch (error) {
    vrn.dispose();
    throw error;
  }
  return {
    vrn,
    added: parameters.map(({ path }) => path).filter((path) => !paths.has(path)),
    dropped: [...tensors.keys()].filter((path) => !paths.has(path)),
  };
}
