// Defines the network once: stem, hourglasses and output forks. Interpreters evaluate it on shapes or tensors, or
// record it as a graph.
import type { BlockDesign } from './blockDesign.js';
import { BLOCKS } from './blocks.js';
import { fineFactor, type VRNConfig } from './config.js';
import type { Interpreter } from './interpreter.js';
import { channelsOf, linear, linearTo } from './residualBlocks.js';

/** A config whose `flatFeatures` is a number. */
export type SettledConfig = VRNConfig & { readonly flatFeatures: number };

/** Selects the outputs to compute. */
export interface Reading {
  /**
   * Whether to compute only the last stack's volume. Earlier output forks are then computed only if the config has
   * `reinjection`. Default false.
   */
  readonly lastOnly?: boolean;
}

/** Interpreter, config and block design, which every part of the network receives. */
interface Site<T> {
  readonly net: Interpreter<T>;
  readonly config: SettledConfig;
  readonly design: BlockDesign;
}

/**
 * Computes the logits of each supervised stack, each `[batch, rows, columns, slices]`.
 *
 * @param net     the interpreter.
 * @param config  the network's config.
 * @param reading the input `x` `[batch, rows · inputScale, columns · inputScale, channels]`, and which outputs to
 *   compute.
 * @returns one value per supervised stack, first to last; with `lastOnly`, only the last.
 */
export function network<T>(
  net: Interpreter<T>,
  config: SettledConfig,
  { x, lastOnly = false }: Reading & { readonly x: T },
): T[] {
  const site: Site<T> = { net, config, design: BLOCKS[config.block] };
  let features = stem(site, x);
  const outputs: T[] = [];
  for (let stack = 0; stack < config.stacks; stack++) {
    const path = `stack${stack}`;
    const last = stack === config.stacks - 1;
    let refined = hourglass(site, path, features, config.depth);
    refined = linear(net, `${path}/linear0`, refined);
    refined = linear(net, `${path}/linear1`, refined);
    features = net.add(features, refined);
    const supervised = last || config.supervision === 'all';
    const isOutput = supervised && (last || !lastOnly);
    if (!isOutput && !(supervised && config.reinjection)) continue;
    const coarse = fork(site, `${path}/fork`, features, config.forkResiduals[stack] ?? 0);
    if (isOutput) {
      const logits = config.fineFeatures === 0 ? coarse : fine(site, `${path}/fine`, { x, features, coarse });
      outputs.push(site.design.head.volume(net, logits, config));
    }
    if (config.reinjection && !last) features = net.add(features, reinject(site, `${path}/reinject`, coarse));
  }
  return outputs;
}

/** Pooling factor per spatial axis: 2 if the length is even, 1 if it is odd. */
const halving = <T>(net: Interpreter<T>, x: T): number[] =>
  net
    .shape(x)
    .slice(1, -1)
    .map((length) => (length % 2 === 0 ? 2 : 1));

/**
 * The stem, as in the published face network: 7×7 convolution with stride 2, norm and ReLU; residual block; max
 * pooling if `stemPool` is set; residual block; and the design's `enter`.
 */
function stem<T>({ net, config, design }: Site<T>, x: T): T {
  let y = net.convolution('stem/conv', x, { out: config.stem[0], kernel: [7, 7], stride: 2, bias: true, normed: true });
  y = net.relu(net.norm('stem/norm', y));
  y = design.stemBlock(net, 'stem/block0', y, config.stem[1]);
  if (config.stemPool) y = net.pool(y, halving(net, y));
  y = design.stemBlock(net, 'stem/block1', y, config.stem[2]);
  return design.enter(net, y, config);
}

/**
 * Newell's recursive hourglass: the sum of a branch at full and one at half resolution, followed by a residual block.
 */
function hourglass<T>(site: Site<T>, path: string, x: T, level: number): T {
  const { net, config, design } = site;
  const factors = halving(net, x);
  const innermost = level === 1;
  let upper = modules(site, `${path}/up${level}`, x);
  let lower = modules(site, `${path}/down${level}`, net.pool(x, factors));
  if (innermost) lower = modules(site, `${path}/inner`, lower);
  else if (config.nesting === 'drawn') lower = hourglass(site, path, lower, level - 1);
  else upper = hourglass(site, path, upper, level - 1);
  lower = modules(site, `${path}/rise${level}`, lower);
  const sum = net.add(upper, net.upsample(lower, factors));
  return design.residual(net, `${path}/merge${level}`, sum, channelsOf(net, sum));
}

/** Applies `count` residual blocks in sequence. Default: the config's `modules`. */
function modules<T>({ net, config, design }: Site<T>, path: string, x: T, count = config.modules): T {
  let y = x;
  for (let i = 0; i < count; i++) y = design.residual(net, `${path}/m${i}`, y, channelsOf(net, y));
  return y;
}

/** The output fork of a stack up to its coarse logits, which have the resolution of the features. */
function fork<T>(site: Site<T>, path: string, x: T, residuals: number): T {
  const { net, config, design } = site;
  const y = linear(net, `${path}/linear`, modules(site, path, x, residuals));
  return net.convolution(`${path}/conv`, y, { ...design.head.logits(config), bias: true });
}

/** The network's input, the features of a stack, and the coarse logits predicted from these features. */
interface Coarse<T> {
  readonly x: T;
  readonly features: T;
  readonly coarse: T;
}

/**
 * The fine part of a stack: upsamples features and coarse logits to the volume's rows and columns, and adds to the
 * logits a correction that residual blocks and 1×1 convolutions compute from the features and the network's input.
 */
function fine<T>({ net, config, design }: Site<T>, path: string, { x, features, coarse }: Coarse<T>): T {
  const factor = fineFactor(config);
  const upsampled = (y: T): T => (factor === 1 ? y : net.upsample(factor === 4 ? net.upsample(y, [2, 2]) : y, [2, 2]));
  const input = config.inputScale === 1 ? x : net.pool(x, [2, 2]);
  const seen = upsampled(linearTo(net, `${path}/linear`, { x: features, out: config.fineFeatures }));
  let y = design.residual(net, `${path}/m0`, net.concat([seen, input]), config.fineFeatures);
  y = linear(net, `${path}/linear1`, design.residual(net, `${path}/m1`, y, config.fineFeatures));
  const correction = net.convolution(`${path}/conv`, y, { ...design.head.logits(config), bias: true });
  return net.add(upsampled(coarse), correction);
}

/** Maps coarse logits back to features, as in Newell's stacked hourglasses. */
const reinject = <T>({ net, config, design }: Site<T>, path: string, coarse: T): T =>
  net.convolution(`${path}/conv`, coarse, { ...design.head.reinject(config), bias: true, normed: true });
