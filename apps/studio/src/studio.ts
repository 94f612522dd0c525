// Controls the page: opens a photograph, lets the user pick a person, makes the body and shows it with its panels.
import { stoppable } from './client/stoppable.js';
import { type Call, startWorker } from './client/worker.js';
import { keepOffline } from './offline/register.js';
import { byId } from './page/dom.js';
import { engineChoice, showEngine } from './page/engineSettings.js';
import { onceLoaded } from './page/onceLoaded.js';
import { hideProblem, showProblem } from './page/problems.js';
import { hideProgress, showProgress } from './page/progress.js';
import { type ComparePanel, comparePanel } from './panels/comparePanel.js';
import { factsPanel } from './panels/factsPanel.js';
import { filesPanel } from './panels/filesPanel.js';
import { forgetHeight, type MeasuresPanel, measuresPanel } from './panels/measuresPanel.js';
import { showViewTools } from './panels/viewTools.js';
import { volumePanel } from './panels/volumePanel.js';
import { type Corrected, type Corrections, showCorrections } from './photo/corrections.js';
import type { Photograph } from './photo/intake.js';
import { pickPerson } from './photo/peoplePicker.js';
import { drawPhoto } from './photo/photoView.js';
import type { BodyReport, EngineReport, PersonReport, PhotoReport, TexturedReport } from './protocol/calls.js';
import type { ProblemText } from './protocol/problem.js';
import type { Viewer } from './viewer/viewer.js';

const NOBODY: ProblemText = {
  title: 'No person was found in this picture.',
  advice: 'Use a photograph in which one person is clearly visible, ideally from head to feet, and not too small.',
};

type State = 'start' | 'working' | 'people' | 'body';

let call: Call | undefined;
const viewer = onceLoaded(prepareViewer);
let corrections: Corrections | undefined;
let comparison: ComparePanel | undefined;
let running: AbortController | undefined;
let current: Photograph | undefined;

/** Shows the parts of the page that belong to a state. */
function setState(state: State): void {
  document.body.dataset['state'] = state;
  byId('start').hidden = state !== 'start';
  byId('work').hidden = state === 'start';
  byId('panels').hidden = state !== 'body';
  byId('view-tools').hidden = state !== 'body';
  byId('another').hidden = state === 'start';
}

