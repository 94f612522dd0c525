// The published face network's weights as a network of ours.
import { check } from '@vrn/voxel';
import { checkConfig, type VRNConfig } from '../network/config.js';
import { settle } from '../network/settle.js';
import { describe, type Parameter, product } from '../network/shapes.js';
import { buildVRN, type VRN } from '../vrn.js';
import { RELEASED, releasedNames } from './releasedNames.js';

/** One of Torch's tensors. */
export interface ReleasedArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export interface ImportReleasedOptions {
  /** Where the network differs from {@link RELEASED}. */
  readonly config?: Partial<VRNConfig>;
  /**
   * Whether slice 0 becomes the nearest, as everywhere here; the file counts from the farthest. Default true.
   * False leaves the slices in the file's order.
   */
  readonly nearestFirst?: boolean;
}

export const IMPORT_RELEASED_DEFAULTS = { nearestFirst: true } as const;

/** What a module of each kind holds, in Torch's order; the last two of a norm only where the dump has them. */
const HELD = {
  SpatialConvolution: ['w', 'b'],
  SpatialBatchNormalization: ['scale', 'shift', 'mean', 'variance'],
} as const;

/**
 * A network with the weights of a dump of `vrn-unguided.t7`, or of one of its kind.
 *
 * The arrays are those of all modules in the order of {@link releasedNames}: a convolution's weight
 * `[out, in, rows, columns]` (or `[out, in · rows · columns]`) and bias, a norm's weight, bias, running mean and running
 * variance. A dump of learnt parameters alone lacks the running averages: they are then 0 and 1, which do not matter where
 * norms go by the batch's statistics, as the published code ran.
 *
 * @param arrays in the order of the dump.
 * @throws {VolumetricError} `bad-config` for a config that is not of the published kind; `bad-weights`, one error that names
 *   every array of a wrong shape, and for a wrong number of arrays.
 *
 * Source: the layer list of the published file; names in `releasedNames.ts`.
 */
export function importReleased(arrays: Iterable<ReleasedArray>, options: ImportReleasedOptions = {}): VRN {
  const { nearestFirst = IMPORT_RELEASED_DEFAULTS.nearestFirst } = options;
  const config: VRNConfig = { ...RELEASED, ...options.config };
  checkConfig(config, 'importReleased');
  const known = new Map(describe(settle(config)).parameters.map((parameter) => [parameter.path, parameter]));
  const modules = releasedNames(config);
  const paths = modules.flatMap(({ module, path }) => HELD[module].map((name) => `${path}/${name}`));
  const same = paths.length === known.size && paths.every((path) => known.has(path));
  check(same && config.nesting === 'released', 'bad-config', () => {
    return "importReleased: config must have nesting 'released', bottleneck blocks, and one plain fork on the last stack";
  });
  const given = [...arrays];
  const learnt = paths.filter((path) => !isAverage(known.get(path)!));
  const held = given.length === learnt.length ? learnt : paths;
  check(given.length === held.length, 'bad-weights', () => {
    return `importReleased: arrays must be ${paths.length}, or ${learnt.length} without running averages, got ${given.length}`;
  });
  const wrong = held.flatMap((path, i) => misfit(known.get(path)!, given[i]!, i));
  check(wrong.length === 0, 'bad-weights', () => `importReleased: arrays do not fit the config: ${wrong.join('; ')}`);
  const params = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const parameter of known.values()) {
    const { shape, role } = parameter;
    params.set(parameter.path, { shape, data: new Float32Array(product(shape)).fill(role === 'variance' ? 1 : 0) });
  }
  const last = modules.at(-1)!.path;
  for (const [i, path] of held.entries()) {
    const reversed = nearestFirst && path.startsWith(`${last}/`);
    fill(params.get(path)!, given[i]!.data, reversed);
  }
  return buildVRN(config, { params });
}

const isAverage = ({ role }: Parameter): boolean => role === 'mean' || role === 'variance';

/** `[out, in, rows, columns]` of a parameter that we hold as `[rows, columns, in, out]`. */
const torchShape = ({ shape }: Parameter): readonly number[] =>
  shape.length === 4 ? [shape[3]!, shape[2]!, shape[0]!, shape[1]!] : shape;

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

/** Copies Torch's order into ours; `reversed` turns the outputs about. */
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
