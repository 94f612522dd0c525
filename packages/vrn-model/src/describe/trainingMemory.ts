// Computes the memory of feature maps and their gradients in a training step, with one rule per kind of operation.
import { type Operation, trace } from '../inference/trace.js';
import type { SettledConfig } from '../network/network.js';
import { type Description, product } from '../network/shapes.js';

/** Bytes of a float32 value. */
export const FLOAT_BYTES = 4;

const bytes = ({ shape }: { readonly shape: readonly number[] }): number => FLOAT_BYTES * product(shape);

const isVolumetric = ({ shape }: Operation): boolean => shape.length === 5;

/** Bytes of a 2D operation's input and output. */
type Stage = readonly [input: number, output: number];

/**
 * Returns the sizes of the 2D operations that compute a pooling, an upsampling or a resize: one in the plane and, for
 * volumetric features, a second one along slices.
 */
function stagesOf(operation: Operation): Stage[] {
  const [x] = operation.inputs as [Operation];
  if (!isVolumetric(x)) return [[bytes(x), bytes(operation)]];
  const between = bytes({ shape: [...x.shape.slice(0, 2), ...operation.shape.slice(2)] });
  return [
    [bytes(x), between],
    [between, bytes(operation)],
  ];
}

/** Bytes of the intermediate results of operations that consist of two 2D operations. */
export const betweenStages = (operations: readonly Operation[]): number =>
  operations
    .filter(({ kind }) => kind === 'pool' || kind === 'upsample' || kind === 'resize')
    .flatMap((operation) => stagesOf(operation).slice(0, -1))
    .reduce((sum, [, output]) => sum + output, 0);

/** Bytes that reshapes save: on volumetric features, every stage reshapes its input and its output. */
const reshapes = (operation: Operation, stages: readonly Stage[]): number =>
  isVolumetric(operation.inputs[0]!) ? stages.reduce((sum, [input, output]) => sum + input + output, 0) : 0;

/** Bytes of the gradient of an operation's input; 0 if that is the network's input. */
const gradientBytes = ({ inputs: [input] }: Operation): number => (input!.kind === 'input' ? 0 : bytes(input!));

/** Bytes that stay allocated at the end of the backward pass: saved by the operation, or created by its gradient. */
type Rule = (operation: Operation) => number;

/** Whether a stage changes the size. A stage that does not change it returns its input. */
const changesSize = ([input, output]: Stage): boolean => input !== output;

/** Upsampling and resizing save only reshaped tensors. Stages that change the size create their input's gradient. */
const interpolation: Rule = (operation) => {
  const stages = stagesOf(operation);
  return reshapes(operation, stages) + stages.filter(changesSize).reduce((sum, [input]) => sum + input, 0);
};

/** Saves the input, and creates its gradient. */
const reshape: Rule = (operation) => 2 * bytes(operation.inputs[0]!);

/** The rules of the operations as `tensors/tensors.ts` implements them. */
const RULES: { readonly [K in Operation['kind']]: Rule } = {
  input: bytes,
  // Saves the input. Creates the input's gradient and, for a bias, a copy of the output's gradient.
  convolution: (operation) => {
    const stage: Stage = [bytes(operation.inputs[0]!), bytes(operation)];
    const ofBias = operation.options!.bias ? stage[1] : 0;
    return stage[0] + gradientBytes(operation) + ofBias + reshapes(operation, [stage]);
  },
  // Saves x − mean, and creates the input's gradient.
  norm: (operation) => bytes(operation) + gradientBytes(operation),
  // Saves the output, and creates the input's gradient.
  relu: (operation) => bytes(operation) + gradientBytes(operation),
  // Saves both summands, which share the gradient of the sum.
  add: (operation) => 2 * bytes(operation),
  // Saves the parts, and creates their gradients.
  concat: (operation) => 2 * bytes(operation),
  // Each stage that changes the size saves its input and output, and creates the gradient of its input.
  pool: (operation) => {
    const stages = stagesOf(operation);
    const changing = stages.filter(changesSize);
    return reshapes(operation, stages) + changing.reduce((sum, [input, output]) => sum + 2 * input + output, 0);
  },
  upsample: interpolation,
  resize: interpolation,
  reshape,
};

/**
 * Number of tensors of the default loss per output, all of the output's shape: the kept logits, the saved logits and
 * target, σ(logits), σ(logits) − target, and the gradient, which is that difference times the factor of the reduction.
 */
const LOSS_TENSORS = 6;

/**
 * Bytes of feature maps, their gradients, target and loss at the end of the backward pass, for one sample. Counts saved
 * tensors as copies, as on the wasm backend; on backends where they share memory, less is needed.
 */
export function trainingBytes(config: SettledConfig): number {
  const { operations, outputs } = trace(config, {});
  const target = bytes(outputs[0]!);
  const readers = new Map<Operation, number>();
  for (const read of operations.flatMap(({ inputs }) => inputs)) readers.set(read, (readers.get(read) ?? 0) + 1);
  // If several operations read a value, its gradients are added one after another, and each sum stays allocated.
  const sums = [...readers]
    .filter(([{ kind }]) => kind !== 'input')
    .reduce((sum, [operation, count]) => sum + (count - 1) * bytes(operation), 0);
  const loss = LOSS_TENSORS * outputs.reduce((sum, output) => sum + bytes(output), 0);
  return operations.reduce((sum, operation) => sum + RULES[operation.kind](operation), target + sums + loss);
}

/** Bytes of the filters that convolutions save for their gradients; volumetric filters are also saved by a reshape. */
export const savedFilterBytes = ({ parameters }: Description): number =>
  parameters
    .filter(({ role }) => role === 'weight')
    .reduce((sum, { shape }) => sum + bytes({ shape }) * (shape.length === 5 ? 2 : 1), 0);
