// Writes a network as a portable ONNX file for inference.
import { checkOptions } from '@vrn/voxel/internal';
import { inputShape } from '../network/config.js';
import { network, type SettledConfig } from '../network/network.js';
import { foldNorms } from './foldNorms.js';
import { createGraph, type Graph, type Value } from './graph/graph.js';
import { pack } from './graph/layout.js';
import { graphInterpreter, type Operand } from './graphInterpreter.js';
import { normByBatch, normByRunning } from './operators/batchNorm.js';
import { changes, type Lengths, stretch } from './operators/resample.js';
import { createTape } from './operators/tape.js';

/** Options of `VRN.toOnnx`. */
export interface OnnxOptions {
  /** Whether the logits of earlier supervised stacks are outputs too, as `logits0`, `logits1`, … Default false. */
  readonly allStacks?: boolean;
}

/** A network's parameters by path. */
export type Values = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/**
 * Writes a network as an ONNX file (operator set 18, float32), with the config in its metadata.
 *
 * Input: `input` `[batch, rows · inputScale, columns · inputScale, channels]`, each sample as `packInputs` packs it.
 * Outputs: `logits` and `probabilities` of the last stack, `[batch, rows, columns, slices]`; with `allStacks` also the
 * logits of earlier supervised stacks, `logits0`, `logits1`, … A batch norm with running averages is folded into the
 * convolution directly before it, if there is one and its output has no other use.
 *
 * @throws {VolumetricError} `bad-argument` for unknown options.
 */
export function toOnnx(config: SettledConfig, values: Values, options: OnnxOptions = {}): Uint8Array {
  checkOptions('VRN.toOnnx', options, ['allStacks']);
  const { allStacks = false } = options;
  const graph = createGraph();
  const tape = createTape();
  const constant = (path: string): Value => {
    const { shape, data } = values.get(path)!;
    return { name: graph.tensor(path, shape, data), shape, tracked: false };
  };
  const filter = (path: string): string => {
    const { shape, data } = values.get(path)!;
    const packed = new Float32Array(data.length);
    pack(packed, { path, shape, offset: 0, size: data.length, filter: true }, data);
    return graph.tensor(path, [shape.at(-1)!, shape.at(-2)!, ...shape.slice(0, -2)], packed);
  };
  const norm = (path: string, x: Value): Value => {
    if (config.normalisation === 'batch') {
      const [, channels, ...lengths] = x.shape as [number, number, ...number[]];
      const value = (name: string): Value => {
        const shape = [channels, ...lengths.map(() => 1)];
        const key = `${path}/${name}`;
        const { data } = values.get(key)!;
        return { name: graph.tensor(key, shape, data), shape, tracked: false };
      };
      return normByBatch(graph, x, { scale: value('scale'), shift: value('shift') }).y;
    }
    const scale = constant(`${path}/scale`);
    const shift = constant(`${path}/shift`);
    const averages = [constant(`${path}/mean`), constant(`${path}/variance`)];
    return normByRunning(
      graph,
      x,
      [scale, shift, ...averages].map(({ name }) => name),
    );
  };
  const net = graphInterpreter(graph, {
    parameter: constant,
    filter: (path) => ({
      weight: { name: path, shape: values.get(path)!.shape, tracked: false },
      filter: () => filter(path),
    }),
    norm,
    tape,
  });
  const outputs = network<Operand>(net, config, { x: readInput(graph, config), lastOnly: !allStacks });
  foldNorms(graph);
  const { rows, columns, slices } = config;
  const shape = ['batch', rows, columns, slices];
  const logits = outputs.map(({ name, shape: [, ...lengths], size }) =>
    changes(lengths as unknown as Lengths, size!).reduce((x, axis) => stretch(graph, x, axis), name),
  );
  const last = logits.at(-1)!;
  graph.output('logits', last, shape);
  graph.output('probabilities', graph.op('Sigmoid', [last]), shape);
  for (const [i, name] of logits.slice(0, -1).entries()) graph.output(`logits${i}`, name, shape);
  return graph.encode({ format: 'vrn', config: JSON.stringify(config) });
}

/**
 * Declares the input `[batch, rows · inputScale, columns · inputScale, channels]`, and moves its channels to axis 1,
 * as ONNX operators require.
 */
export function readInput(graph: Graph, config: SettledConfig, batch: number | string = 'batch'): Value {
  const [rows, columns, channels] = inputShape(config);
  const input = graph.input('input', [batch, rows, columns, channels]);
  const name = graph.op('Transpose', [input], { perm: [0, 3, 1, 2] });
  return { name, shape: [1, channels, rows, columns], tracked: false };
}
