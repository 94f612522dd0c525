// Reconstructs the person in a photograph as a coloured body, and writes a .glb file with metadata.
import '@tensorflow/tfjs-backend-wasm';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setBackend } from '@tensorflow/tfjs-core';
import { readModel } from '@vrn/detectors';
import { loadVRN } from '@vrn/model';
import { loadPretrained } from '@vrn/pretrained';
import { loadDetectors, reconstruct } from '@vrn/reconstruct';
import sharp from 'sharp';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv[1]?.endsWith('08-reconstruct-a-photograph.ts') ? process.argv[2] : undefined;
const photo = given ?? join(root, 'assets', 'sample.png');

// The library takes decoded pixels. This program decodes the picture with sharp; a page can use the browser's decoder.
const { data, info } = await sharp(photo).rotate().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
const picture = { data: new Uint8Array(data), width: info.width, height: info.height };

await setBackend('wasm');
const detectors = await loadDetectors(readModel);
const network = loadVRN((await loadPretrained()).weights);
const body = await reconstruct(picture, { detectors, network, onStep: (step) => console.log(step) });

const glb = await body.toGlb();
const file = join(root, 'out', `${basename(photo, extname(photo))}.glb`);
await mkdir(join(root, 'out'), { recursive: true });
await writeFile(file, glb);
const { people, landmarks, triangles, closed, warnings } = body.facts;
console.log(`${file}: ${triangles} triangles; ${landmarks} of 16 landmarks; ${people?.found} person found`);
for (const warning of warnings) console.log(`warning: ${warning}`);

network.dispose();
detectors.dispose();

export default { people: people?.found, landmarks, triangles, closed, warnings, bytes: glb.length };
