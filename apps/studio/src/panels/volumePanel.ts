// Makes the panel of the volume: the level of the surface, and slices of the probabilities.
import type { Call } from '../client/worker.js';
import { button, checkbox, make, panel, slider } from '../page/dom.js';
import type { TexturedReport, VolumeReport } from '../protocol/calls.js';
import type { ProblemText } from '../protocol/problem.js';
import type { Viewer } from '../viewer/viewer.js';

/** Range and step of the slider for the level; its initial value is the level of `reconstruct`. */
const LEVEL = { min: 0.05, max: 0.95, step: 0.01, value: 0.5 } as const;

export interface VolumePanelOptions {
  readonly call: Call;
  readonly viewer: Viewer;
  readonly volume: VolumeReport;
  /** Called with the coloured surface of a new level. */
  onSurface(surface: TexturedReport): void;
  onProblem(problem: ProblemText): void;
}

/** Makes the panel, collapsed unless the user left the previous one open. */
export function volumePanel({ call, viewer, volume, onSurface, onProblem }: VolumePanelOptions): HTMLElement {
  const slices = volume.grid.shape[2];
  const middle = Math.floor(slices / 2);
  const level = levelControl({ call, viewer, onSurface, onProblem });
  const slice = slider('Slice, from front to back', {
    ...{ min: 0, max: slices - 1, step: 1, value: middle },
    text: (value) => `${value + 1} of ${slices}`,
    onInput: (value) => viewer.setSlice(value),
  });
  slice.element.hidden = true;
  const cut = checkbox('Show a slice through the volume', (on) => {
    slice.element.hidden = !on;
    legend.hidden = !on;
    viewer.setSlice(on ? slice.input.valueAsNumber : undefined);
  });
  const legend = make(
    'div',
    { class: 'legend', hidden: true },
    make('span', { class: 'legend-bar', 'aria-hidden': 'true' }),
    make('span', {}, 'improbable'),
    make('span', {}, 'certain'),
  );
  const [rows, columns] = volume.grid.shape;
  return panel(
    'Volume',
    false,
    make(
      'p',
      { class: 'note' },
      `The network gives the probability that each of ${rows} × ${columns} × ${slices} voxels is inside the body. The surface lies where this probability equals the level.`,
    ),
    level,
    cut,
    slice.element,
    legend,
  );
}

/**
 * Makes the slider of the level, with a button that resets it. The surface follows the slider, and is coloured when the
 * user releases it.
 */
function levelControl({ call, viewer, onSurface, onProblem }: Omit<VolumePanelOptions, 'volume'>): HTMLElement {
  let wanted: number | undefined;
  let isBusy = false;
  const follow = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    try {
      // Only the newest level counts: those that the slider has left are skipped.
      while (wanted !== undefined) {
        const next = wanted;
        wanted = undefined;
        await viewer.replace(await call('surface', next));
      }
    } catch (problem) {
      onProblem(problem as ProblemText);
    } finally {
      isBusy = false;
    }
  };
  let newest = 0;
  const finish = async (level: number): Promise<void> => {
    const token = ++newest;
    try {
      const surface = await call('colour', level);
      if (token === newest && wanted === undefined) onSurface(surface);
    } catch (problem) {
      onProblem(problem as ProblemText);
    }
  };
  const control = slider('Level', {
    ...LEVEL,
    text: (value) => value.toFixed(2),
    onInput(value) {
      reset.hidden = value === LEVEL.value;
      wanted = value;
      void follow();
    },
    onChange: (value) => void finish(value),
  });
  const reset = button('Back to 0.50', () => {
    control.set(LEVEL.value);
    reset.hidden = true;
    void finish(LEVEL.value);
  });
  reset.classList.add('small');
  reset.hidden = true;
  return make('div', { class: 'stack' }, control.element, reset);
}
