// The readers that are fuzzed, each with intact files, and the mutations.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Random, VolumetricError } from '@vrn/voxel';
import { bodySource } from '../../src/bodySource.js';
import { readScans } from '../../src/dataset/scans/readScans.js';
import { mhclo } from '../../src/makehuman/assets/mhclo.js';
import { readAssets } from '../../src/makehuman/assets/readAssets.js';
import { parseAmc } from '../../src/makehuman/motion/amc.js';
import { parseAsf } from '../../src/makehuman/motion/asf.js';
import { parseBvh } from '../../src/makehuman/motion/bvh.js';
import { sample } from '../../src/sample/sample.js';
import { decodeSample } from '../../src/shard/sample/decodeSample.js';
import { encodeSample } from '../../src/shard/sample/encodeSample.js';
import { decodePicture, encodePicture } from '../../src/shard/sample/pictureBytes.js';
import { verifyShard } from '../../src/shard/verifyShard.js';
import { writeShard } from '../../src/shard/writeShard.js';
import { bytes, OBJ, RIG } from '../makehuman/standIns.js';
import { boxGlb, boxObj, boxPly, MTL, picture } from '../repro/scanFolders.js';

export interface Reader {
  readonly name: string;
  readonly files: readonly Uint8Array[];
  /** Reads a mutant of one of the files. */
  read(mutant: Uint8Array, which: number): unknown;
}

const person = sample(bodySource('capsules'), 3, { shape: [24, 24, 24], outputs: { depth: true } });
const pixels = person.image.data;
const target = '0 1 0 0\n1 0 1 0\n2 0 0 1\n';
const figure = `HIERARCHY\nROOT hip\n{\nOFFSET 0 0 0\nCHANNELS 3 Xrotation Yrotation Zrotation\nEnd Site\n{\nOFFSET 0 1 0\n}\n}\nMOTION\nFrames: 2\nFrame Time: 0.1\n1 2 3\n4 5 6\n`;
const skeleton = `:root\norder TX TY TZ RX RY RZ\n:bonedata\nbegin\nname back\ndirection 0 1 0\nlength 2\naxis 0 0 9 XYZ\ndof rx rz\nend\n:hierarchy\nbegin\nroot back\nend\n`;
const frames = ':DEGREES\n1\nroot 1 2 3 4 5 6\nback 1 2\n2\nroot 1 2 3 4 5 6\nback 3 4\n';

/** Files of a folder of scans; one of them is replaced by a mutant. */
const SCANS: readonly (readonly [name: string, content: string | Uint8Array])[] = [
  ['ann.obj', boxObj('mtllib ann.mtl more.mtl\n')],
  ['ann.mtl', MTL],
  ['skin.png', picture()],
  ['ben.ply', boxPly('skin.png')],
  ['cat.glb', boxGlb({ materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }] })],
  ['ann.json', JSON.stringify(Array.from({ length: 16 }, (_, n) => [n, 0, 0]))],
];

function readScansWith(mutant: Uint8Array, which: number): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'vrn-fuzz-'));
  mkdirSync(join(folder, 'scans'));
  for (const [n, [name, content]] of SCANS.entries()) {
    writeFileSync(join(folder, 'scans', name), n === which ? mutant : content);
  }
  return readScans(join(folder, 'scans')).finally(() => rmSync(folder, { recursive: true, force: true }));
}

function readTargetOf(packed: Uint8Array): unknown {
  const files: Record<string, Uint8Array> = {
    'base.obj': bytes(OBJ),
    'default.mhskel': bytes(RIG),
    'default_weights.mhw': bytes('{"weights":{}}'),
    'african-male-young.target.gz': packed,
  };
  const folder = { name: 'assets', list: () => Object.keys(files).sort(), read: (path: string) => files[path]! };
  return readAssets(folder).target('african-male-young');
}