/** Stops the work in progress and returns to the start page. */
export function startAgain(): void {
  running?.abort();
  corrections?.remove();
  corrections = undefined;
  current = undefined;
  hideProblem();
  hideProgress();
  setState('start');
  byId('main').focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Compares the body that is shown with a mesh as ground truth; without a body, says what to do with the mesh. */
export function openMesh(file: File): void {
  if (document.body.dataset['state'] === 'body' && comparison !== undefined) {
    void comparison.compareWith(file);
    return;
  }
  showProblem({
    title: `${file.name} is a mesh, not a photograph.`,
    advice: 'Open a photograph of the person first, then drop the mesh again: it serves as ground truth.',
  });
}

/** Opens the current photograph again, on the engine that is now chosen; does nothing if there is no photograph. */
export function rerun(): void {
  if (current !== undefined) void openPhotograph(current);
}

/**
 * Makes the body of a photograph and shows it. Waits for the user's choice if there are several people. Errors are
 * shown, not thrown.
 */
export async function openPhotograph(photograph: Photograph): Promise<void> {
  current = photograph;
  forgetHeight();
  corrections?.remove();
  corrections = undefined;
  await work(async (signal) => {
    call ??= startWorker();
    const worker = call;
    setState('working');
    clearPhoto();
    const options = { signal, onProgress: showProgress };
    const starting = worker('start', engineChoice(), options);
    // If this fails, it is tried again when the body is shown.
    viewer().catch(() => {});
    void preview(photograph.file, signal);
    const engine = await stoppable(starting, signal);
    showEngine(engine);
    const photo = await stoppable(worker('open', photograph.file, options), signal);
    const [best] = photo.people;
    if (best === undefined) throw NOBODY;
    const person = await choosePerson(photo, best, signal);
    await makeBody({ photo, person, engine, signal });
  });
}

interface Making {
  readonly photo: PhotoReport;
  readonly person: PersonReport;
  readonly engine: EngineReport;
  readonly signal: AbortSignal;
  readonly corrected?: Corrected;
}

async function choosePerson(photo: PhotoReport, best: PersonReport, signal: AbortSignal): Promise<PersonReport> {
  const { picture, width, height, people } = photo;
  if (people.length === 1) {
    drawPhoto({ picture, region: { left: 0, top: 0, width, height }, tints: [] });
    return best;
  }
  hideProgress();
  setState('people');
  const person = await stoppable(pickPerson(photo), signal);
  setState('working');
  return person;
}

async function makeBody({ photo, person, engine, signal, corrected = {} }: Making): Promise<void> {
  const input = { person: person.number, ...corrected };
  const [body, shown] = await Promise.all([
    stoppable(call!('reconstruct', input, { signal, onProgress: showProgress }), signal),
    viewer(),
  ]);
  setState('body');
  await showBody({ photo, person, engine, signal, corrected }, body, shown);
  void keepOffline(body.loaded);
}

/** Loads three.js and makes the viewer, while the worker is busy. */
async function prepareViewer(): Promise<Viewer> {
  const { createViewer } = await import('./viewer/viewer.js');
  const made = createViewer(byId('viewer'));
  showViewTools(made);
  return made;
}

/** Shows a body with all its panels. */
async function showBody(making: Making, body: BodyReport, shown: Viewer): Promise<void> {
  const worker = call!;
  const { photo, engine, corrected } = making;
  shown.setSlice(undefined);
  shown.setVolume(body.volume);
  shown.setMeasures(undefined);
  void shown.showBeside(undefined);
  const drawn = shown.show(body.surface, { fit: corrected?.landmarks === undefined && corrected?.mask === undefined });
  let { front } = body.surface;
  const measures: MeasuresPanel = measuresPanel(worker, shown, showProblem);
  const onSurface = (surface: TexturedReport): void => {
    void shown.show(surface, { fit: false });
    front = surface.front;
    corrections?.redraw();
    compare.clear();
    void measures.update();
  };
  const compare = comparePanel({
    call: worker,
    viewer: shown,
    height: measures.height,
    run(task) {
      // The stage shows the progress; on phones it is above the panels and may be out of view.
      byId('stage').scrollIntoView({ block: 'nearest' });
      return work((signal) => task({ signal, onProgress: showProgress }));
    },
  });
  comparison = compare;
  const panels = [
    filesPanel({
      call: worker,
      viewer: shown,
      name: current!.name,
      height: measures.height,
      onProblem: showProblem,
    }),
    measures.element,
    volumePanel({ call: worker, viewer: shown, volume: body.volume, onSurface, onProblem: showProblem }),
    compare.element,
  ];
  // The panel of facts comes first if it has warnings, so that they are seen.
  panels.splice(body.facts.warnings.length > 0 ? 0 : panels.length, 0, factsPanel(body, engine));
  byId('panels').replaceChildren(...panels);
  corrections?.remove();
  corrections = showCorrections({
    picture: photo.picture,
    body,
    front: () => front,
    onUpdate: (edits) => void work((signal) => makeBody({ ...making, signal, corrected: { ...corrected, ...edits } })),
  });
  document.body.dataset['tensors'] = String(body.tensors);
  await drawn;
}

/** Cancels the task that is running and runs another, which the user can cancel. Errors are shown, not thrown. */
async function work(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  hideProblem();
  const before = document.body.dataset['state'] as State;
  byId('cancel').onclick = () => {
    controller.abort();
    hideProgress();
    setState(before === 'body' && corrections !== undefined ? 'body' : 'start');
  };
  try {
    await task(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) return;
    const isText = typeof error === 'object' && error !== null && 'advice' in error;
    showProblem(
      isText ? (error as ProblemText) : { title: 'That did not work.', advice: 'Try again.', detail: String(error) },
    );
    if (document.body.dataset['state'] !== 'body') setState(corrections === undefined ? 'start' : 'body');
  } finally {
    if (running === controller) hideProgress();
  }
}

/** Shows the picture while the worker decodes it. Ignores files that are not pictures: the worker reports them. */
async function preview(file: Blob, signal: AbortSignal): Promise<void> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (picture === undefined || signal.aborted || document.body.dataset['state'] !== 'working') return;
  drawPhoto({ picture, region: { left: 0, top: 0, width: picture.width, height: picture.height }, tints: [] });
}

function clearPhoto(): void {
  byId<HTMLCanvasElement>('photo-canvas').width = 0;
  byId('photo-hint').textContent = '';
  byId('people').replaceChildren();
  for (const mark of document.querySelectorAll('.person-mark')) mark.remove();
}
