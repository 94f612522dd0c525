// Shows the progress of the work.
import type { Progress, Step } from '../protocol/calls.js';
import { byId } from './dom.js';

/** Title of each step, and the approximate progress of the complete work, 0..1, when the step begins. */
const STEPS: Readonly<Record<Step, readonly [title: string, share: number]>> = {
  engine: ['Starting the engine', 0],
  download: ['Loading the models', 0],
  decode: ['Reading the photograph', 0.05],
  find: ['Looking for people', 0.1],
  landmarks: ['Finding landmarks', 0.4],
  mask: ['Separating the person from the background', 0.45],
  predict: ['Predicting the volume', 0.5],
  surface: ['Extracting the surface', 0.6],
  colour: ['Colouring the surface', 0.7],
  facts: ['Checking the result', 0.9],
  mesh: ['Reading the mesh', 0.1],
  score: ['Comparing the bodies', 0.6],
  agreement: ['Comparing the bodies', 0.95],
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/**
 * Shows a step and its progress: the share of bytes that have arrived for a download, none for the start of an engine,
 * and the value in `STEPS` for all other steps.
 */
export function showProgress({ step, loaded, total }: Progress): void {
  const [title, share] = STEPS[step];
  byId('progress').hidden = false;
  byId('progress-title').textContent = title;
  const bar = byId<HTMLProgressElement>('progress-bar');
  if (step === 'engine') bar.removeAttribute('value');
  else bar.value = loaded !== undefined && total !== undefined ? loaded / total : share;
  byId('progress-note').textContent =
    loaded !== undefined && total !== undefined ? `${megabytes(loaded)} of ${megabytes(total)} MB` : '';
}

/** Shows the title and the progress, 0..1, of work that the page does without the worker. */
export function showShare(title: string, share: number): void {
  byId('progress').hidden = false;
  byId('progress-title').textContent = title;
  byId<HTMLProgressElement>('progress-bar').value = share;
  byId('progress-note').textContent = '';
}

export function hideProgress(): void {
  byId('progress').hidden = true;
}
