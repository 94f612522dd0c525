// Measures writing and reading a mesh of about 100,000 triangles in four formats, and a volume: npm run bench -- files
import { decodeGlb, decodeObj, decodePly, decodeStl, encodeGlb, encodeObj, encodePly, encodeStl } from '@vrn/mesh';
import { bodyMesh, bodyVolume } from '@vrn/test-utils';
import { decodeNpy, encodeNpy, type TriangleMesh } from '@vrn/voxel';
import { moving, race } from '../../../../bench/race.js';
import { digits, type Measured, record } from '../../../../bench/record.js';

const mesh = bodyMesh(100_000);
const volume = bodyVolume(128);

/** Measures writing and reading one format, after checking that reading restores the data. */
async function format<Read>(
  name: string,
  write: () => string | Uint8Array | Promise<Uint8Array>,
  read: (file: never) => Read | Promise<Read>,
  isSame: (back: Read) => boolean,
): Promise<Measured> {
  const file = (await write()) as never;
  if (!isSame(await read(file))) throw new Error(`${name}: the file read differs from the data written`);
  const bytes = (file as string | Uint8Array).length;
  const times = await race({ write, read: () => read(file), move: moving(2 * bytes) }, { rounds: 10 });
  return {
    what: name,
    file_bytes: bytes,
    encode_ms: digits(times.write.best),
    decode_ms: digits(times.read.best),
    limit_ms: digits(times.move.best),
  };
}

/** Whether both meshes have the same triangles, with coordinates equal to within 1e-6; vertex indices may differ. */
function isSameMesh(back: TriangleMesh): boolean {
  if (back.indices.length !== mesh.indices.length) return false;
  return back.indices.every((vertex, corner) =>
    [0, 1, 2].every((axis) => {
      const written = mesh.positions[3 * mesh.indices[corner]! + axis]!;
      return Math.abs(back.positions[3 * vertex + axis]! - written) < 1e-6;
    }),
  );
}

const triangles = `${mesh.indices.length / 3} triangles`;
record('files', [
  await format(`.glb, ${triangles}`, () => encodeGlb(mesh), decodeGlb, isSameMesh),
  await format(`.ply, ${triangles}`, () => encodePly(mesh), decodePly, isSameMesh),
  await format(`.stl, ${triangles}`, () => encodeStl(mesh), decodeStl, isSameMesh),
  await format(`.obj, ${triangles}`, () => encodeObj(mesh), decodeObj, isSameMesh),
  await format(
    '.npy, 128³ in single precision',
    () => encodeNpy(volume),
    decodeNpy,
    (back) => back.data.every((value, at) => value === volume.data[at]),
  ),
]);
