// Makes the panel of measures: the height that sets the scale, girths, lengths and volume.
import type { Measures } from '@vrn/reconstruct';
import type { Call } from '../client/worker.js';
import { checkbox, make, panel } from '../page/dom.js';
import type { ProblemText } from '../protocol/problem.js';
import type { Viewer } from '../viewer/viewer.js';

/** Heights that are accepted, in centimetres. */
const HEIGHT = { min: 30, max: 260 } as const;

export interface MeasuresPanel {
  readonly element: HTMLDetailsElement;
  /** Returns the height in metres; undefined if the user gave none within the limits. */
  height(): number | undefined;
  /** Measures the body, and shows the results and tapes, if the panel is open; otherwise removes the tapes. */
  update(): Promise<void>;
}

/** What the user typed as the height; kept until the next photograph. */
let typed = '';

/** Forgets the height, before another photograph is opened. */
export function forgetHeight(): void {
  typed = '';
}

/** Makes the panel, collapsed unless the user left the previous one open. Measures only while it is open. */
export function measuresPanel(call: Call, viewer: Viewer, onProblem: (problem: ProblemText) => void): MeasuresPanel {
  const input = make('input', {
    ...{ type: 'number', id: 'height', min: HEIGHT.min, max: HEIGHT.max, step: 1, inputmode: 'decimal' },
    placeholder: '170',
    value: typed,
    'aria-describedby': 'height-note',
  });
  const note = make('p', { class: 'note', id: 'height-note' });
  const table = make('table', { class: 'measures' });
  const warnings = make('ul', { class: 'warnings' });
  let measures: Measures | undefined;
  const tapes = checkbox('Show where the girths are taken', () => show());
  tapes.input.checked = true;

  const height = (): number | undefined => {
    const value = input.valueAsNumber;
    return value >= HEIGHT.min && value <= HEIGHT.max ? value / 100 : undefined;
  };
  const show = (): void => viewer.setMeasures(element.open && tapes.input.checked ? measures : undefined);
  const update = async (): Promise<void> => {
    if (!element.open) {
      measures = undefined;
      show();
      return;
    }
    try {
      measures = await call('measure', height());
    } catch (problem) {
      onProblem(problem as ProblemText);
      return;
    }
    const { heightAssumed } = measures;
    note.textContent = heightAssumed
      ? `A photograph shows no absolute size. Without a height, ${Math.round(100 * measures.height)} cm is assumed.`
      : 'All measures and files are scaled to this height.';
    table.replaceChildren(...rowsOf(measures, viewer));
    warnings.replaceChildren(...measures.warnings.map((text) => make('li', {}, text)));
    show();
  };
  input.addEventListener('input', () => {
    typed = input.value;
    const isWrong = input.value !== '' && height() === undefined;
    input.setAttribute('aria-invalid', String(isWrong));
    if (isWrong) note.textContent = `The height must be ${HEIGHT.min} to ${HEIGHT.max} centimetres.`;
    else void update();
  });
  const field = make('div', { class: 'field' }, make('label', { for: 'height' }, 'Height of the person'), input, 'cm');
  const element = panel('Measures', false, field, note, table, tapes, warnings);
  element.addEventListener('toggle', () => void update());
  return { element, height, update };
}

const centimetres = (metres: number): string => `${(100 * metres).toFixed(1)} cm`;

function rowsOf({ girths, lengths, litres }: Measures, viewer: Viewer): HTMLElement[] {
  const sided = (name: string, side: string | undefined): string => (side === undefined ? name : `${name}, ${side}`);
  const girthRows = girths.map(({ name, side, metres }, at) => {
    const row = rowOf(sided(name, side), centimetres(metres));
    row.addEventListener('pointerenter', () => viewer.highlight(at));
    row.addEventListener('pointerleave', () => viewer.highlight(undefined));
    return row;
  });
  return [
    headOf('Girths'),
    ...girthRows,
    headOf('Lengths'),
    ...lengths.map(({ name, side, metres }) => rowOf(sided(name, side), centimetres(metres))),
    headOf('Volume'),
    rowOf('body', `${litres.toFixed(1)} litres`),
  ];
}

const headOf = (title: string): HTMLElement => make('tr', {}, make('th', { colspan: 2, scope: 'colgroup' }, title));

const rowOf = (name: string, value: string): HTMLElement =>
  make('tr', {}, make('th', { scope: 'row' }, name), make('td', {}, value));
