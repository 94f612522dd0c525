// Implements `vrn measure`: finds the joints of bodies, measures the bodies, and draws where each measure was taken.
import { extname } from 'node:path';
import { readModel } from '@vrn/detectors';
import type { VRN } from '@vrn/model';
import { type Detectors, loadDetectors, type Measures, measure, reconstruct } from '@vrn/reconstruct';
import type { TriangleMesh } from '@vrn/voxel';
import { startBackend } from '../../engine/backend.js';
import { type Engine, startEngine } from '../../engine/engine.js';
import type { EngineChoice } from '../../engine/engineNames.js';
import { writeOutput } from '../../output/files.js';
import { MESH_ENDINGS, readMesh } from '../../output/meshFile.js';
import { about, checkUsage, printNote } from '../../output/messages.js';
import { readVolume, VOLUME_ENDINGS } from '../../output/volumeFile.js';
import { cameraSettings } from '../../photo/cameraSettings.js';
import { PHOTO_ENDINGS } from '../../photo/fileKind.js';
import { measuresPicture } from '../../photo/measuresPicture.js';
import { readPhoto } from '../../photo/photo.js';
import { describePerson } from '../../photo/place.js';
import { poseMesh, surfaceOfVolume } from '../../photo/poseMesh.js';
import { expandInputs, STDIN } from '../arguments/inputs.js';
import { runBatch } from '../batch/batch.js';
import type { Success, Task, Worker } from '../batch/task.js';
import { folderTasks, unfinished } from '../batch/tasks.js';
import { loadNetwork } from '../reconstruction/worker.js';

const STEPS = ['read', 'find', 'measure', 'write'] as const;

const ENDING = '.measures.png';

interface MeasureOptions {
  readonly height?: number;
  readonly weights?: string;
  readonly engine: EngineChoice;
}

interface Options extends MeasureOptions {
  readonly output: string;
  readonly jobs: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Runs `vrn measure`. */
export async function run(files: readonly string[], { output, jobs, force, json, ...options }: Options): Promise<void> {
  const inputs = await expandInputs(files, [...PHOTO_ENDINGS, ...MESH_ENDINGS, ...VOLUME_ENDINGS]);
  checkUsage(
    inputs.every(({ file }) => file !== STDIN),
    () => 'input must be a file, got - for standard input',
  );
  const tasks = await unfinished(folderTasks(inputs, output), inputs, { force, endings: [ENDING] });
  await runBatch(tasks, {
    kind: 'measure',
    options,
    start: startMeasureWorker,
    steps: STEPS.length,
    jobs,
    json,
    what: 'bodies',
  });
}

/** Starts a worker. Loads the backend immediately, detectors and network when they are first needed. */
export async function startMeasureWorker(options: MeasureOptions): Promise<Worker> {
  await startBackend();
  let detectors: Promise<Detectors> | undefined;
  let network: Promise<{ readonly vrn: VRN; readonly engine: Engine }> | undefined;
  const tools: Tools = {
    detectors: () => {
      detectors ??= loadDetectors(readModel);
      return detectors;
    },
    engine: async () => {
      network ??= startNetwork(options);
      return (await network).engine;
    },
  };
  return {
    run: (task, onStep) => measureOne(task, options, tools, (name) => onStep(STEPS.indexOf(name), name)),
    async stop() {
      const started = await network?.catch(() => undefined);
      await started?.engine.stop();
      (await detectors?.catch(() => undefined))?.dispose();
      started?.vrn.dispose();
    },
  };
}

interface Tools {
  readonly detectors: () => Promise<Detectors>;
  readonly engine: () => Promise<Engine>;
}

async function startNetwork({ weights, engine: choice }: MeasureOptions): Promise<{ vrn: VRN; engine: Engine }> {
  const vrn = await loadNetwork(weights);
  const engine = await startEngine(choice, vrn);
  if (engine.note !== undefined) printNote(engine.note);
  return { vrn, engine };
}

async function measureOne(
  { input, output }: Task,
  { height }: MeasureOptions,
  tools: Tools,
  onStep: (step: (typeof STEPS)[number]) => void,
): Promise<Success> {
  onStep('read');
  const { body, warnings, person } = await about(input, () => readBody(input, tools, () => onStep('find')));
  onStep('measure');
  const measures = await about(input, () => measure(body, height === undefined ? {} : { height }));
  onStep('write');
  const file = `${output}${ENDING}`;
  await writeOutput(file, await measuresPicture(body.mesh, measures));
  return {
    value: { input, file, ...measures, warnings: [...warnings, ...measures.warnings] },
    lines: [`${input}: ${file}`, ...person, ...table(measures)],
    warnings: [...warnings, ...measures.warnings],
  };
}

type Found = Exclude<Parameters<typeof measure>[0], TriangleMesh>;

/**
 * Reads the body of an input: reconstructs it from a photograph, or finds the joints of a mesh or a volume's surface.
 * `person` has the line that says which person is measured, if several were found in a photograph; else it is empty.
 */
async function readBody(
  input: string,
  { detectors, engine }: Tools,
  onFind: () => void,
): Promise<{ body: Found; warnings: readonly string[]; person: readonly string[] }> {
  const ending = extname(input).toLowerCase();
  if (MESH_ENDINGS.includes(ending) || VOLUME_ENDINGS.includes(ending)) {
    const { mesh, warnings } = MESH_ENDINGS.includes(ending)
      ? await readMesh(input)
      : surfaceOfVolume(await readVolume(input));
    onFind();
    return { body: await poseMesh(mesh, await detectors()), warnings, person: [] };
  }
  const photo = await readPhoto(input);
  onFind();
  const network = await engine();
  const { camera } = cameraSettings(photo, {}, network.config);
  const body = await reconstruct(photo, { network, detectors: await detectors(), ...camera });
  return { body, warnings: body.facts.warnings, person: describePerson(body, photo.scale) };
}

/** Formats measures as lines; the right and the left side of a limb share a line. */
function table({ height, heightAssumed, girths, lengths, litres }: Measures): string[] {
  const cm = (metres: number | undefined): string =>
    (metres === undefined ? '-' : (100 * metres).toFixed(1)).padStart(7);
  const rows = (what: string, all: readonly { name: string; side?: string; metres: number }[]): string[] =>
    [...new Set(all.map(({ name }) => name))].map((name) => {
      const of = (side?: string) => all.find((each) => each.name === name && each.side === side)?.metres;
      const isPaired = all.some((each) => each.name === name && each.side !== undefined);
      const values = isPaired ? `${cm(of('right'))} right ${cm(of('left'))} left` : cm(of());
      return `  ${`${what} ${name}`.padEnd(18)}${values}`;
    });
  return [
    `  ${'height'.padEnd(18)}${cm(height)} cm ${heightAssumed ? '(assumed; --height sets it and scales all other values)' : '(given)'}`,
    ...rows('girth', girths),
    ...rows('length', lengths),
    `  ${'volume'.padEnd(18)}${litres.toFixed(1).padStart(7)} litres`,
  ];
}
