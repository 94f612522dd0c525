// Connects the setting of the engine, and shows which engine is in use.
import { ENGINES, type EngineChoice, type EngineReport } from '../protocol/calls.js';
import { byId } from './dom.js';

const LABELS: Readonly<Record<EngineReport['name'], string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
};

const inputs = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('input[name="engine"]')];

/** Returns the engine that is chosen under Settings. */
export const engineChoice = (): EngineChoice => inputs().find(({ checked }) => checked)!.value as EngineChoice;

/**
 * Connects the setting, and chooses the engine that the page's address names, if it names one: `?engine=wasm`.
 *
 * @param onChange  called when the user chooses another engine.
 */
export function startEngineSettings(onChange: () => void): void {
  const asked = new URLSearchParams(location.search).get('engine');
  for (const input of inputs()) {
    if (ENGINES.some((name) => name === asked)) input.checked = input.value === asked;
    input.addEventListener('change', onChange);
  }
}

/** Shows which engine is in use, and why faster ones are not. */
export function showEngine({ name, device, passed }: EngineReport): void {
  byId('engine-name').textContent = LABELS[name];
  const notes = byId('engine-notes');
  notes.textContent = [
    `In use: ${LABELS[name]}${device === '' ? '' : ` on ${device}`}.`,
    ...passed.map((reason) => `Not used: ${reason}.`),
  ].join(' ');
  notes.hidden = false;
}
