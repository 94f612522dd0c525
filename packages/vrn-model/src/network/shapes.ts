// The network read on shapes alone: its parameters, layers and multiply-adds, without arithmetic.
import { check } from '@vrn/voxel';
import { inputShape } from './config.js';
import type { Interpreter } from './interpreter.js';
import { network, type SettledConfig } from './network.js';

/** What a parameter is: what it is called, its shape, and how it starts. */
export interface Parameter {
  readonly path: string;
  readonly shape: readonly number[];
  /** `weight` and `bias` of a convolution start uniform within ±1/√fanIn, as Torch's; the others are constant. */
  readonly role: 'weight' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance';
  /** Inputs of one output of the convolution; 1 for norms. */
  readonly fanIn: number;
}

/** Running averages are kept and saved like parameters, but no gradient reaches them. */
export const isTrainable = (parameter: Parameter): boolean =>
  parameter.role !== 'mean' && parameter.role !== 'variance';

/** One step of the network. */
export interface Layer {
  readonly path: string;
  readonly kind: 'convolution' | 'norm' | 'relu' | 'add' | 'concat' | 'pool' | 'upsample' | 'resize' | 'reshape';
  /** Output, without the batch: `[rows, columns, channels]` or `[slices, rows, columns, channels]`. */
  readonly shape: readonly number[];
  /** Trainable ones. */
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/** A network's parts in the order they are met. */
export interface Description {
  readonly parameters: readonly Parameter[];
  readonly layers: readonly Layer[];
  /** Shapes of the logits, without the batch. */
  readonly outputs: readonly (readonly number[])[];
}

export const product = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/** An interpreter whose values are shapes and which writes down what it meets, multiply-adds for the batch it is given. */
export function shapeInterpreter(parameters: Parameter[], layers: Layer[]): Interpreter<readonly number[]> {
  const layer = (
    kind: Layer['kind'],
    shape: readonly number[],
    { path = '', own = [] as readonly Parameter[], multiplyAdds = 0 } = {},
  ): readonly number[] => {
    parameters.push(...own);
    const trainable = own.filter(isTrainable).reduce((sum, parameter) => sum + product(parameter.shape), 0);
    layers.push({ path, kind, shape: shape.slice(1), parameters: trainable, multiplyAdds });
    return shape;
  };
  const scaled = (x: readonly number[], factors: readonly number[], by: (n: number, factor: number) => number) =>
    x.map((n, axis) => (axis === 0 || axis === x.length - 1 ? n : by(n, factors[axis - 1]!)));
  return {
    shape: (x) => x,
    convolution: (path, x, { out, kernel, stride = 1, bias }) => {
      const fanIn = product(kernel) * x.at(-1)!;
      const size = x.map((n, axis) => (axis === 0 ? n : axis === x.length - 1 ? out : Math.ceil(n / stride)));
      const weight: Parameter = { path: `${path}/w`, shape: [...kernel, x.at(-1)!, out], role: 'weight', fanIn };
      const own: Parameter[] = bias ? [weight, { path: `${path}/b`, shape: [out], role: 'bias', fanIn }] : [weight];
      return layer('convolution', size, { path, own, multiplyAdds: product(size) * fanIn });
    },
    norm: (path, x) => {
      const own = (['scale', 'shift', 'mean', 'variance'] as const).map(
        (role): Parameter => ({ path: `${path}/${role}`, shape: [x.at(-1)!], role, fanIn: 1 }),
      );
      return layer('norm', x, { path, own });
    },
    relu: (x) => layer('relu', x),
    add: (a, b) => {
      check(String(a) === String(b), 'shape-mismatch', () => `network: cannot add [${a}] and [${b}]`);
      return layer('add', a);
    },
    concat: (parts) =>
      layer('concat', [...parts[0]!.slice(0, -1), parts.reduce((channels, part) => channels + part.at(-1)!, 0)]),
    pool: (x, factors) =>
      layer(
        'pool',
        scaled(x, factors, (n, factor) => n / factor),
      ),
    upsample: (x, factors) =>
      layer(
        'upsample',
        scaled(x, factors, (n, factor) => n * factor),
      ),
    resize: (x, size) => layer('resize', [x[0]!, ...size, x.at(-1)!]),
    lift: (x, slices) => layer('reshape', [x[0]!, slices, x[1]!, x[2]!, x[3]! / slices]),
    flatten: (x) => layer('reshape', [x[0]!, x[2]!, x[3]!, x[1]!]),
  };
}

/** Reads a network on shapes. Paths come in the order in which the network meets them. */
export function describe(config: SettledConfig): Description {
  const parameters: Parameter[] = [];
  const layers: Layer[] = [];
  const outputs = network(shapeInterpreter(parameters, layers), config, [1, ...inputShape(config)]);
  return { parameters, layers, outputs: outputs.map((shape) => shape.slice(1)) };
}

/** Multiply-adds of one sample through a network, by its convolutions. */
export const multiplyAdds = (config: SettledConfig): number =>
  describe(config).layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
