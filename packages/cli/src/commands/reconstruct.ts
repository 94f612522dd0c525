// vrn reconstruct: bodies from photographs.
import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { loadVRN, type VRN } from '@vrn/model';
import { DEFAULT_WEIGHTS, readWeights } from '@vrn/pretrained';
import { encodeNpy } from '@vrn/voxel';
import { Presets, SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { startBackend } from '../engine/backend.js';
import { ENGINES, type Engine, type EngineChoice, startEngine } from '../engine/engine.js';
import { about, oneLine } from '../output/failure.js';
import { writeInPlace } from '../output/files.js';
import { thousands } from '../output/report.js';
import { reconstruct, STEPS } from '../reconstruct.js';

interface Options {
  readonly output: string;
  readonly weights?: string;
  readonly engine: EngineChoice;
  readonly obj?: boolean;
  readonly volume?: boolean;
  readonly json?: boolean;
}

export const reconstructCommand = (): Command =>
  new Command('reconstruct')
    .description('Photographs of a person, seen whole, to coloured 3D bodies: NAME.glb and NAME.preview.png for each.')
    .argument('<image...>', '.jpg, .png, .webp, .avif, .tiff, .gif')
    .option('-o, --output <folder>', 'where the results go', 'out')
    .option('-w, --weights <file>', 'safetensors of a network of your own')
    .addOption(
      new Option('-e, --engine <name>', 'what computes the network; auto takes a graphics processor if there is one')
        .choices(ENGINES)
        .default('auto'),
    )
    .option('--obj', 'also NAME.obj')
    .option('--volume', 'also NAME.npy, the soft volume')
    .option('--json', 'print one JSON value a photograph')
    .action(run);

async function run(images: readonly string[], options: Options): Promise<void> {
  await startBackend();
  const vrn = await network(options.weights);
  const engine = await startEngine(options.engine, vrn);
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% | {image}: {step} | {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const showing = process.stderr.isTTY === true && !options.json;
  if (showing) bar.start(images.length * STEPS.length, 0, { image: '', step: 'starting' });
  const lines: string[] = [];
  let failures = 0;
  for (const [i, image] of images.entries()) {
    const onStep = (step: (typeof STEPS)[number]): void => {
      if (showing) bar.update(i * STEPS.length + STEPS.indexOf(step), { image: basename(image), step });
    };
    try {
      lines.push(...(await one(image, nameOf(image, images), engine, options, onStep)));
    } catch (error) {
      failures++;
      if (images.length === 1) {
        if (showing) bar.stop();
        throw error;
      }
      process.stderr.write(`${showing ? '\n' : ''}${oneLine(error)}\n`);
    }
  }
  if (showing) {
    bar.update(images.length * STEPS.length);
    bar.stop();
  }
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  await engine.stop();
  vrn.dispose();
  if (failures > 0) process.exitCode = 1;
}

async function network(file: string | undefined): Promise<VRN> {
  return file === undefined
    ? loadVRN(await readWeights(DEFAULT_WEIGHTS))
    : about(file, async () => loadVRN(new Uint8Array(await readFile(file))));
}

/** The picture's name without its ending; with it where two pictures differ only in that. */
function nameOf(image: string, images: readonly string[]): string {
  const bare = (file: string) => basename(file, extname(file));
  const alike = images.filter((other) => bare(other) === bare(image)).length > 1;
  return alike ? basename(image) : bare(image);
}

async function one(
  image: string,
  name: string,
  engine: Engine,
  { output, obj, volume, json }: Options,
  onStep: (step: (typeof STEPS)[number]) => void,
): Promise<string[]> {
  const result = await about(image, () => reconstruct(image, engine, onStep));
  const { facts } = result;
  const files = [
    [`${name}.glb`, result.glb],
    [`${name}.preview.png`, result.preview],
    ...(obj ? [[`${name}.obj`, result.obj] as const] : []),
    ...(volume ? [[`${name}.npy`, encodeNpy(result.volume)] as const] : []),
  ] as const;
  for (const [file, content] of files) await writeInPlace(join(output, file), content);
  const written = files.map(([file]) => join(output, file));
  if (json) return [JSON.stringify({ image, files: written, engine: engine.name, ...facts })];
  const times = Object.entries(facts.milliseconds).map(([step, ms]) => `${step} ${ms}`);
  return [
    `${image}: ${written.join(', ')}`,
    `  silhouette IoU against the mask found ${facts.silhouetteIou.toFixed(3)}; ${facts.landmarks} of 16 landmarks; ` +
      `${thousands(facts.triangles)} triangles, ${facts.components} ${facts.components === 1 ? 'piece' : 'pieces'}, ${facts.closed ? 'closed' : 'open'}`,
    `  engine ${engine.name}; milliseconds: ${times.join(', ')}`,
  ];
}
