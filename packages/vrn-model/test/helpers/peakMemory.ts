// Measures the peak memory of tensors, counting every buffer once, however many tensors share it.
import * as tf from '@tensorflow/tfjs-core';

interface Engine {
  trackTensor(tensor: tf.Tensor, backend: unknown): void;
  removeDataId(dataId: object, backend: unknown): void;
}

/** Measures from `start` to `stop`. `peak()` is the peak size, in bytes, of the buffers created since `start`. */
export function watchMemory(): { start(): void; peak(): number; stop(): void } {
  const engine = tf.engine() as unknown as Engine;
  const { trackTensor, removeDataId } = engine;
  let sizes = new Map<object, number>();
  let live = 0;
  let peak = 0;
  return {
    start() {
      sizes = new Map();
      live = 0;
      peak = 0;
      engine.trackTensor = (tensor, backend) => {
        trackTensor.call(engine, tensor, backend);
        if (sizes.has(tensor.dataId)) return;
        sizes.set(tensor.dataId, tensor.size * 4);
        live += tensor.size * 4;
        peak = Math.max(peak, live);
      };
      engine.removeDataId = (dataId, backend) => {
        removeDataId.call(engine, dataId, backend);
        live -= sizes.get(dataId) ?? 0;
        sizes.delete(dataId);
      };
    },
    peak: () => peak,
    stop() {
      Object.assign(engine, { trackTensor, removeDataId });
    },
  };
}
