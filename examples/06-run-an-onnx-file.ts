// Writes a network as an ONNX file, runs it with ONNX Runtime, and compares the result with that of the network itself.
import '@tensorflow/tfjs-backend-wasm';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { bodySource, sample } from '@vrn/bodies';
import { buildVRN, packInputs } from '@vrn/model';
import { packed } from '@vrn/voxel';
import ort from 'onnxruntime-node';

await setBackend('wasm');
const shape = [32, 32, 32] as const;
const vrn = buildVRN({ stacks: 1, modules: 1, depth: 3 }, { rows: 32, columns: 32, slices: 32, features: 16, seed: 1 });
const body = sample(bodySource('capsules'), 1, { shape });

const folder = await mkdtemp(join(tmpdir(), 'vrn-onnx-'));
const file = join(folder, 'network.onnx');
await writeFile(file, await vrn.toOnnx());

// Any ONNX runtime, in any language, can run the file. Its input is the result of `packInputs` with a batch axis in
// front.
const session = await ort.InferenceSession.create(await readFile(file));
const { data, shape: size } = packInputs(vrn.config, body);
const { probabilities } = await session.run({ input: new ort.Tensor('float32', data, [1, ...size]) });
const volume = probabilities!.data as Float32Array;

const own = await vrn.predict(body);
const gap = volume.reduce((most, value, i) => Math.max(most, Math.abs(value - own.data[i]!)), 0);
console.log(`${session.inputNames} → ${session.outputNames}: ${volume.length} voxels, largest difference ${gap}`);

await session.release();
await rm(folder, { recursive: true });

export default { outputs: session.outputNames, dims: probabilities!.dims, gap, volume: packed(volume, shape), own };
