// Finds out what a runtime can do: its layout for convolutions, and whether it writes into given output tensors.
import { createGraph } from './graph/graph.js';
import type { Runtime, RuntimeSession } from './runtime.js';

/** A multiple of every possible number of channels per block. */
const CHANNELS = 64;
const POSITIONS = 3;

/**
 * Returns the number of channels per block of ONNX Runtime's layout for convolutions, which depends on the processor:
 * 8 or 16. Undefined if the runtime has no such layout, or one with an unexpected order of values.
 */
export async function channelBlock(
  ort: Runtime,
  load: (bytes: Uint8Array) => Promise<RuntimeSession>,
): Promise<number | undefined> {
  const graph = createGraph({ native: true, images: 1 });
  const shape = [1, CHANNELS, 1, POSITIONS];
  graph.output('blocks', graph.op('ReorderInput', [graph.input('x', shape)]), shape);
  let session: RuntimeSession;
  try {
    session = await load(graph.encode({}));
  } catch {
    return undefined;
  }
  try {
    const values = Float32Array.from({ length: CHANNELS * POSITIONS }, (_, i) => i);
    const { blocks } = await session.run({ x: new ort.Tensor('float32', values, shape) }, { blocks: null });
    return blockOf(blocks!.data as Float32Array);
  } finally {
    await session.release();
  }
}

/**
 * Returns the number of channels per block if `values`, which are 0, 1, 2, … before the runtime reorders them from
 * `[channels, positions]`, are in the expected order, else undefined.
 */
function blockOf(values: Float32Array): number | undefined {
  // The second position of the first channel comes after the first position of all channels of the block.
  const block = values.indexOf(1);
  const expected = (i: number): number => {
    const [within, position] = [i % block, Math.floor(i / block) % POSITIONS];
    const channel = Math.floor(i / (block * POSITIONS)) * block + within;
    return channel * POSITIONS + position;
  };
  return block > 1 && values.every((value, i) => value === expected(i)) ? block : undefined;
}

/**
 * Whether a runtime fills the tensors that are passed for outputs. onnxruntime-node does; onnxruntime-web returns the
 * same tensors, but computes in WebAssembly's memory and leaves their values as they were.
 */
export async function writesOutputs(
  ort: Runtime,
  load: (bytes: Uint8Array) => Promise<RuntimeSession>,
): Promise<boolean> {
  const graph = createGraph();
  graph.output('y', graph.op('Relu', [graph.input('x', [1])]), [1]);
  const session = await load(graph.encode({}));
  try {
    const one = new ort.Tensor('float32', Float32Array.of(1), [1]);
    const { y } = await session.run({ x: one }, { y: new ort.Tensor('float32', Float32Array.of(0), [1]) });
    return (y!.data as Float32Array)[0] === 1;
  } finally {
    await session.release();
  }
}
