// Implements `vrn reconstruct`: loads the models, reconstructs each photograph, and writes the results.
import { readModel } from '@vrn/detectors';
import { loadVRN, type VRN } from '@vrn/model';
import { DEFAULT_WEIGHTS, readWeights } from '@vrn/pretrained';
import {
  type Body,
  type Detectors,
  loadDetectors,
  type Person,
  RECONSTRUCT_STEPS,
  reconstruct,
} from '@vrn/reconstruct';
import { check } from '@vrn/voxel';
import { startBackend } from '../../engine/backend.js';
import { type Engine, startEngine } from '../../engine/engine.js';
import type { EngineChoice } from '../../engine/engineNames.js';
import { checkStandardOutput, readInput } from '../../output/files.js';
import { about, checkUsage, nameOf, printNote } from '../../output/messages.js';
import { describePrint } from '../../output/print.js';
import { counted, thousands } from '../../output/report.js';
import { type BodyFileOptions, bodyEndings, type Written, writeBody } from '../../photo/bodyFiles.js';
import { type CameraChoice, cameraSettings } from '../../photo/cameraSettings.js';
import { choosePeople, type PeopleChoice } from '../../photo/choosePeople.js';
import { PHOTO_ENDINGS } from '../../photo/fileKind.js';
import { readPhoto } from '../../photo/photo.js';
import { describePerson } from '../../photo/place.js';
import { expandInputs, STDIN } from '../arguments/inputs.js';
import { runBatch } from '../batch/batch.js';
import { everybodysEndings } from '../batch/peopleFiles.js';
import { type ErrorValue, errorValue, type Success, type Task, type Worker } from '../batch/task.js';
import { areCurrent, folderTasks, unfinished } from '../batch/tasks.js';

/** Steps per photograph, as the progress bar shows them. */
const STEPS = ['read', ...RECONSTRUCT_STEPS, 'write'] as const;

interface ReconstructOptions extends CameraChoice, BodyFileOptions {
  readonly weights?: string;
  readonly engine: EngineChoice;
  readonly strict?: boolean;
  readonly people?: PeopleChoice;
}

