// Reconstructs ten people of the test set with two networks, and draws each photograph with three views of both bodies:
// pictures.ts BEFORE AFTER FILE, where BEFORE and AFTER are safetensors files and FILE is a .jpg.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { indexShards, readShard } from '@vrn/bodies';
import sharp from 'sharp';

/** Every twentieth sample of the test set, so that none is chosen for its result. */
const SAMPLES = Array.from({ length: 10 }, (_, i) => 20 * i);
/** Side in pixels of each photograph and of each view of a body. */
const SIDE = 192;
/** Height in pixels of the line of headings above the pictures. */
const HEADER = 28;

const [before, after, file] = process.argv.slice(2);
if (file === undefined) throw new Error('pictures: arguments must be BEFORE AFTER FILE');
const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'vrn-pictures-'));
const names = await writePhotographs(join(folder, 'photographs'));
for (const [output, weights] of [
  ['before', before!],
  ['after', after!],
] as const) {
  const given = ['--weights', weights, '--output', join(folder, output), join(folder, 'photographs')];
  // The command ends with code 1 if nobody is found in one of the photographs.
  await run(process.execPath, ['packages/cli/dist/main.js', 'reconstruct', ...given]).catch(() => undefined);
}
await mkdir(dirname(file), { recursive: true });
await rename(await drawTable(join(folder, `table-${basename(file)}`)), file);
await rm(folder, { recursive: true });

/** Writes the photographs of {@link SAMPLES} as PNG files into a folder. Returns their names. */
async function writePhotographs(into: string): Promise<string[]> {
  await mkdir(into, { recursive: true });
  const shard = 'experiments/testset/test-00000-of-00001.vrns';
  const handle = await open(shard);
  const samples = indexShards([await readShard(handle, { name: shard })]);
  const names: string[] = [];
  for (const index of SAMPLES) {
    const image = (await samples.get(index)).image!;
    const [height, width] = image.shape as [number, number, number];
    const pixels = Uint8Array.from(image.data, (value) => Math.round(255 * value));
    const name = `person-${String(index).padStart(3, '0')}`;
    await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(join(into, `${name}.png`));
    names.push(name);
  }
  await handle.close();
  return names;
}

/** Draws two columns of five people: each photograph with three views of both bodies. Returns the path of the file. */
async function drawTable(to: string): Promise<string> {
  const perColumn = SAMPLES.length / 2;
  const width = 2 * 7 * SIDE;
  const height = perColumn * SIDE + HEADER;
  const tiles: sharp.OverlayOptions[] = [];
  for (const [i, name] of names.entries()) {
    const left = Math.floor(i / perColumn) * 7 * SIDE;
    const top = HEADER + (i % perColumn) * SIDE;
    const photograph = join(folder, 'photographs', `${name}.png`);
    tiles.push({ input: await sharp(photograph).resize(SIDE, SIDE, { fit: 'cover' }).toBuffer(), left, top });
    for (const [column, output] of [
      [1, 'before'],
      [4, 'after'],
    ] as const) {
      // A preview is a row of four squares: the crop of the photograph, then the three views.
      const preview = sharp(join(folder, output, `${name}.preview.png`));
      const side = (await preview.metadata().catch(() => undefined))?.height;
      if (side === undefined) continue;
      const views = preview.extract({ left: side, top: 0, width: 3 * side, height: side }).resize(3 * SIDE, SIDE);
      tiles.push({ input: await views.toBuffer(), left: left + column * SIDE, top });
    }
  }
  const words = ['photograph', 'before: front, side, back', 'after: front, side, back'];
  const texts = [0, 7].flatMap((first) =>
    words.map((word, i) => {
      const x = (first + [0, 1, 4][i]!) * SIDE + 6;
      return `<text x="${x}" y="19" font-family="sans-serif" font-size="16" fill="#333">${word}</text>`;
    }),
  );
  const header = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEADER}">${texts.join('')}</svg>`;
  await sharp({ create: { width, height, channels: 3, background: '#f2f2f5' } })
    .composite([...tiles, { input: Buffer.from(header), left: 0, top: 0 }])
    .jpeg({ quality: 82 })
    .toFile(to);
  return to;
}
