// How many bytes of tensors there are at the most while something runs, each buffer counted once however many share it.
import * as tf from '@tensorflow/tfjs-core';

interface Engine {
  trackTensor(tensor: tf.Tensor, backend: unknown): void;
  removeDataId(dataId: object, backend: unknown): void;
}

/** A watch on the engine, from `start` to `stop`: `peak()` is the most since then, less what there was. */
export function watchMemory(): { start(): void; peak(): number; stop(): void } {
  const engine = tf.engine() as unknown as Engine;
  const { trackTensor, removeDataId } = engine;
  let sizes = new Map<object, number>();
  let [live, most] = [0, 0];
  return {
    start() {
      sizes = new Map();
      [live, most] = [0, 0];
      engine.trackTensor = (tensor, backend) => {
        trackTensor.call(engine, tensor, backend);
        if (sizes.has(tensor.dataId)) return;
        sizes.set(tensor.dataId, tensor.size * 4);
        live += tensor.size * 4;
        most = Math.max(most, live);
      };
      engine.removeDataId = (dataId, backend) => {
        removeDataId.call(engine, dataId, backend);
        live -= sizes.get(dataId) ?? 0;
        sizes.delete(dataId);
      };
    },
    peak: () => most,
    stop() {
      Object.assign(engine, { trackTensor, removeDataId });
    },
  };
}
