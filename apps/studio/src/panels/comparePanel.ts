// Makes the panel of comparisons: with the body of a second network, and with a mesh as ground truth.
import { DEFAULT_WEIGHTS, WEIGHTS, type WeightsName } from '@vrn/pretrained';
import type { Call, CallOptions } from '../client/worker.js';
import { button, make, panel } from '../page/dom.js';
import type { GroundTruthReport, GroundTruthScore, NetworkSource, SecondBodyReport } from '../protocol/calls.js';
import { MESH_ENDINGS } from '../protocol/meshNames.js';
import type { Second, Viewer } from '../viewer/viewer.js';

export interface ComparePanelOptions {
  readonly call: Call;
  readonly viewer: Viewer;
  /** Returns the height of the person in metres; undefined if it is not known. */
  height(): number | undefined;
  /** Runs work that the user can cancel, and shows its problems. */
  run(task: (options: Required<CallOptions>) => Promise<void>): Promise<void>;
}

export interface ComparePanel {
  readonly element: HTMLDetailsElement;
  /** Opens the panel and compares the body with a mesh as ground truth. */
  compareWith(mesh: File): Promise<void>;
  /** Removes the results, which hold for one surface of the body only, and shows the body alone. */
  clear(): void;
}

/** Makes the panel, collapsed unless the user left the previous one open. */
export function comparePanel({ call, viewer, height, run }: ComparePanelOptions): ComparePanel {
  const networkResult = make('div', { class: 'compare-result', role: 'status', id: 'network-result' });
  const truthResult = make('div', { class: 'compare-result', role: 'status', id: 'truth-result' });
  const alone = button('Show the body alone', () => {
    show(undefined);
    element.querySelector('summary')!.focus();
  });
  alone.classList.add('small');
  alone.hidden = true;

  const show = (second: Second | undefined): void => {
    void viewer.showBeside(second);
    alone.hidden = second === undefined;
  };
  const runNetwork = (network: NetworkSource, trigger: HTMLElement): Promise<void> =>
    follow(trigger, async (options) => {
      const report = await call('compare', { network, height: height() }, options);
      options.signal.throwIfAborted();
      const name = typeof network === 'string' ? network : network.name;
      networkResult.replaceChildren(...describeSecond(name, report));
      truthResult.replaceChildren();
      show({ surface: report.surface, names: [`${DEFAULT_WEIGHTS}, as shown`, name] });
    });
  const runTruth = (file: File, trigger: HTMLElement): Promise<void> =>
    follow(trigger, async (options) => {
      const report = await call('score', { file, height: height() }, options);
      options.signal.throwIfAborted();
      truthResult.replaceChildren(...describeTruth(file.name, report));
      show({ surface: report.surface, names: ['The body', `Ground truth: ${file.name}`] });
    });
  /** Runs work, and returns the focus to the control that started it if the focus was lost. */
  const follow = async (
    trigger: HTMLElement,
    task: (options: Required<CallOptions>) => Promise<void>,
  ): Promise<void> => {
    await run(task);
    if (document.activeElement === document.body && trigger.isConnected) trigger.focus({ preventScroll: true });
  };

  const select = make('select', { id: 'network' }, ...WEIGHTS.map((name) => make('option', { value: name }, name)));
  select.value = WEIGHTS.find((name) => name !== DEFAULT_WEIGHTS) ?? DEFAULT_WEIGHTS;
  const start: HTMLButtonElement = button('Run it', () => void runNetwork(select.value as WeightsName, start), {
    class: 'button small',
    id: 'run-network',
  });
  const element = panel(
    'Compare',
    false,
    make('h3', {}, 'With a second network'),
    make(
      'p',
      { class: 'note' },
      'It gets the same landmarks and the same mask. Both bodies are shown side by side and turn together.',
    ),
    make('div', { class: 'field' }, make('label', { for: 'network' }, 'Network'), select),
    make(
      'div',
      { class: 'row tight' },
      start,
      ...fileField({
        id: 'network-file',
        label: 'Run a .safetensors file',
        accept: '.safetensors',
        onFile: runNetwork,
      }),
    ),
    networkResult,
    make('h3', {}, 'With ground truth'),
    make(
      'p',
      { class: 'note' },
      'Choose a mesh of the same person in the same pose, or drop it anywhere on the page: .obj, .ply or .glb with y up, facing +z, or .stl with z up, facing −y. It is scaled to the height of the body and centred on it; then the body is moved in depth to where both agree best, by up to 9 % of its height, since a photograph shows no depth.',
    ),
    make(
      'div',
      { class: 'row tight' },
      ...fileField({
        id: 'truth-file',
        label: 'Choose a mesh',
        accept: MESH_ENDINGS.map((ending) => `.${ending}`).join(),
        onFile: runTruth,
      }),
      alone,
    ),
    truthResult,
  );
  return {
    element,
    async compareWith(mesh) {
      element.open = true;
      await runTruth(mesh, element.querySelector('summary')!);
      truthResult.scrollIntoView({ block: 'nearest' });
    },
    clear() {
      networkResult.replaceChildren();
      truthResult.replaceChildren();
      show(undefined);
    },
  };
}

