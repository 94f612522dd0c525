// Implements `vrn reconstruct`: loads the models, reconstructs each photograph, and writes the results.
import { readModel } from '@vrn/detectors';
import { encodeObj } from '@vrn/mesh';
import { loadVRN, type VRN } from '@vrn/model';
import { DEFAULT_WEIGHTS, readWeights } from '@vrn/pretrained';
import {
  type Body,
  type Detectors,
  findPeople,
  loadDetectors,
  type Person,
  type PrintFacts,
  personAt,
  RECONSTRUCT_STEPS,
  type ReconstructStep,
  reconstruct,
  toPrint,
} from '@vrn/reconstruct';
import { check, encodeNpy, type Square } from '@vrn/voxel';
import { startBackend } from '../../engine/backend.js';
import { type Engine, startEngine } from '../../engine/engine.js';
import type { EngineChoice } from '../../engine/engineNames.js';
import { checkStandardOutput, readInput, writeOutput, writeStandardOutput } from '../../output/files.js';
import { about, checkUsage, outputName, printNote } from '../../output/messages.js';
import { describePrint, printOptions } from '../../output/print.js';
import { counted, thousands } from '../../output/report.js';
import { PHOTO_ENDINGS } from '../../photo/fileKind.js';
import { type Photo, readPhoto } from '../../photo/photo.js';
import { preview } from '../../photo/preview.js';
import { expandInputs, STDIN } from '../arguments/inputs.js';
import type { PeopleChoice } from '../arguments/values.js';
import { runBatch } from '../batch/batch.js';
import type { Success, Task, Worker } from '../batch/task.js';
import { folderTasks, unfinished } from '../batch/tasks.js';

/** Steps per photograph, as the progress bar shows them. */
const STEPS = ['read', ...RECONSTRUCT_STEPS, 'write'] as const;

interface ReconstructOptions {
  readonly weights?: string;
  readonly engine: EngineChoice;
  readonly obj?: boolean;
  readonly volume?: boolean;
  readonly strict?: boolean;
  readonly people?: PeopleChoice;
  readonly print?: '3mf' | 'stl';
  readonly printHeight?: number;
  readonly printBase?: boolean;
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
  checkUsage(!toStandardOutput || options.people !== 'all', () => '--output - must come with one person, got all');
  const endings = endingsOf(options);
  const all = toStandardOutput ? [{ input: inputs[0]!.file, output }] : folderTasks(inputs, output);
  const tasks = await unfinished(all, inputs, { force, endings });
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

/** Returns the endings by which a finished photograph is recognised; none if the number of its person is not known. */
function endingsOf({ obj, volume, print, people }: ReconstructOptions): string[] {
  const more = [...(obj ? ['.obj'] : []), ...(volume ? ['.npy'] : []), ...(print ? [`.${print}`] : [])];
  const endings = ['.glb', '.preview.png', ...more];
  if (people === undefined) return endings;
  if (people !== 'all' && !('number' in people)) return [];
  return endings.map((ending) => `-${people === 'all' ? 1 : people.number}${ending}`);
}

/** Starts a worker: backend, network and engine now, the detectors with the first photograph. */
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
  { input, output }: Task,
  options: ReconstructOptions,
  tools: () => Promise<Tools>,
  onStep: (step: (typeof STEPS)[number]) => void,
): Promise<Success> {
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
  const bodies: Written[] = [];
  await about(input, async () => {
    for (const person of await personsOf(photo, options.people, { detectors, onStep: step })) {
      const body = await make(photo, person, { engine, detectors, strict: options.strict, onStep: step });
      step('write');
      const stem = person === undefined || output === STDIN ? output : `${output}-${person.number}`;
      bodies.push(await write(photo, body, stem, options));
    }
  });
  step(undefined);
  const facts = bodies.map(({ body, files, print }) => ({ files, ...body.facts, ...(print && { print }) }));
  return {
    value: {
      input,
      engine: engine.name,
      ...(options.people === 'all' ? { bodies: facts } : facts[0]!),
      milliseconds,
    },
    lines: [
      ...bodies.flatMap((each) => describe(input, each, photo.scale)),
      `  engine ${engine.name}; milliseconds: ${Object.entries(milliseconds)
        .map(([name, ms]) => `${name} ${ms}`)
        .join(', ')}`,
    ],
    warnings: bodies.flatMap((each) => warningsOf(each, options.people)),
  };
}

/** A body, and the names of its files. */
interface Written {
  readonly body: Body;
  readonly files: readonly string[];
  readonly print?: PrintFacts;
}