interface Options extends ReconstructOptions {
  readonly output: string;
  readonly jobs: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Runs `vrn reconstruct`. */
export async function run(
  images: readonly string[],
  { output, jobs, force, json, ...options }: Options,
): Promise<void> {
  const inputs = await expandInputs(images, PHOTO_ENDINGS);
  const toStandardOutput = output === STDIN;
  if (toStandardOutput) checkStandardOutput();
  checkUsage(
    !toStandardOutput || inputs.length === 1,
    () => `--output - must come with one input, got ${inputs.length}`,
  );
  checkUsage(
    !toStandardOutput || !(options.obj || options.volume || options.print),
    () => '--output - writes a .glb only',
  );
  for (const [name, value] of [
    ['--print-height', options.printHeight],
    ['--print-base', options.printBase],
  ] as const) {
    checkUsage(options.print !== undefined || value === undefined, () => `${name} must come with --print`);
  }
  checkUsage(!toStandardOutput || options.people !== 'all', () => '--output - must come with one person, got all');
  const all = toStandardOutput ? [{ input: inputs[0]!.file, output }] : folderTasks(inputs, output);
  const resumable = all.map((task, at) => ({ ...task, resume: !inputs[at]!.named && !force }));
  const tasks = await unfinished(resumable, inputs, { force, endings: (task) => endingsOf(task, options) });
  await runBatch(tasks, {
    kind: 'reconstruct',
    options,
    start: startReconstructWorker,
    steps: STEPS.length,
    jobs,
    json,
    what: 'photographs',
    ...(toStandardOutput && { stream: process.stderr }),
  });
}

/** Returns the endings of the files that a finished photograph has; none if the person's number is not yet known. */
async function endingsOf({ output }: Task, options: ReconstructOptions): Promise<readonly string[]> {
  const { people } = options;
  const endings = bodyEndings(options);
  if (people === undefined) return endings;
  if (people === 'all') return everybodysEndings(output, endings);
  return 'number' in people ? endings.map((ending) => `-${people.number}${ending}`) : [];
}

/** Starts a worker. Loads backend, network and engine immediately, the detectors with the first photograph. */
export async function startReconstructWorker(options: ReconstructOptions): Promise<Worker> {
  await startBackend();
  const vrn = await loadNetwork(options.weights);
  const engine = await startEngine(options.engine, vrn);
  if (engine.note !== undefined) printNote(engine.note);
  let detectors: Promise<Detectors> | undefined;
  const tools = async (): Promise<Tools> => {
    detectors ??= loadDetectors(readModel);
    return { engine, detectors: await detectors };
  };
  return {
    run: (task, onStep) =>
      reconstructOne(task, options, tools, (name) => {
        onStep(STEPS.indexOf(name), name);
      }),
    async stop() {
      await engine.stop();
      (await detectors?.catch(() => undefined))?.dispose();
      vrn.dispose();
    },
  };
}

interface Tools {
  readonly engine: Engine;
  readonly detectors: Detectors;
}

export async function loadNetwork(file: string | undefined): Promise<VRN> {
  return file === undefined
    ? loadVRN(await readWeights(DEFAULT_WEIGHTS))
    : about(file, async () => loadVRN(await readInput(file)));
}

async function reconstructOne(
  task: Task,
  options: ReconstructOptions,
  tools: () => Promise<Tools>,
  onStep: (step: (typeof STEPS)[number]) => void,
): Promise<Success> {
  const { input } = task;
  const milliseconds: Record<string, number> = {};
  let began = performance.now();
  let current: string | undefined;
  const step = (name: (typeof STEPS)[number] | undefined): void => {
    const now = performance.now();
    if (current !== undefined) milliseconds[current] = Math.round((milliseconds[current] ?? 0) + now - began);
    current = name;
    began = now;
    if (name !== undefined) onStep(name);
  };
  step('read');
  const photo = await readPhoto(input);
  const { engine, detectors } = await tools();
  const { camera, warnings } = cameraSettings(photo, options, engine.config);
  const one = async (person: Person | undefined, stem: string): Promise<Written> => {
    const body = await reconstruct(photo, {
      network: engine,
      detectors,
      ...(person && { person }),
      ...camera,
      onStep: step,
    });
    checkComplete(body, options.strict);
    step('write');
    return writeBody(photo, body, stem, options);
  };
  const { bodies, kept, failures } = await about(input, async () => {
    const people = await choosePeople(photo, options.people, { detectors, onStep: step });
    return options.people === 'all'
      ? everybody(people as readonly Person[], task, options, one)
      : single(people[0], task, one);
  });
  step(undefined);
  const facts = bodies.map(({ body, files, print }) => ({ files, ...body.facts, ...(print && { print }) }));
  const { people } = options;
  return {
    value: {
      input,
      engine: engine.name,
      ...(people === 'all'
        ? { bodies: facts, kept, failures, warnings }
        : { ...facts[0]!, warnings: [...warnings, ...facts[0]!.warnings] }),
      milliseconds,
    },
    lines: [
      ...bodies.flatMap((each) => describe(input, each, photo.scale)),
      ...(kept.length > 0 ? [`${nameOf(input)}: kept from an earlier run: person ${kept.join(', ')}`] : []),
      `  engine ${engine.name}; milliseconds: ${Object.entries(milliseconds)
        .map(([name, ms]) => `${name} ${ms}`)
        .join(', ')}`,
    ],
    warnings: [...warnings, ...bodies.flatMap((each) => warningsOf(each, people))],
    failures: failures.map(({ error }) => error),
  };
}

/** The bodies of a photograph, the numbers of people whose files were kept, and people whose body failed. */
interface Made {
  readonly bodies: readonly Written[];
  readonly kept: readonly number[];
  readonly failures: readonly { readonly person: number; readonly error: ErrorValue }[];
}

type MakeOne = (person: Person | undefined, stem: string) => Promise<Written>;

/** Makes the body of one person; if undefined, `reconstruct` finds the best person. */
async function single(person: Person | undefined, { output }: Task, one: MakeOne): Promise<Made> {
  const stem = person === undefined || output === STDIN ? output : `${output}-${person.number}`;
  return { bodies: [await one(person, stem)], kept: [], failures: [] };
}

/** Makes the bodies of all people whose files are missing. One that fails does not stop the others. */
async function everybody(
  people: readonly Person[],
  { input, output, resume }: Task,
  options: ReconstructOptions,
  one: MakeOne,
): Promise<Made> {
  const bodies: Written[] = [];
  const kept: number[] = [];
  const failures: { person: number; error: ErrorValue }[] = [];
  for (const person of people) {
    const stem = `${output}-${person.number}`;
    const files = bodyEndings(options).map((ending) => `${stem}${ending}`);
    if (resume && (await areCurrent(files, input))) {
      kept.push(person.number);
      continue;
    }
    try {
      bodies.push(await about(`${nameOf(input)}: person ${person.number}`, () => one(person, stem)));
    } catch (error) {
      failures.push({ person: person.number, error: errorValue(error) });
    }
  }
  return { bodies, kept, failures };
}

/** Returns the warnings; of several people, with the person's number. */
const warningsOf = ({ body: { facts }, print }: Written, choice: PeopleChoice | undefined): string[] =>
  [...facts.warnings, ...(print?.warnings ?? [])].map((each) =>
    choice === 'all' ? `person ${facts.people!.number}: ${each}` : each,
  );

/** Rejects bodies with warnings if `--strict` was given. */
function checkComplete({ facts: { warnings } }: Body, strict: boolean | undefined): void {
  check(!strict || warnings.length === 0, 'no-person', () => {
    return `must show a complete person with --strict, got warnings: ${warnings.join('; ')}`;
  });
}

/** Returns the lines that are printed about a body. Positions are in pixels of the file; `scale` is that of `Photo`. */
function describe(input: string, { body, files, print }: Written, scale: number): string[] {
  const { landmarks, silhouetteIou, signs, triangles, components, closed, textureSize } = body.facts;
  return [
    `${input}: ${files.join(', ')}`,
    ...describePerson(body, scale),
    `  silhouette IoU with the mask ${silhouetteIou.toFixed(3)} (the body is fitted to the mask); ` +
      `of the network's own volume ${signs.networkSilhouetteIou.toFixed(3)}, which covers ${Math.round(100 * signs.networkShare)} % of the mask`,
    `  ${landmarks} of 16 landmarks; ${thousands(triangles)} triangles, ${counted(components, 'component')}, ${closed ? 'closed' : 'open'}; ` +
      `texture of ${textureSize} × ${textureSize}`,
    ...(print ? [describePrint(print)] : []),
  ];
}
