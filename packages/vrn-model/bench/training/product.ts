// Loads a large matrix product into ONNX Runtime. Benchmarks compare the speed of training steps with its speed.
import ort from 'onnxruntime-node';
import { createGraph } from '../../src/onnx/graph/graph.js';

/** Rows and columns of both factors. */
const SIDE = 1536;

/** A product of two float32 matrices with {@link SIDE} rows and columns. */
export interface Product {
  readonly operations: number;
  run(): Promise<unknown>;
  dispose(): Promise<void>;
}

/** Loads the product. A multiply-add counts as two operations. */
export async function loadProduct(threads: number): Promise<Product> {
  const graph = createGraph({ native: true, images: 1 });
  const factors = [graph.input('a', [SIDE, SIDE]), graph.input('b', [SIDE, SIDE])];
  graph.output('product', graph.op('MatMul', factors), [SIDE, SIDE]);
  const session = await ort.InferenceSession.create(graph.encode({}), { intraOpNumThreads: threads });
  const values = Float32Array.from({ length: SIDE * SIDE }, (_, i) => Math.sin(i));
  const tensor = new ort.Tensor('float32', values, [SIDE, SIDE]);
  return {
    operations: 2 * SIDE ** 3,
    run: () => session.run({ a: tensor, b: tensor }, { product: null }),
    dispose: () => session.release(),
  };
}
