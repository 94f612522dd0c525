// Imports the weights of the published face network.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { buildVRN } from '../buildVRN.js';
import { checkConfig, type VRNConfig } from '../network/config.js';
import { settle } from '../network/settle.js';
import { describe, type Parameter, product } from '../network/shapes.js';
import type { VRN } from '../vrn.js';
import { RELEASED, releasedNames } from './releasedNames.js';

/** A Torch tensor: its shape, and its values in row-major order. */
export interface ReleasedArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Options of {@link importReleased}. */
export interface ImportReleasedOptions {
  /** Fields that differ from {@link RELEASED}. Default: none. */
  readonly config?: Partial<VRNConfig>;
  /**
   * Whether to reverse the slices, so that slice 0 is the nearest, the convention of these packages. In the file, slice
   * 0 is the farthest. False keeps the file's order. Default true.
   */
  readonly nearestFirst?: boolean;
}

export const IMPORT_RELEASED_DEFAULTS = { nearestFirst: true } as const;

/** Parameters per kind of module, in Torch's order. A dump may lack `mean` and `variance`. */
const MODULE_PARAMETERS = {
  SpatialConvolution: ['w', 'b'],
  SpatialBatchNormalization: ['scale', 'shift', 'mean', 'variance'],
} as const;

/**
 * Builds a network with the weights of a dump of `vrn-unguided.t7`, or of a network with the same structure.
 *
 * The arrays are the parameters of all modules in the order of {@link releasedNames}: a convolution's weight
 * `[out, in, rows, columns]` (or `[out, in · rows · columns]`) and bias; a norm's weight, bias, running mean and
 * running variance. A dump of the learnt parameters alone lacks the running averages. They are then set to 0 and 1, and
 * have no effect if norms use the statistics of the batch, as the published code did.
 *
 * @param arrays  the arrays in the order of the dump.
 * @param options fields of the config that differ from the published network's, and the order of slices.
 * @returns the network; the caller disposes it.
 * @throws {VolumetricError} `bad-config` if the config is invalid or does not have the published structure;
 *   `bad-weights` for a wrong number of arrays, or with the names of all arrays that have a wrong shape, non-finite
 *   values or negative variances; `bad-argument` for unknown options, or if `arrays` is not iterable.
 *
 * @example
 * importReleased([]); // → throws bad-weights
 *
 * Source: the layer list of the published file. The names are in `releasedNames.ts`.
 */
export function importReleased(arrays: Iterable<ReleasedArray>, options: ImportReleasedOptions = {}): VRN {
  checkOptions('importReleased', options, ['config', 'nearestFirst']);
  check(typeof arrays?.[Symbol.iterator] === 'function', 'bad-argument', () => {
    return `importReleased: arrays must be an iterable, got ${String(arrays)}`;
  });
  const { nearestFirst = IMPORT_RELEASED_DEFAULTS.nearestFirst } = options;
  const config: VRNConfig = { ...RELEASED, ...options.config };
  checkConfig(config, 'importReleased');
  const known = new Map(
    describe(settle(config, 'importReleased')).parameters.map((parameter) => [parameter.path, parameter]),
  );
  const modules = releasedNames(config);
  const paths = modules.flatMap(({ module, path }) => MODULE_PARAMETERS[module].map((name) => `${path}/${name}`));
  const same = paths.length === known.size && paths.every((path) => known.has(path));
  check(same && config.nesting === 'released', 'bad-config', () => {
    return "importReleased: config must have nesting 'released', bottleneck blocks, and one plain fork on the last stack";
  });
  const given = [...arrays];
  const learnt = paths.filter((path) => !isAverage(known.get(path)!));
  const expected = given.length === learnt.length ? learnt : paths;
  check(given.length === expected.length, 'bad-weights', () => {
    return `importReleased: arrays must be ${paths.length}, or ${learnt.length} without running averages, got ${given.length}`;
  });
  const wrong = expected.flatMap((path, i) => misfit(known.get(path)!, given[i]!, i));
  check(wrong.length === 0, 'bad-weights', () => `importReleased: arrays do not fit the config: ${wrong.join('; ')}`);
  const params = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const parameter of known.values()) {
    const { shape, role } = parameter;
    params.set(parameter.path, { shape, data: new Float32Array(product(shape)).fill(role === 'variance' ? 1 : 0) });
  }
  const last = modules.at(-1)!.path;
  for (const [i, path] of expected.entries()) {
    const reversed = nearestFirst && path.startsWith(`${last}/`);
    fill(params.get(path)!, given[i]!.data, reversed);
  }
  return buildVRN(config, { params });
}

const isAverage = ({ role }: Parameter): boolean => role === 'mean' || role === 'variance';

/** Shape in Torch, `[out, in, rows, columns]`, of a parameter that is `[rows, columns, in, out]` here. */
const torchShape = ({ shape }: Parameter): readonly number[] =>
  shape.length === 4 ? [shape[3]!, shape[2]!, shape[0]!, shape[1]!] : shape;

/** Describes how an array differs from the shape of its parameter; empty if it fits. */
function misfit(parameter: Parameter, { shape, data }: ReleasedArray, index: number): string[] {
  const [out, ...rest] = torchShape(parameter);
  const shapes =
    rest.length === 0
      ? [[out]]
      : [
          [out, ...rest],
          [out, product(rest)],
        ];
  const fits = shapes.some((each) => String(each) === String(shape)) && data.length === product(shape);
  const words = shapes.map((each) => `[${each}]`).join(' or ');
  return fits ? [] : [`${index} (${parameter.path}) must be ${words}, got [${shape}] with ${data.length} values`];
}

/** Copies values from Torch's order of axes to the order here. `reversed` reverses the output channels. */
function fill(
  { shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array },
  values: ArrayLike<number>,
  reversed: boolean,
): void {
  const out = shape.at(-1)!;
  const [rows = 1, columns = 1, from = 1] = shape.slice(0, -1);
  for (let o = 0, at = 0; o < out; o++) {
    const to = reversed ? out - 1 - o : o;
    for (let i = 0; i < from; i++) {
      for (let k = 0; k < rows * columns; k++) data[(k * from + i) * out + to] = values[at++]!;
    }
  }
}
