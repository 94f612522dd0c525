// The published face network (vrn-unguided.t7, 2017): its config, and which of our parameters each of its modules holds.
import type { VRNConfig } from '../network/config.js';
import { settle } from '../network/settle.js';
import { describe } from '../network/shapes.js';
import { VARIANTS } from '../network/variants.js';

/**
 * The published network: 89 residual blocks, 19,184,968 parameters, a photograph of a face in, 192 × 192 pixels, 200 slices out.
 *
 * Its hourglasses nest in the branch at full resolution, and it ran by the statistics of its one image. Its depth is twice
 * that of its rows and columns: half a pixel a slice.
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

/** A module with weights, of the two kinds that there are, and the path of what it holds. */
export interface ReleasedModule {
  readonly module: 'SpatialConvolution' | 'SpatialBatchNormalization';
  readonly path: string;
}

/**
 * The modules that have weights, in the order in which Torch walks the network (depth first): stem, then for each stack
 *
 * - hourglass: blocks of the full resolution, in them the inner hourglass; pooled blocks; the block after the sum,
 * - twice a 1×1 convolution and its norm,
 *
 * and the same once more, then the convolution to the slices. A block is norm and convolution three times, then the 1×1
 * convolution of its skip where channels change. Our own order differs: pooled blocks come before the inner hourglass.
 */
export function releasedNames(config: VRNConfig = RELEASED): ReleasedModule[] {
  const { parameters } = describe(settle(config));
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
