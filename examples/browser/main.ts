// Runs a page that generates a body and reconstructs it from its landmarks and mask with the fastest engine that works:
// WebGPU or WebGL on a GPU, else the CPU. The query ?software also allows software renderers, which run shaders on the
// CPU.
import { bodySource, sample } from '@vrn/bodies';
import { iou } from '@vrn/metrics';
import { loadVRN } from '@vrn/model';
import { type Packed, silhouette } from '@vrn/voxel';
import { start } from '../engines/best.js';

const show = (id: string, text: string): void => {
  document.getElementById(id)!.textContent = text;
};

/** Draws a mask in white on black, with row 0 at the top. */
function draw(mask: Packed): void {
  const [rows, columns] = mask.shape as [number, number];
  const canvas = document.querySelector('canvas')!;
  [canvas.width, canvas.height] = [columns, rows];
  const picture = new ImageData(columns, rows);
  for (const [i, value] of mask.data.entries()) picture.data.fill(255 * value, 4 * i, 4 * i + 3);
  for (let i = 3; i < picture.data.length; i += 4) picture.data[i] = 255;
  canvas.getContext('2d')!.putImageData(picture, 0, 0);
}

const passed: string[] = [];
const software = new URLSearchParams(location.search).has('software');
const engine = await start({ software, onPassed: (reason) => passed.push(reason) });
show('engine', [`Runs on ${engine.name}.`, ...passed.map((reason) => `Not used: ${reason}.`)].join(' '));

const vrn = loadVRN(new Uint8Array(await (await fetch('landmarks-mask-64.safetensors')).arrayBuffer()));
const { rows, columns, slices, inputScale } = vrn.config;
const body = sample(bodySource('capsules'), 7, { shape: [rows, columns, slices], imageScale: inputScale });
const began = performance.now();
const volume = await vrn.predict(body);
const milliseconds = Math.round(performance.now() - began);
draw(silhouette(volume));
const result = { engine: engine.name, passed, iou: iou(volume, body.volume), milliseconds };
show('result', `IoU ${result.iou.toFixed(3)} in ${milliseconds} ms.`);
document.documentElement.dataset['result'] = JSON.stringify(result);

export default result;
