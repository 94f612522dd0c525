// Defines the config of the published face network (vrn-unguided.t7, 2017) and the order of its modules.
import { checkConfig, type VRNConfig } from '../network/config.js';
import { settle } from '../network/settle.js';
import { describe } from '../network/shapes.js';
import { VARIANTS } from '../network/variants.js';

/**
 * Config of the published network: 89 residual blocks, 19,184,968 parameters. The input is a photograph of a face, 192
 * × 192 pixels. The output has 200 slices, each half a pixel thick.
 *
 * The inner hourglass is in the branch at full resolution. Norms use the statistics of the image itself.
 */
export const RELEASED: VRNConfig = {
  ...VARIANTS['vrn-guided'],
  inputs: ['image'],
  rows: 192,
  columns: 192,
  slices: 200,
  modules: 3,
  nesting: 'released',
  normalisation: 'batch',
};

/** A module with weights: its kind in Torch, and the path of its parameters here. */
export interface ReleasedModule {
  readonly module: 'SpatialConvolution' | 'SpatialBatchNormalization';
  readonly path: string;
}

/**
 * Lists the modules with weights, in the order in which Torch traverses the network (depth first). First the stem, then
 * for each stack:
 *
 * - the hourglass: blocks at full resolution, followed by the inner hourglass; blocks of the pooled branch; the block
 *   after the sum,
 * - two 1×1 convolutions, each followed by its norm.
 *
 * Last come the output fork's 1×1 convolution with its norm, and the convolution to the slices. A block is three pairs
 * of norm and convolution, then the 1×1 convolution of its skip if the number of channels changes. The order of
 * {@link VRN.description} differs.
 *
 * @param config a complete config with the published structure. Default {@link RELEASED}.
 * @returns one entry per module, with its path.
 * @throws {VolumetricError} `bad-config` for an incomplete config or invalid fields.
 *
 * @example
 * releasedNames().length; // → 549
 */
export function releasedNames(config: VRNConfig = RELEASED): ReleasedModule[] {
  checkConfig(config, 'releasedNames');
  const { parameters } = describe(settle(config, 'releasedNames'));
  const has = new Set(parameters.map(({ path }) => path));
  const convolution = (path: string): ReleasedModule => ({ module: 'SpatialConvolution', path: `${path}/conv` });
  const norm = (path: string): ReleasedModule => ({ module: 'SpatialBatchNormalization', path: `${path}/norm` });
  const linear = (path: string): ReleasedModule[] => [convolution(path), norm(path)];
  const block = (path: string): ReleasedModule[] => [
    ...['a', 'b', 'c'].flatMap((name) => [norm(`${path}/${name}`), convolution(`${path}/${name}`)]),
    ...(has.has(`${path}/skip/conv/w`) ? [convolution(`${path}/skip`)] : []),
  ];
  const blocks = (path: string): ReleasedModule[] =>
    Array.from({ length: config.modules }, (_, i) => block(`${path}/m${i}`)).flat();
  const hourglass = (path: string, level: number): ReleasedModule[] => [
    ...blocks(`${path}/up${level}`),
    ...(level === 1 ? [] : hourglass(path, level - 1)),
    ...blocks(`${path}/down${level}`),
    ...(level === 1 ? blocks(`${path}/inner`) : []),
    ...blocks(`${path}/rise${level}`),
    ...block(`${path}/merge${level}`),
  ];
  const stacks = Array.from({ length: config.stacks }, (_, i) => `stack${i}`);
  const fork = `${stacks.at(-1)}/fork`;
  return [
    ...linear('stem'),
    ...['stem/block0', 'stem/block1', 'stem/block2'].flatMap(block),
    ...stacks.flatMap((path) => [
      ...hourglass(path, config.depth),
      ...linear(`${path}/linear0`),
      ...linear(`${path}/linear1`),
    ]),
    ...linear(`${fork}/linear`),
    convolution(fork),
  ];
}
