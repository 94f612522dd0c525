// Lists the readers to fuzz, each with valid files from which mutants are made.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type FuzzedReader, text } from '@vrn/test-utils/fuzz';
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

const person = sample(bodySource('capsules'), 3, { shape: [24, 24, 24], outputs: { depth: true } });
const pixels = person.image.data;
const target = '0 1 0 0\n1 0 1 0\n2 0 0 1\n';
const figure = `HIERARCHY\nROOT hip\n{\nOFFSET 0 0 0\nCHANNELS 3 Xrotation Yrotation Zrotation\nEnd Site\n{\nOFFSET 0 1 0\n}\n}\nMOTION\nFrames: 2\nFrame Time: 0.1\n1 2 3\n4 5 6\n`;
const skeleton = `:root\norder TX TY TZ RX RY RZ\n:bonedata\nbegin\nname back\ndirection 0 1 0\nlength 2\naxis 0 0 9 XYZ\ndof rx rz\nend\n:hierarchy\nbegin\nroot back\nend\n`;
const frames = ':DEGREES\n1\nroot 1 2 3 4 5 6\nback 1 2\n2\nroot 1 2 3 4 5 6\nback 3 4\n';

/** Files of a folder of scans. For each mutant, one of them is replaced. */
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

const KINDS: readonly FuzzedReader[] = [
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
    codes: ['bad-file', 'bad-image', 'bad-mesh'],
    files: SCANS.map(([, content]) => (typeof content === 'string' ? bytes(content) : content)),
    read: readScansWith,
  },
];

/** Words that mutations may insert: those of .obj and .mtl files, and types of PNG chunks. */
const TOKENS = ['usemtl a\n', 'f 1 2 3\n', 'mtllib x', 'map_Kd ', 'newmtl ', 'IDAT', 'iCCP'].map(text);

export const READERS: readonly FuzzedReader[] = KINDS.map((reader) => ({ ...reader, tokens: TOKENS }));
