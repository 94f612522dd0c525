// Makes the panel of files: the body for viewers and printers, its volume, a picture and a video.
import type { PrintFacts } from '@vrn/reconstruct';
import type { Call } from '../client/worker.js';
import { button, checkbox, make, panel } from '../page/dom.js';
import { hideProgress, showShare } from '../page/progress.js';
import { save } from '../page/save.js';
import type { FileFormat } from '../protocol/calls.js';
import type { ProblemText } from '../protocol/problem.js';
import { recordTurn, videoEnding, videoKind } from '../viewer/turntable.js';
import type { Viewer } from '../viewer/viewer.js';

export interface FilesPanelOptions {
  readonly call: Call;
  readonly viewer: Viewer;
  /** Name of the files without their ending. */
  readonly name: string;
  /** Returns the height of the person in metres; undefined if it is not known. */
  height(): number | undefined;
  onProblem(problem: ProblemText): void;
}

const PURPOSES: Readonly<Record<Exclude<FileFormat, '3mf' | 'stl'>, string>> = {
  glb: 'in metres, textured: Blender, browsers, phones',
  obj: 'in metres, coloured vertices',
  ply: 'in metres, coloured vertices',
  npy: 'the volume of probabilities: NumPy',
};

/** Height and thinnest wall of a print in millimetres: minimum, maximum and initial value. */
const PRINT = { height: { min: 20, max: 2000, value: 100 }, wall: { min: 0.4, max: 10, value: 1 } } as const;

/** Makes the panel, open unless the user left the previous one collapsed. */
export function filesPanel({ call, viewer, name, height, onProblem }: FilesPanelOptions): HTMLElement {
  const printHeight = millimetres('print-height', PRINT.height);
  const wall = millimetres('print-wall', PRINT.wall);
  const plate = checkbox('Put it on a plate', () => {});
  const report = make('div', { class: 'print-report', role: 'status' });

  const give = async (format: FileFormat, trigger: HTMLButtonElement): Promise<void> => {
    trigger.disabled = true;
    trigger.setAttribute('aria-busy', 'true');
    try {
      const { bytes, type, print } = await call('write', {
        format,
        name,
        height: height(),
        print: {
          height: printHeight.valueAsNumber,
          minThickness: wall.valueAsNumber,
          base: plate.input.checked ? 'plate' : 'feet',
        },
      });
      save(new Blob([bytes], { type }), `${name}.${format}`);
      if (print !== undefined) report.replaceChildren(...describePrint(print));
    } catch (problem) {
      onProblem(problem as ProblemText);
    } finally {
      trigger.disabled = false;
      trigger.removeAttribute('aria-busy');
    }
  };
  const giver = (format: FileFormat): HTMLButtonElement => {
    const made: HTMLButtonElement = button(`.${format}`, () => void give(format, made), {
      class: 'button small',
      'data-format': format,
    });
    return made;
  };
  const rows = (Object.keys(PURPOSES) as (keyof typeof PURPOSES)[]).map((format) =>
    make('li', {}, giver(format), make('span', {}, PURPOSES[format])),
  );
  const picture = button('.png', async () => save(await viewer.picture(), `${name}.png`), { class: 'button small' });
  return panel(
    'Download',
    true,
    make(
      'ul',
      { class: 'files' },
      ...rows,
      make('li', {}, picture, make('span', {}, 'a picture of this view')),
      ...videoRow(),
    ),
    make('h3', {}, 'For a 3D printer'),
    make('p', { class: 'note' }, 'One closed piece in millimetres, standing; walls that are too thin are thickened.'),
    make('div', { class: 'field' }, make('label', { for: 'print-height' }, 'Height of the print'), printHeight, 'mm'),
    make('div', { class: 'field' }, make('label', { for: 'print-wall' }, 'Thinnest wall'), wall, 'mm'),
    plate,
    make('div', { class: 'row' }, giver('3mf'), giver('stl')),
    report,
  );

  /** Returns the row for the video in a list; an empty list if the browser cannot record one. */
  function videoRow(): HTMLElement[] {
    const kind = videoKind();
    if (kind === undefined) return [];
    const ending = videoEnding(kind);
    const record = async (): Promise<void> => {
      const controller = new AbortController();
      const cancel = document.getElementById('cancel') as HTMLButtonElement;
      cancel.onclick = () => controller.abort();
      made.disabled = true;
      try {
        const onProgress = (share: number): void => showShare('Recording one turn', share);
        save(await recordTurn(viewer, { kind, onProgress, signal: controller.signal }), `${name}.${ending}`);
      } catch (error) {
        if (!controller.signal.aborted) onProblem({ title: 'The video was not recorded.', advice: String(error) });
      } finally {
        made.disabled = false;
        hideProgress();
      }
    };
    const made: HTMLButtonElement = button(`.${ending}`, () => void record(), { class: 'button small' });
    return [make('li', {}, made, make('span', {}, 'a video of one turn'))];
  }
}

const millimetres = (
  id: string,
  { min, max, value }: { readonly min: number; readonly max: number; readonly value: number },
): HTMLInputElement => make('input', { type: 'number', id, min, max, value, step: 'any', inputmode: 'decimal' });

/** Lists the measurements of a print and its warnings. */
function describePrint({ size, cubicCentimetres, closed, thickness, stable, warnings }: PrintFacts): HTMLElement[] {
  const [x, y, z] = size.map((side) => side.toFixed(0));
  const facts = [
    `${x} × ${y} × ${z} mm, ${cubicCentimetres.toFixed(1)} cm³`,
    closed ? 'Closed: it encloses a solid.' : 'Not closed.',
    `Thinnest wall ${thickness.after.toFixed(2)} mm (before: ${thickness.before.toFixed(2)} mm).`,
    stable ? 'It stands.' : 'It does not stand by itself.',
  ];
  return [make('ul', { class: 'facts' }, ...[...facts, ...warnings].map((text) => make('li', {}, text)))];
}
