// Runs a page that reconstructs the person in a photograph as a .glb file. No data leaves the browser. The query
// ?picture=NAME loads a picture that is served beside the page, and ?engine=wasm selects wasm instead of the fastest
// engine.
import { loadVRN } from '@vrn/model';
import { loadDetectors, reconstruct } from '@vrn/reconstruct';
import { start as startBest } from '../engines/best.js';
import { start as startWasm } from '../engines/wasm.js';
import { onceLoaded } from './onceLoaded.js';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const parameters = new URLSearchParams(location.search);
const say = (text: string): void => {
  element('step').textContent = text;
};

/** Loads a file that is served beside the page. */
async function served(name: string): Promise<Uint8Array> {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name} must be served, got status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Decodes the pixels of a picture with the browser. */
async function pixelsOf(file: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(file);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** Starts the engine and loads detectors and network, when the first picture needs them. */
const tools = onceLoaded(async () => {
  const engine = await (parameters.get('engine') === 'wasm' ? startWasm() : startBest());
  const detectors = await loadDetectors(served);
  return { engine, detectors, network: loadVRN(await served('people-64-fine.safetensors')) };
});

async function show(file: Blob): Promise<void> {
  const controller = new AbortController();
  const stop = element<HTMLButtonElement>('stop');
  stop.disabled = false;
  stop.onclick = () => controller.abort(new Error('stopped'));
  try {
    say('Loading…');
    const { engine, detectors, network } = await tools();
    const onStep = (step: string): void => say(`${step}…`);
    const body = await reconstruct(await pixelsOf(file), { detectors, network, onStep, signal: controller.signal });
    const glb = await body.toGlb();
    const link = element<HTMLAnchorElement>('glb');
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([glb.slice()], { type: 'model/gltf-binary' }));
    link.download = 'body.glb';
    link.hidden = false;
    const { triangles, landmarks, warnings } = body.facts;
    say(`${triangles} triangles on ${engine.name}; ${landmarks} of 16 landmarks.`);
    element('warnings').replaceChildren(
      ...warnings.map((warning) => Object.assign(document.createElement('li'), { textContent: warning })),
    );
    document.documentElement.dataset['result'] = JSON.stringify({ engine: engine.name, bytes: glb.length, warnings });
  } catch (error) {
    say(String(error));
    document.documentElement.dataset['result'] = JSON.stringify({ failure: String(error) });
  } finally {
    stop.disabled = true;
  }
}

element<HTMLInputElement>('file').onchange = ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file) void show(file);
};
const name = parameters.get('picture');
if (name !== null) void show(new Blob([(await served(name)).slice()]));
