// Reconstructs the photographs of `vrn reconstruct`: loads the models once, then makes and writes the bodies of each.
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
import { readInput } from '../../output/files.js';
import { about, nameOf, printNote } from '../../output/messages.js';
import { describePrint } from '../../output/print.js';
import { counted, thousands } from '../../output/report.js';
import { type BodyFileOptions, bodyEndings, type Written, writeBody } from '../../photo/bodyFiles.js';
import { type CameraChoice, cameraSettings } from '../../photo/cameraSettings.js';
import { choosePeople, type PeopleChoice } from '../../photo/choosePeople.js';
import { readPhoto } from '../../photo/photo.js';
import { describePerson } from '../../photo/place.js';
import { STDIN } from '../arguments/inputs.js';
import { type ErrorValue, errorValue, type Success, type Task, type Worker } from '../batch/task.js';
import { type BodyRow, failedRow, madeRow } from '../results/bodyRow.js';
import { stampOf } from '../results/photographStamp.js';

/** Steps per photograph, as the progress bar shows them. */
export const STEPS = ['read', ...RECONSTRUCT_STEPS, 'write'] as const;

export interface ReconstructOptions extends CameraChoice, BodyFileOptions {
  readonly weights?: string;
  readonly engine: EngineChoice;
  readonly strict?: boolean;
  readonly people?: PeopleChoice;
}

/** Returns the endings of a photograph's files; none if they contain numbers of people that are not yet known. */
export function knownEndings(options: ReconstructOptions): readonly string[] {
  const { people } = options;
  const endings = bodyEndings(options);
  if (people === undefined) return endings;
  return people !== 'all' && 'number' in people ? endings.map((ending) => `-${people.number}${ending}`) : [];
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

/** Loads a network from a file; if `file` is undefined, the default network of `@vrn/pretrained`. */
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
  const stamp = input === STDIN ? undefined : await stampOf(input);
  const photo = await readPhoto(input);
  const { engine, detectors } = await tools();
  const { camera, warnings } = cameraSettings(photo, options, engine.config);
  let since = performance.now();
  const one: MakeOne = async (person, stem) => {
    try {
      const body = await reconstruct(photo, {
        network: engine,
        detectors,
        ...(person && { person }),
        ...camera,
        onStep: step,
      });
      checkComplete(body, options.strict);
      step('write');
      const written = await writeBody(photo, body, stem, options);
      const { files, print } = written;
      const seconds = (performance.now() - since) / 1000;
      return {
        facts: { files: files.map(({ file }) => file), ...body.facts, ...(print && { print }) },
        lines: describe(input, written, photo.scale),
        warnings: warningsOf(written, options.people),
        row: madeRow(input, written, { engine: engine.name, seconds, warnings }),
      };
    } finally {
      // The time of a body that fails does not count for the next one.
      since = performance.now();
    }
  };
  const { bodies, failures } = await about(input, async () => {
    const people = await choosePeople(photo, options.people, { detectors, onStep: step });
    return options.people === 'all'
      ? everybody(people as readonly Person[], task, one)
      : { bodies: [await single(people[0], task, one)], failures: [] };
  });
  step(undefined);
  const { people } = options;
  const { keep: kept = [] } = task;
  const [first] = bodies;
  return {
    value: {
      input,
      engine: engine.name,
      ...(people === 'all'
        ? { bodies: bodies.map(({ facts }) => facts), kept, failures, warnings }
        : { ...first!.facts, warnings: [...warnings, ...first!.facts.warnings] }),
      milliseconds,
    },
    lines: [
      ...bodies.flatMap(({ lines }) => lines),
      ...(kept.length > 0 ? [`${nameOf(input)}: kept from an earlier run: person ${kept.join(', ')}`] : []),
      `  engine ${engine.name}; milliseconds: ${Object.entries(milliseconds)
        .map(([name, ms]) => `${name} ${ms}`)
        .join(', ')}`,
    ],
    warnings: [...warnings, ...bodies.flatMap((each) => each.warnings)],
    failures: failures.map(({ error }) => error),
    record: {
      ...(stamp && { stamp }),
      rows: [
        ...bodies.map(({ row }) => row),
        ...failures.map(({ person, error }) => failedRow(input, error.message, person)),
      ],
    },
  };
}

/** The data of a body that are kept once its files are written. */
interface MadeBody {
  readonly facts: Body['facts'] & { readonly files: readonly string[] };
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
  readonly row: BodyRow;
}

type MakeOne = (person: Person | undefined, stem: string) => Promise<MadeBody>;

/** Makes the body of `person`; if it is undefined, `reconstruct` finds the best person. */
const single = (person: Person | undefined, { output }: Task, one: MakeOne): Promise<MadeBody> =>
  one(person, person === undefined || output === STDIN ? output : `${output}-${person.number}`);

/** Makes the bodies of all people but those in `keep`. A body that fails does not stop the others. */
async function everybody(
  people: readonly Person[],
  { input, output, keep = [] }: Task,
  one: MakeOne,
): Promise<{
  readonly bodies: readonly MadeBody[];
  readonly failures: readonly { readonly person: number; readonly error: ErrorValue }[];
}> {
  const bodies: MadeBody[] = [];
  const failures: { person: number; error: ErrorValue }[] = [];
  for (const person of people) {
    const { number } = person;
    if (keep.includes(number)) continue;
    try {
      bodies.push(await about(`${nameOf(input)}: person ${number}`, () => one(person, `${output}-${number}`)));
    } catch (error) {
      failures.push({ person: number, error: errorValue(error) });
    }
  }
  return { bodies, failures };
}

/** Returns the warnings about a body and its print; if all people are reconstructed, with the number of the person. */
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
    `${input}: ${files.map(({ file }) => file).join(', ')}`,
    ...describePerson(body, scale),
    `  silhouette IoU with the mask ${silhouetteIou.toFixed(3)} (the body is fitted to the mask); ` +
      `of the network's own volume ${signs.networkSilhouetteIou.toFixed(3)}, which covers ${Math.round(100 * signs.networkShare)} % of the mask`,
    `  ${landmarks} of 16 landmarks; ${thousands(triangles)} triangles, ${counted(components, 'component')}, ${closed ? 'closed' : 'open'}; ` +
      `texture of ${textureSize} × ${textureSize}`,
    ...(print ? [describePrint(print)] : []),
  ];
}
