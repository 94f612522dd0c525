// Loads networks from safetensors files that `VRN.save` wrote.
import { VolumetricError } from '@vrn/voxel';
import { type Bytes, toBytes } from '@vrn/voxel/internal';
import { buildVRN } from './buildVRN.js';
import type { VRNConfig } from './network/config.js';
import { VARIANT_NAMES, type VariantName } from './network/variants.js';
import type { VRN } from './vrn.js';
import { decodeSafetensors } from './weights/safetensors.js';

/**
 * Loads a network from the bytes that {@link VRN.save} wrote, in single or half precision.
 *
 * @param bytes the file: a `Uint8Array`, an `ArrayBuffer` (as from `fetch`), or another view.
 * @returns the network; the caller disposes it.
 * @throws {VolumetricError} `bad-argument` if `bytes` is not bytes; `bad-file` if it is not a safetensors file, is
 *   truncated or has non-finite values; `bad-weights` if tensors do not match the config in the file or have
 *   negative variances, with the names of all wrong tensors, or if metadata are missing or wrong; `bad-config` if the
 *   config is invalid.
 *
 * @example
 * const vrn = buildVRN({ stacks: 1, depth: 1 }, { rows: 8, columns: 8, slices: 8, features: 8 });
 * const again = loadVRN(await vrn.save());
 * again.config.stacks; // → 1
 */
export function loadVRN(bytes: Bytes): VRN {
  const { tensors, metadata } = decodeSafetensors(toBytes('loadVRN', bytes));
  const { format, variant, seed } = metadata;
  const wrong = (field: string, words: string): VolumetricError =>
    new VolumetricError('bad-weights', `loadVRN: metadata.${field} must be ${words}, got ${metadata[field] ?? 'none'}`);
  const table = (field: string): Record<string, unknown> => {
    const value = parsed(metadata[field]);
    if (value !== undefined) return value;
    throw wrong(field, 'a JSON object, as VRN.save writes it');
  };
  if (format !== 'vrn') throw wrong('format', 'vrn');
  if (variant !== undefined && !(VARIANT_NAMES as readonly string[]).includes(variant)) {
    throw wrong('variant', `one of ${VARIANT_NAMES.join(', ')}`);
  }
  if (!/^\d+$/.test(seed ?? '') || !Number.isSafeInteger(Number(seed))) throw wrong('seed', 'a non-negative integer');
  return buildVRN(table('config') as Partial<VRNConfig>, {
    seed: Number(seed),
    params: tensors,
    card: table('card'),
    variant: variant as VariantName | undefined,
  });
}

/** Parses a JSON object. Returns undefined for any other text. */
function parsed(text = ''): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