/** Writes a body to files whose paths begin with `stem`, or the .glb to standard output. */
async function write(
  photo: Photo,
  body: Body,
  stem: string,
  { obj, volume, print, printHeight, printBase }: ReconstructOptions,
): Promise<Written> {
  const glb = await body.toGlb();
  if (stem === STDIN) {
    await writeStandardOutput(glb);
    return { body, files: [outputName(stem)] };
  }
  const files: [string, Uint8Array | string][] = [
    [`${stem}.glb`, glb],
    [`${stem}.preview.png`, await preview(photo, body)],
  ];
  if (obj) files.push([`${stem}.obj`, encodeObj(body.mesh)]);
  if (volume) files.push([`${stem}.npy`, encodeNpy(body.volume)]);
  const printed = print && toPrint(body, printOptions(print, { printHeight, printBase }));
  if (printed) files.push([`${stem}.${print}`, printed.file]);
  for (const [file, content] of files) await writeOutput(file, content);
  return { body, files: files.map(([file]) => file), ...(printed && { print: printed.facts }) };
}

/** Returns the people to reconstruct; undefined stands for the best one, who is found by `reconstruct`. */
async function personsOf(
  photo: Photo,
  choice: PeopleChoice | undefined,
  { detectors, onStep }: { readonly detectors: Detectors; readonly onStep: (step: ReconstructStep) => void },
): Promise<readonly (Person | undefined)[]> {
  if (choice === undefined) return [undefined];
  onStep('find');
  const people = await findPeople(photo, detectors);
  check(people.length > 0, 'no-person', () => 'must show a person, got none that could be found');
  if (choice === 'all') return people;
  if ('number' in choice) {
    const person = people[choice.number - 1];
    check(person !== undefined, 'no-person', () => {
      return `must show at least ${choice.number} people for --people ${choice.number}, got ${people.length}`;
    });
    return [person];
  }
  const { x, y } = choice;
  const person = personAt(people, y * photo.scale, x * photo.scale);
  check(person !== undefined, 'no-person', () => {
    const places = people.map((each) => `${each.number} at ${placeOf(each.square, photo.scale)}`);
    return `must show a person at --people ${x},${y}, got people elsewhere: ${places.join('; ')}`;
  });
  return [person];
}

/** Formats a square in pixels of the file: `pixels 10..200 × 30..220`. */
function placeOf({ left, top, side }: Square, scale: number): string {
  const at = (value: number): number => Math.round(value / scale);
  return `pixels ${at(left)}..${at(left + side)} × ${at(top)}..${at(top + side)}`;
}

/** Returns the warnings; of several people, with the person's number. */
const warningsOf = ({ body: { facts }, print }: Written, choice: PeopleChoice | undefined): string[] =>
  [...facts.warnings, ...(print?.warnings ?? [])].map((each) =>
    choice === 'all' ? `person ${facts.people!.number}: ${each}` : each,
  );

async function make(
  photo: Photo,
  person: Person | undefined,
  {
    engine,
    detectors,
    strict,
    onStep,
  }: Tools & { readonly strict: boolean | undefined; readonly onStep: (step: ReconstructStep) => void },
): Promise<Body> {
  const body = await reconstruct(photo, { network: engine, detectors, ...(person && { person }), onStep });
  const { warnings } = body.facts;
  check(!strict || warnings.length === 0, 'no-person', () => {
    return `must show a complete person with --strict, got warnings: ${warnings.join('; ')}`;
  });
  return body;
}

/** Returns the lines that are printed about a body. Positions are in pixels of the file, before `scale`. */
function describe(input: string, { body, files, print }: Written, scale: number): string[] {
  const { people, landmarks, silhouetteIou, signs, triangles, components, closed, textureSize } = body.facts;
  const several =
    (people?.found ?? 1) > 1
      ? [
          `  person ${people!.number} of ${people!.found} (1 is the largest and clearest), at ${placeOf(body.square, scale)}`,
        ]
      : [];
  return [
    `${input}: ${files.join(', ')}`,
    ...several,
    `  silhouette IoU with the mask ${silhouetteIou.toFixed(3)} (the body is fitted to the mask); ` +
      `of the network's own volume ${signs.networkSilhouetteIou.toFixed(3)}, which covers ${Math.round(100 * signs.networkShare)} % of the mask`,
    `  ${landmarks} of 16 landmarks; ${thousands(triangles)} triangles, ${counted(components, 'component')}, ${closed ? 'closed' : 'open'}; ` +
      `texture of ${textureSize} × ${textureSize}`,
    ...(print ? [describePrint(print)] : []),
  ];
}
