// Implements `vrn reconstruct`: loads the models, reconstructs each photograph, and writes the results.
import { readModel } from '@vrn/detectors';
import { encodeObj } from '@vrn/mesh';
import { loadVRN, type VRN } from '@vrn/model';
import { DEFAULT_WEIGHTS, readWeights } from '@vrn/pretrained';
import {
  type Body,
  type Detectors,
  loadDetectors,
  RECONSTRUCT_STEPS,
  type ReconstructStep,
  reconstruct,
} from '@vrn/reconstruct';
import { check, encodeNpy } from '@vrn/voxel';
import { startBackend } from '../../engine/backend.js';
import { type Engine, startEngine } from '../../engine/engine.js';
import type { EngineChoice } from '../../engine/engineNames.js';
import { checkStandardOutput, readInput, writeOutput, writeStandardOutput } from '../../output/files.js';
import { about, checkUsage, outputName, printNote } from '../../output/messages.js';
import { counted, thousands } from '../../output/report.js';
import { PHOTO_ENDINGS } from '../../photo/fileKind.js';
import { type Photo, readPhoto } from '../../photo/photo.js';
import { preview } from '../../photo/preview.js';
import { expandInputs, STDIN } from '../arguments/inputs.js';
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
  checkUsage(!toStandardOutput || !(options.obj || options.volume), () => '--output - writes a .glb only');
  const endings = ['.glb', '.preview.png', ...(options.obj ? ['.obj'] : []), ...(options.volume ? ['.npy'] : [])];
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

async function loadNetwork(file: string | undefined): Promise<VRN> {
  return file === undefined
    ? loadVRN(await readWeights(DEFAULT_WEIGHTS))
    : about(file, async () => loadVRN(await readInput(file)));
}

async function reconstructOne(
  { input, output }: Task,
  { obj, volume, strict }: ReconstructOptions,
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
  const body = await about(input, () => make(photo, { engine, detectors, strict, onStep: step }));
  step('write');
  const glb = await body.toGlb();
  if (output === STDIN) await writeStandardOutput(glb);
  const files: [string, Uint8Array | string][] =
    output === STDIN
      ? []
      : [
          [`${output}.glb`, glb],
          [`${output}.preview.png`, await preview(photo, body)],
        ];
  if (obj) files.push([`${output}.obj`, encodeObj(body.mesh)]);
  if (volume) files.push([`${output}.npy`, encodeNpy(body.volume)]);
  for (const [file, content] of files) await writeOutput(file, content);
  step(undefined);
  const written = output === STDIN ? [outputName(output)] : files.map(([file]) => file);
  const { facts } = body;
  return {
    value: { input, files: written, engine: engine.name, ...facts, milliseconds },
    lines: describe(input, written, { body, engine: engine.name, milliseconds }),
    warnings: facts.warnings,
  };
}

async function make(
  photo: Photo,
  {
    engine,
    detectors,
    strict,
    onStep,
  }: Tools & { readonly strict: boolean | undefined; readonly onStep: (step: ReconstructStep) => void },
): Promise<Body> {
  const body = await reconstruct(photo, { network: engine, detectors, onStep });
  const { warnings } = body.facts;
  check(!strict || warnings.length === 0, 'no-person', () => {
    return `must show a complete person with --strict, got warnings: ${warnings.join('; ')}`;
  });
  return body;
}

/** Returns the lines that are printed about a body. */
function describe(
  input: string,
  files: readonly string[],
  { body, engine, milliseconds }: { body: Body; engine: string; milliseconds: Readonly<Record<string, number>> },
): string[] {
  const { people, landmarks, silhouetteIou, signs, triangles, components, closed } = body.facts;
  const { left, top, side } = body.square;
  const place = `pixels ${Math.round(left)}..${Math.round(left + side)} × ${Math.round(top)}..${Math.round(top + side)}`;
  const several =
    (people?.found ?? 1) > 1
      ? [`  ${counted(people!.found, 'person').replace('persons', 'people')} found; reconstructed the one at ${place}`]
      : [];
  return [
    `${input}: ${files.join(', ')}`,
    ...several,
    `  silhouette IoU with the mask ${silhouetteIou.toFixed(3)} (the body is fitted to the mask); ` +
      `of the network's own volume ${signs.networkSilhouetteIou.toFixed(3)}, which covers ${Math.round(100 * signs.networkShare)} % of the mask`,
    `  ${landmarks} of 16 landmarks; ${thousands(triangles)} triangles, ${counted(components, 'component')}, ${closed ? 'closed' : 'open'}`,
    `  engine ${engine}; milliseconds: ${Object.entries(milliseconds)
      .map(([step, ms]) => `${step} ${ms}`)
      .join(', ')}`,
  ];
}
