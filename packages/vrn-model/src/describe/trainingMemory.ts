// What training keeps of a forward pass for its gradients, and what the way back adds: a rule for each kind of operation.
import { type Operation, trace } from '../inference/trace.js';
import type { SettledConfig } from '../network/network.js';
import { product } from '../network/shapes.js';

/** Of a value, a float32. */
export const FLOAT_BYTES = 4;

const bytes = ({ shape }: Operation): number => FLOAT_BYTES * product(shape);

interface Rule {
  /** Values that its gradient needs. */
  readonly keeps: (operation: Operation) => readonly Operation[];
  /** Bytes that its gradient needs besides. */
  readonly own?: (operation: Operation) => number;
  /** Bytes that the way back makes of feature maps; tfjs frees none before the end. */
  readonly back: (operation: Operation) => number;
}

const inputs = (operation: Operation): readonly Operation[] => operation.inputs;
const nothing = (): readonly Operation[] => [];

/** One value of the input's size, unless it is the network's own, which gets no gradient. */
const ofInput = ({ inputs: [input] }: Operation): number => (input!.kind === 'input' ? 0 : bytes(input!));

/** What the operations of tensors.ts do. */
const RULES: { readonly [K in Operation['kind']]: Rule } = {
  input: { keeps: nothing, back: () => 0 },
  convolution: { keeps: inputs, back: ofInput },
  // Keeps x less its mean; its gradient is a sum of three products, all of one size.
  norm: { keeps: nothing, own: ofInput, back: (operation) => 5 * ofInput(operation) },
  relu: { keeps: inputs, back: ofInput },
  // The gradient of a sum is that of either summand: shared.
  add: { keeps: inputs, back: () => 0 },
  concat: { keeps: inputs, back: bytes },
  pool: { keeps: (operation) => [...operation.inputs, operation], back: ofInput },
  // Mean of blocks, times their size.
  upsample: { keeps: nothing, back: (operation) => 2 * ofInput(operation) },
  resize: { keeps: inputs, own: betweenAxes, back: (operation) => ofInput(operation) + betweenAxes(operation) },
  reshape: { keeps: nothing, back: ofInput },
};

/** σ(x), σ(x) − z, and that times the weight. */
const LOSS_BACK = 3;

/** Bytes that feature maps and their gradients take at the end of a step's way back, for one sample. */
export function trainingBytes(config: SettledConfig): number {
  const { operations, outputs } = trace(config, {});
  const kept = new Set<Operation>(outputs);
  const target = bytes(outputs[0]!);
  let sum = target + LOSS_BACK * outputs.reduce((all, output) => all + bytes(output), 0);
  for (const operation of operations) {
    const { keeps, own, back } = RULES[operation.kind];
    for (const each of keeps(operation)) kept.add(each);
    sum += (own?.(operation) ?? 0) + back(operation);
  }
  return [...kept].reduce((all, operation) => all + bytes(operation), sum);
}

/** A linear resize goes axis by axis, each a matrix product: the results between, and the matrices, one an item. */
export function betweenAxes({ shape, inputs: [input] }: Operation): number {
  const channels = shape.at(-1)!;
  const [slices, fromRows, fromColumns] = [1, ...input!.shape.slice(1, -1)].slice(-3) as [number, number, number];
  const [toSlices, rows, columns] = [1, ...shape.slice(1, -1)].slice(-3) as [number, number, number];
  const tall = slices * rows * (fromColumns * channels + fromRows);
  const plane = slices * rows * columns * fromColumns;
  const deep = toSlices === slices ? 0 : slices * rows * columns * channels + toSlices * slices;
  return FLOAT_BYTES * (tall + plane + deep);
}
