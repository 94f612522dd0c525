// Loads the detectors: two graph models of TensorFlow.js, whose files the application reads.
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { type io, tensor, tidy } from '@tensorflow/tfjs-core';
import { check, VolumetricError } from '@vrn/voxel';
import type { Photo } from '../../crop/picture.js';

/** Names of the models; each has the files `NAME.json` and `NAME.bin`. */
export const DETECTOR_MODELS = ['movenet-lightning', 'blazepose-full'] as const;

export type DetectorModel = (typeof DETECTOR_MODELS)[number];

/** Reads a file of a model, such as `blazepose-full.bin`: from a folder in Node.js, by `fetch` in a page. */
export type ReadModel = (file: string) => Promise<Uint8Array | ArrayBuffer> | Uint8Array | ArrayBuffer;

/** The loaded models that `findPeople` and `reconstruct` run. */
export interface Detectors {
  /**
   * Runs a model on a square picture.
   *
   * @param picture  at the model's input size.
   * @returns  values of each output, in the order of `options.outputs`.
   * @throws {VolumetricError} `disposed` after `dispose()`.
   */
  run(name: DetectorModel, picture: Photo, options: RunOptions): Promise<Float32Array[]>;
  /** Frees the models' tensors. */
  dispose(): void;
}

export interface RunOptions {
  /** The model's input is `scale · byte + shift`, for bytes 0..255. */
  readonly scale: number;
  readonly shift: number;
  /** Type of the model's input. Default `float32`. */
  readonly dtype?: 'float32' | 'int32';
  /** Names of the outputs. Default: the only output of the model. */
  readonly outputs?: readonly string[];
}

/**
 * Loads the models that find people, landmarks and masks: MoveNet Lightning and BlazePose full.
 *
 * The models run on the backend of TensorFlow.js that is current when they are used.
 *
 * @param readModel  returns the bytes of a file such as `movenet-lightning.json`; see `readModel` of `@vrn/detectors`.
 * @throws {VolumetricError} `bad-argument`; `bad-file` when a file cannot be read or is not a model.
 *
 * @example
 * import { readModel } from '@vrn/detectors';
 * const detectors = await loadDetectors(readModel);
 */
export async function loadDetectors(readModel: ReadModel): Promise<Detectors> {
  check(typeof readModel === 'function', 'bad-argument', () => {
    return `loadDetectors: readModel must be a function from a file name to bytes, got ${typeof readModel}`;
  });
  const loaded = await Promise.all(DETECTOR_MODELS.map(async (name) => [name, await load(name, readModel)] as const));
  const models = new Map<DetectorModel, GraphModel>(loaded);
  return {
    async run(name, picture, { scale, shift, dtype = 'float32', outputs }) {
      const model = models.get(name);
      check(model !== undefined, 'disposed', () => 'loadDetectors: detectors must not be used after dispose()');
      const { data: bytes } = picture;
      // A loop is much faster than `Float32Array.from` with a function.
      const values = new Float32Array(bytes.length);
      for (let at = 0; at < bytes.length; at++) values[at] = bytes[at]! * scale + shift;
      const results = tidy(() => {
        const input = dtype === 'int32' ? new Int32Array(values) : values;
        const shown = tensor(input, [1, picture.rows, picture.columns, 3], dtype);
        return [model.execute(shown, outputs === undefined ? undefined : [...outputs])].flat();
      });
      const data = await Promise.all(results.map((result) => result.data()));
      for (const result of results) result.dispose();
      return data as Float32Array[];
    },
    dispose() {
      for (const model of models.values()) model.dispose();
      models.clear();
    },
  };
}

async function load(name: DetectorModel, readModel: ReadModel): Promise<GraphModel> {
  try {
    const [json, weights] = await Promise.all([readModel(`${name}.json`), readModel(`${name}.bin`)]);
    const { modelTopology, weightsManifest, format, signature } = JSON.parse(
      new TextDecoder().decode(json),
    ) as io.ModelJSON;
    const artifacts: io.ModelArtifacts = {
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(new Uint8Array(weights)).buffer,
      ...(format !== undefined && { format }),
      ...(signature !== undefined && { signature }),
    };
    return await loadGraphModel({ load: async () => artifacts });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VolumetricError('bad-file', `loadDetectors: ${name} must be a graph model, got ${reason}`, { cause });
  }
}
