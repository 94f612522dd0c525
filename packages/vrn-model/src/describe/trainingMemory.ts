// Computes the memory of feature maps and their gradients in a training step, with one rule per kind of operation.
import { type Operation, trace } from '../inference/trace.js';
import type { SettledConfig } from '../network/network.js';
import { product } from '../network/shapes.js';

/** Bytes of a float32 value. */
export const FLOAT_BYTES = 4;

const bytes = ({ shape }: Operation): number => FLOAT_BYTES * product(shape);

/** Memory that an operation causes in a training step. */
interface Rule {
  /** Feature maps that its gradient needs. They are kept until the backward pass, and counted once if shared. */
  readonly keeps: (operation: Operation) => readonly Operation[];
  /** Bytes of other tensors that it keeps for its gradient. Default: none. */
  readonly own?: (operation: Operation) => number;
  /** Bytes of the tensors that its backward pass creates. tfjs frees none before the end. */
  readonly backward: (operation: Operation) => number;
}

const inputs = (operation: Operation): readonly Operation[] => operation.inputs;
const none = (): readonly Operation[] => [];

/** Bytes of a tensor of the operation's input shape; 0 for the network's input, which gets no gradient. */
const inputBytes = ({ inputs: [input] }: Operation): number => (input!.kind === 'input' ? 0 : bytes(input!));

/** The rules of the operations as tensors.ts implements them. */
const RULES: { readonly [K in Operation['kind']]: Rule } = {
  input: { keeps: none, backward: () => 0 },
  convolution: { keeps: inputs, backward: inputBytes },
  // Keeps x − mean. Its gradient is a sum of three products, all of the input's shape.
  norm: { keeps: none, own: inputBytes, backward: (operation) => 5 * inputBytes(operation) },
  relu: { keeps: inputs, backward: inputBytes },
  // The gradient of a sum is the gradient of both summands: the tensor is shared.
  add: { keeps: inputs, backward: () => 0 },
  concat: { keeps: inputs, backward: bytes },
  pool: { keeps: (operation) => [...operation.inputs, operation], backward: inputBytes },
  // The mean of every block, and its product with the block's size.
  upsample: { keeps: none, backward: (operation) => 2 * inputBytes(operation) },
  resize: { keeps: inputs, own: betweenAxes, backward: (operation) => inputBytes(operation) + betweenAxes(operation) },
  reshape: { keeps: none, backward: inputBytes },
};

/** Tensors of the loss per output: σ(x), σ(x) − z, and the product of the latter with the weight. */
const LOSS_TENSORS = 3;

/** Bytes of feature maps, their gradients, target and loss at the end of the backward pass, for one sample. */
export function trainingBytes(config: SettledConfig): number {
  const { operations, outputs } = trace(config, {});
  const kept = new Set<Operation>(outputs);
  const target = bytes(outputs[0]!);
  let sum = target + LOSS_TENSORS * outputs.reduce((all, output) => all + bytes(output), 0);
  for (const operation of operations) {
    const { keeps, own, backward } = RULES[operation.kind];
    for (const each of keeps(operation)) kept.add(each);
    sum += (own?.(operation) ?? 0) + backward(operation);
  }
  return [...kept].reduce((all, operation) => all + bytes(operation), sum);
}

/**
 * Bytes of the intermediate results of a linear resize, which is one matrix product per axis, and of its matrices, one
 * per item.
 */
export function betweenAxes({ shape, inputs: [input] }: Operation): number {
  const channels = shape.at(-1)!;
  const [slices, fromRows, fromColumns] = [1, ...input!.shape.slice(1, -1)].slice(-3) as [number, number, number];
  const [toSlices, rows, columns] = [1, ...shape.slice(1, -1)].slice(-3) as [number, number, number];
  const tall = slices * rows * (fromColumns * channels + fromRows);
  const plane = slices * rows * columns * fromColumns;
  const deep = toSlices === slices ? 0 : slices * rows * columns * channels + toSlices * slices;
  return FLOAT_BYTES * (tall + plane + deep);
}
