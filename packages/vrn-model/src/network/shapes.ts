// Interprets the network on shapes: lists its parameters, layers and multiply-adds without computing values.
import { check } from '@vrn/voxel';
import { inputShape } from './config.js';
import type { Interpreter } from './interpreter.js';
import { network, type SettledConfig } from './network.js';

/** A parameter: its path, shape and role. */
export interface Parameter {
  readonly path: string;
  readonly shape: readonly number[];
  /**
   * Decides the initial values: uniform within ±1/√fanIn for `weight` and `bias` of a convolution, as in Torch; 1
   * for `scale` and `variance` of a norm; 0 for its `shift` and `mean`.
   */
  readonly role: 'weight' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance';
  /** Positions of the convolution's kernel times its input channels; 1 for norms. */
  readonly fanIn: number;
}

/** Whether a parameter has a gradient. Running averages are stored and saved like parameters but have none. */
export const isTrainable = (parameter: Parameter): boolean =>
  parameter.role !== 'mean' && parameter.role !== 'variance';

/** Lists the paths of a network's trainable parameters, sorted. */
export const trainablePaths = ({ description }: { readonly description: Description }): string[] =>
  description.parameters
    .filter(isTrainable)
    .map((parameter) => parameter.path)
    .sort();

/** One operation of the network. */
export interface Layer {
  /** Path of its parameters; empty if it has none. */
  readonly path: string;
  readonly kind: 'convolution' | 'norm' | 'relu' | 'add' | 'concat' | 'pool' | 'upsample' | 'resize' | 'reshape';
  /** Shape of the output without the batch: `[rows, columns, channels]` or `[slices, rows, columns, channels]`. */
  readonly shape: readonly number[];
  /** Number of trainable parameters. */
  readonly parameters: number;
  /** Multiply-adds per sample; 0 except for convolutions. */
  readonly multiplyAdds: number;
}

/** A network's parameters and layers, in the order of the network. */
export interface Description {
  readonly parameters: readonly Parameter[];
  readonly layers: readonly Layer[];
  /** Shapes of the logits without the batch, one per supervised stack. */
  readonly outputs: readonly (readonly number[])[];
}

/** Number of values in a tensor of a given shape. */
export const product = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/**
 * Creates an interpreter on shapes that appends every parameter and layer to the given lists. Multiply-adds are those
 * of the whole batch, whose size is the first length of the input's shape.
 */
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

/** Describes a network: its parameters, layers and output shapes, in the order of the network. */
export function describe(config: SettledConfig): Description {
  const parameters: Parameter[] = [];
  const layers: Layer[] = [];
  const outputs = network(shapeInterpreter(parameters, layers), config, { x: [1, ...inputShape(config)] });
  return { parameters, layers, outputs: outputs.map((shape) => shape.slice(1)) };
}

/** Multiply-adds per sample of all convolutions of a network. */
export const multiplyAdds = (config: SettledConfig): number =>
  describe(config).layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
