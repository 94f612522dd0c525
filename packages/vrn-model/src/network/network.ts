// The network, once: stem, hourglasses, output forks. What reads it (shapes, tensors) is the interpreter's business.
import { BLOCKS, linear, STEM_BLOCKS } from './blocks.js';
import type { VRNConfig } from './config.js';
import type { Interpreter } from './interpreter.js';

/** A config whose `flatFeatures` is settled. */
export type SettledConfig = VRNConfig & { readonly flatFeatures: number };

/** What one reading wants of the network. */
export interface Reading {
  /** Only the last stack's volume, leaving the other forks out. */
  readonly lastOnly?: boolean;
}

/**
 * Logits after each supervised stack, each `[batch, rows, columns, slices]`.
 *
 * @param x `[batch, rows · inputScale, columns · inputScale, channels]`
 */
export function network<T>(net: Interpreter<T>, config: SettledConfig, x: T, reading: Reading = {}): T[] {
  let features = stem(net, config, x);
  const outputs: T[] = [];
  for (let stack = 0; stack < config.stacks; stack++) {
    const path = `stack${stack}`;
    const last = stack === config.stacks - 1;
    let refined = hourglass(net, config, path, features, config.depth);
    refined = linear(net, `${path}/linear0`, refined);
    refined = linear(net, `${path}/linear1`, refined);
    features = net.add(features, refined);
    const supervised = last || config.supervision === 'all';
    const wanted = supervised && (last || !reading.lastOnly);
    if (!wanted && !(supervised && config.reinjection)) continue;
    const coarse = fork(net, config, `${path}/fork`, features, config.forkResiduals[stack] ?? 0);
    if (wanted) outputs.push(volume(net, config, coarse));
    if (config.reinjection && !last) features = net.add(features, reinject(net, config, `${path}/reinject`, coarse));
  }
  return outputs;
}

/** What an axis is divided by, one a spatial axis: 2 where its length is even, 1 (left as it is) where it is odd. */
const halving = <T>(net: Interpreter<T>, x: T): number[] =>
  net
    .shape(x)
    .slice(1, -1)
    .map((length) => (length % 2 === 0 ? 2 : 1));

/** 7×7 convolution with stride 2, three residual blocks, a pooling: as in the face network. A volume where blocks are flat. */
function stem<T>(net: Interpreter<T>, config: SettledConfig, x: T): T {
  const block = STEM_BLOCKS[config.block];
  let y = net.convolution('stem/conv', x, { out: config.stem[0], kernel: [7, 7], stride: 2, bias: true, normed: true });
  y = net.relu(net.norm('stem/norm', y));
  y = block(net, 'stem/block0', y, config.stem[1]);
  if (config.stemPool) y = net.pool(y, halving(net, y));
  y = block(net, 'stem/block1', y, config.stem[2]);
  if (config.block !== 'flat') return block(net, 'stem/block2', y, config.features);
  const slices = Math.ceil(config.slices / 4);
  y = net.lift(linear(net, 'stem/lift', y, slices * config.liftFeatures), slices);
  return BLOCKS.flat(net, 'stem/block2', y, config.flatFeatures);
}

/** Newell's recursion: a branch at full resolution and one at half, summed, and one more block after every sum. */
function hourglass<T>(net: Interpreter<T>, config: SettledConfig, path: string, x: T, level: number): T {
  const factors = halving(net, x);
  const innermost = level === 1;
  let upper = modules(net, config, `${path}/up${level}`, x);
  let lower = modules(net, config, `${path}/down${level}`, net.pool(x, factors));
  if (innermost) lower = modules(net, config, `${path}/inner`, lower);
  else if (config.nesting === 'drawn') lower = hourglass(net, config, path, lower, level - 1);
  else upper = hourglass(net, config, path, upper, level - 1);
  lower = modules(net, config, `${path}/rise${level}`, lower);
  const sum = net.add(upper, net.upsample(lower, factors));
  return BLOCKS[config.block](net, `${path}/merge${level}`, sum, net.shape(sum).at(-1)!);
}

/** As many residual blocks as the config puts in any one place. */
function modules<T>(net: Interpreter<T>, config: SettledConfig, path: string, x: T, count = config.modules): T {
  let y = x;
  for (let i = 0; i < count; i++) y = BLOCKS[config.block](net, `${path}/m${i}`, y, net.shape(y).at(-1)!);
  return y;
}

/** A stack's output fork up to its logits, at the resolution of the features. */
function fork<T>(net: Interpreter<T>, config: SettledConfig, path: string, x: T, residuals: number): T {
  const y = linear(net, `${path}/linear`, modules(net, config, path, x, residuals));
  const flat = config.block === 'flat';
  const kernel = flat ? [1, 1, 1] : [1, 1];
  return net.convolution(`${path}/conv`, y, { out: flat ? 1 : config.slices, kernel, bias: true });
}

/** Logits at the volume's resolution: linear upsampling with aligned corners, before the sigmoid. */
function volume<T>(net: Interpreter<T>, config: SettledConfig, coarse: T): T {
  const { rows, columns, slices } = config;
  return config.block === 'flat'
    ? net.flatten(net.resize(coarse, [slices, rows, columns]))
    : net.resize(coarse, [rows, columns]);
}

/** A prediction turned back into features, as stacked hourglasses do. */
function reinject<T>(net: Interpreter<T>, config: SettledConfig, path: string, coarse: T): T {
  const flat = config.block === 'flat';
  const out = flat ? config.flatFeatures : config.features;
  return net.convolution(`${path}/conv`, coarse, { out, kernel: flat ? [1, 1, 1] : [1, 1], bias: true, normed: true });
}
