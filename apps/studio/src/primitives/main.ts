// Controls the page of primitives: shows a mesh or a volume, and each step with its code, its result and its time.
import { byId, checkbox, choices, make, slider } from '../page/dom.js';
import { hideProblem, showProblem } from '../page/problems.js';
import { startTheme } from '../page/theme.js';
import { createViewer } from '../viewer/viewer.js';
import { type Answer, type Done, OCCUPANCIES, RULES, type Settings, type Source } from './calls.js';
import { STEP_TEXTS } from './code.js';

/** Slider of the voxels per side: its range, step and initial value. */
const SIZE = { min: 8, max: 256, step: 8, value: 64 } as const;

startTheme(() => {});
const viewer = createViewer(byId('viewer'));
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

let settings: Settings = { size: SIZE.value, rule: 'nonzero', occupancy: 'binary', level: 0.5 };
let done: Done | undefined;
let shown: 'given' | 'extracted' = 'extracted';

/**
 * The task that waits while the worker is busy. A newer task replaces it, but keeps its source if the newer one has
 * none.
 */
let waiting: { source?: Source } | undefined;
let busy = false;
/** Settings of the task that the worker does or did last, and whether its source was never shown. */
let asked = settings;
let isNew = true;
let id = 0;

function ask(source?: Source): void {
  waiting = { ...waiting, ...(source !== undefined && { source }) };
  next();
}

function next(): void {
  if (busy || waiting === undefined) return;
  busy = true;
  asked = settings;
  if (waiting.source !== undefined) isNew = true;
  worker.postMessage({ id: ++id, ...waiting, settings });
  waiting = undefined;
}

worker.onmessage = ({ data }: MessageEvent<Answer>) => {
  busy = false;
  if ('problem' in data) showProblem(data.problem);
  else show(data);
  next();
};

/** Shows the result of a task. */
function show(result: Done): void {
  hideProblem();
  done = result;
  viewer.setVolume(result.volume);
  const slices = result.volume.grid.shape[2];
  slice.input.max = String(slices - 1);
  if (isNew || slice.input.valueAsNumber >= slices) slice.set(Math.floor(slices / 2));
  meshSettings.hidden = !result.isMesh;
  surfaces.element.hidden = !result.isMesh;
  drawSurface(isNew);
  isNew = false;
  byId('report').replaceChildren(
    result.faults.length === 0
      ? make(
          'p',
          { class: 'note' },
          result.isMesh ? 'The mesh is sound: closed, without faults.' : 'The volume was read.',
        )
      : make('ul', { class: 'warnings' }, ...result.faults.map((fault) => make('li', {}, fault))),
  );
  byId('steps').replaceChildren(
    ...result.steps.map(({ step, milliseconds, result: words }) => {
      const { title, purpose, code } = STEP_TEXTS[step];
      return make(
        'section',
        { class: 'panel step' },
        make('h2', {}, title),
        make('p', { class: 'note' }, purpose),
        make('pre', { tabindex: 0, 'aria-label': `Code: ${title}` }, make('code', {}, code(asked))),
        make('p', { class: 'step-result' }, `${words} `, make('span', {}, `${milliseconds.toFixed(1)} ms`)),
      );
    }),
  );
}

function drawSurface(fit: boolean): void {
  const surface = shown === 'given' ? (done?.given ?? done?.extracted) : (done?.extracted ?? done?.given);
  if (surface !== undefined) void viewer.replace(surface, { fit });
  viewer.setSlice(cut.input.checked ? slice.input.valueAsNumber : undefined);
}

const change = (more: Partial<Settings>): void => {
  settings = { ...settings, ...more };
  ask();
};
const labelled = <T extends string>(values: readonly T[]) =>
  values.map((value) => ({ value, label: value.replace(/^./, (letter) => letter.toUpperCase()) }));
const size = slider('Voxels per side', { ...SIZE, text: String, onInput: (value) => change({ size: value }) });
const rule = choices('Inside rule', labelled(RULES), (value) => change({ rule: value }));
const occupancy = choices('Value of a voxel', labelled(OCCUPANCIES), (value) => change({ occupancy: value }));
const level = slider('Level', {
  ...{ min: 0.05, max: 0.95, step: 0.05, value: 0.5 },
  text: (value) => value.toFixed(2),
  onInput: (value) => change({ level: value }),
});
const meshSettings = make('div', { class: 'stack' }, size.element, rule.element, occupancy.element);
byId('settings').append(meshSettings, level.element);

const slice = slider('Slice', {
  ...{ min: 0, max: SIZE.value - 1, step: 1, value: SIZE.value / 2 },
  text: (value) => `${value + 1}`,
  onInput: (value) => viewer.setSlice(value),
});
slice.element.hidden = true;
const cut = checkbox('Cut by a slice', (on) => {
  slice.element.hidden = !on;
  viewer.setSlice(on ? slice.input.valueAsNumber : undefined);
});
const surfaces = choices<'given' | 'extracted'>(
  'Surface',
  [
    { value: 'extracted', label: 'From the voxels' },
    { value: 'given', label: 'As given' },
  ],
  (value) => {
    shown = value;
    drawSurface(false);
  },
);
const wires = checkbox('Wireframe', (on) => viewer.setLook(on ? 'wireframe' : 'plain'));
byId('view-tools').append(surfaces.element, wires, cut, slice.element);
viewer.setLook('plain');

function open(source: Source, name: string): void {
  byId('input-name').textContent = name;
  ask(source);
}
const file = byId<HTMLInputElement>('file');
file.addEventListener('change', () => {
  const [chosen] = file.files ?? [];
  if (chosen) open({ file: chosen }, chosen.name);
  file.value = '';
});
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const [dropped] = event.dataTransfer?.files ?? [];
  if (dropped) open({ file: dropped }, dropped.name);
});
byId('torus').addEventListener('click', () => open({ shape: 'torus' }, 'A torus: closed.'));
byId('cup').addEventListener('click', () => open({ shape: 'cup' }, 'A cup without bottom and top: open.'));
byId('problem-close').addEventListener('click', hideProblem);
open({ shape: 'torus' }, 'A torus: closed.');