interface FileFieldOptions {
  readonly id: string;
  readonly label: string;
  readonly accept: string;
  onFile(file: File, trigger: HTMLElement): Promise<void>;
}

/** Returns a file input and its label, which looks like a button; the same file can be chosen again. */
function fileField({ id, label, accept, onFile }: FileFieldOptions): HTMLElement[] {
  const input = make('input', { type: 'file', id, accept, class: 'visually-hidden' });
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    input.value = '';
    if (file !== undefined) void onFile(file, input);
  });
  return [input, make('label', { class: 'button small', for: id }, label)];
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const centimetres = (value: number): string => `${value.toFixed(2)} cm`;

function describeSecond(name: string, { agreement, seconds, signs, warnings }: SecondBodyReport): HTMLElement[] {
  return [
    facts(`Body of ${name}`, [
      ['IoU of both bodies', agreement.iou.toFixed(3)],
      ['Distance between their surfaces', centimetres(agreement.chamferCm)],
      ['The network alone covers', `${percent(signs.networkShare)} of the person`],
      ['Voxels it is sure about', percent(signs.decided)],
      ['Made in', `${seconds.toFixed(1)} s`],
    ]),
    warningList(warnings),
  ];
}

function describeTruth(name: string, report: GroundTruthReport): HTMLElement[] {
  const { triangles, height, heightAssumed, warnings, body, second } = report;
  const scale = `${Math.round(100 * height)} cm${heightAssumed ? ' (assumed)' : ''}`;
  return [
    make(
      'p',
      { class: 'note' },
      `${name}: ${triangles.toLocaleString('en')} triangles. Centimetres are those of a person of ${scale}.`,
    ),
    facts('The body', scoreRows(body)),
    ...(second === undefined ? [] : [facts('The body of the second network', scoreRows(second))]),
    warningList(warnings),
  ];
}

type Row = readonly [name: string, value: string];

const scoreRows = ({ iou, chamferCm, shiftCm }: GroundTruthScore): readonly Row[] => [
  ['IoU with ground truth', iou.toFixed(3)],
  ['Chamfer distance', centimetres(chamferCm)],
  ['Moved in depth', shiftCm === 0 ? 'not at all' : `${Math.abs(shiftCm).toFixed(1)} cm ${direction(shiftCm)}`],
];

const direction = (shiftCm: number): string => (shiftCm > 0 ? 'towards the camera' : 'away from it');

function facts(title: string, rows: readonly Row[]): HTMLElement {
  const list = make('dl', { class: 'facts-list' });
  for (const [name, value] of rows) list.append(make('dt', {}, name), make('dd', {}, value));
  return make('div', { class: 'stack' }, make('h4', {}, title), list);
}

const warningList = (warnings: readonly string[]): HTMLElement =>
  make('ul', { class: 'warnings' }, ...warnings.map((text) => make('li', {}, text)));