export const READERS: readonly Reader[] = [
  { name: 'samples', files: [encodeSample(person), encodeSample(person, { image: { jpeg: 80 } })], read: decodeSample },
  {
    name: 'pictures',
    files: [encodePicture(pixels, [24, 24], 'png'), encodePicture(pixels, [24, 24], { jpeg: 80 })],
    read: (mutant) => decodePicture(mutant, 24, 24),
  },
  { name: 'shards', files: [writeShard([person, person], { split: 'train' })], read: (mutant) => verifyShard(mutant) },
  {
    name: 'gzip',
    files: [gzipSync(target), Buffer.concat([gzipSync(target), gzipSync(target)])],
    read: readTargetOf,
  },
  {
    name: 'cloth',
    files: [bytes('obj_file a.obj\nx_scale 0 1 2.5\nverts 0\n0\n0 1 2 .5 .25 .25 0 0 .1\ndelete_verts\n0 2 - 9\n')],
    read: (mutant) => mhclo(new TextDecoder().decode(mutant), 'f'),
  },
  { name: 'motion', files: [bytes(figure)], read: (mutant) => parseBvh(mutant, 'f') },
  {
    name: 'acclaim',
    files: [bytes(skeleton), bytes(frames)],
    read: (mutant, which) => {
      const asf = parseAsf(which === 0 ? mutant : bytes(skeleton), 'f');
      return parseAmc(which === 1 ? mutant : bytes(frames), 'f', asf);
    },
  },
  {
    name: 'scans',
    files: SCANS.map(([, content]) => (typeof content === 'string' ? bytes(content) : content)),
    read: readScansWith,
  },
];

/** Bytes that count fields and text readers are sensitive to. */
const TOKENS = [
  [0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0, 0, 0, 0x80],
  [0, 0, 0, 1],
  [13],
  [10],
  [32],
  [9],
].map((each) => Uint8Array.from(each));
const TEXTS = [
  '1e39',
  '-1',
  '99999999999',
  'nan',
  '\r',
  '../',
  'usemtl a\n',
  'f 1 2 3\n',
  'mtllib x',
  ' '.repeat(500),
].map(bytes);

/** Changes a file in one to three places: bytes, tokens, runs that are removed, doubled or moved. */
export function mutate(file: Uint8Array, rng: Random): Uint8Array {
  let out: Uint8Array = file.slice();
  for (let edits = 1 + rng.integer(3); edits > 0; edits--) {
    const at = rng.integer(out.length + 1);
    const end = Math.min(out.length, at + 1 + rng.integer(rng.uniform() < 0.5 ? 8 : 200));
    const kind = rng.integer(6);
    const token = rng.uniform() < 0.5 ? TOKENS[rng.integer(TOKENS.length)]! : TEXTS[rng.integer(TEXTS.length)]!;
    if (kind === 0 && at < out.length) out[at] = rng.integer(256);
    else if (kind === 1)
      out = joined(out.subarray(0, at), token, out.subarray(Math.min(out.length, at + token.length)));
    else if (kind === 2) out = joined(out.subarray(0, at), token, out.subarray(at));
    else if (kind === 3) out = joined(out.subarray(0, at), out.subarray(end));
    else if (kind === 4) out = joined(out.subarray(0, end), out.subarray(at, end), out.subarray(end));
    else out = joined(out.subarray(0, at), ...Array<Uint8Array>(1 + rng.integer(400)).fill(token), out.subarray(at));
  }
  return out;
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Describes the fault of a mutant. Undefined if it was read or refused with a message, within the limits. */
export async function faultOf(reader: Reader, mutant: Uint8Array, which: number): Promise<string | undefined> {
  const began = process.cpuUsage();
  const memory = memoryUsed();
  let fault: string | undefined;
  try {
    await reader.read(mutant, which);
  } catch (error) {
    const isOurs = error instanceof VolumetricError && !error.message.includes('\n');
    if (!isOurs) fault = `another error: ${String(error)}`;
  }
  // CPU time, which does not depend on other processes.
  const { user, system } = process.cpuUsage(began);
  const milliseconds = (user + system) / 1000;
  const grown = memoryUsed() - memory;
  if (milliseconds > 1000 + mutant.length / 1000) fault ??= `${Math.round(milliseconds)} ms`;
  if (grown > 64e6 + 20 * mutant.length) fault ??= `${Math.round(grown / 1e6)} MB`;
  return fault;
}

/** Memory of typed arrays and of the heap in bytes. */
const memoryUsed = (): number => {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
};
