// Writes a mesh as the text of a Wavefront .obj file.
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { check, checkMesh } from '@vrn/voxel/internal';
import { checkAttributes } from '../../edit/checkAttributes.js';
import { overbrightSrgb } from '../text/overbrightSrgb.js';
import {
  NEWLINE,
  SLASH,
  SPACE,
  textWriter,
  writeByte,
  writeInteger,
  writeNine,
  writeSingle,
  writeText,
  written,
} from '../text/textWriter.js';

/**
 * Writes the text of an `.obj` file. Colours follow the position of their vertex, `v x y z r g b`, in sRGB as readers
 * expect; normals and texture coordinates are written if the mesh has them.
 *
 * Numbers have at most nine significant digits, which is enough to restore single-precision numbers and colours:
 * {@link decodeObj} returns all values exactly. Only colour channels beyond ±2 in sRGB, which is 4.95 in linear light,
 * are clamped, since readers would take larger numbers for a scale of 0 to 255.
 *
 * @param mesh  must have vertices, since readers expect at least one
 * @returns  the file's text
 * @throws {VolumetricError} `bad-mesh`; also for a mesh whose text exceeds the maximum length of a string (512 MiB in
 *   V8, about four million triangles with all attributes)
 * Cost: O(V + F).
 *
 * @example
 * const triangle = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
 * encodeObj(triangle).split('\n'); // → ['# right-handed, y up', 'v 0 0 0', 'v 1 0 0', 'v 0 1 0', 'f 1 2 3', '']
 */
export function encodeObj(mesh: TriangleMesh): string {
  checkMesh(mesh, 'encodeObj', { faces: 'any' });
  checkAttributes(mesh, 'encodeObj');
  const { positions, indices, normals, colors, uvs } = mesh;
  check(positions.length > 0, 'bad-mesh', () => 'encodeObj: mesh must have vertices, got none');
  const out = textWriter();
  writeText(out, '# right-handed, y up\n');
  for (let v = 0; v < positions.length; v += 3) {
    writeText(out, 'v');
    writeRow(out, positions, v, v + 3);
    for (let c = v; colors !== undefined && c < v + 3; c++) {
      writeByte(out, SPACE);
      writeNine(out, overbrightSrgb(colors[c]!));
    }
    writeByte(out, NEWLINE);
  }
  writeRows(out, 'vt', uvs, 2);
  writeRows(out, 'vn', normals, 3);
  for (let corner = 0; corner < indices.length; corner++) {
    const v = indices[corner]! + 1;
    writeText(out, corner % 3 === 0 ? 'f ' : ' ');
    writeInteger(out, v);
    if (uvs !== undefined || normals !== undefined) writeByte(out, SLASH);
    if (uvs !== undefined) writeInteger(out, v);
    if (normals !== undefined) {
      writeByte(out, SLASH);
      writeInteger(out, v);
    }
    if (corner % 3 === 2) writeByte(out, NEWLINE);
  }
  try {
    return new TextDecoder().decode(written(out));
  } catch (cause) {
    const message = `encodeObj: mesh must fit into one string, got ${out.length} bytes`;
    throw new VolumetricError('bad-mesh', message, { cause });
  }
}

type Writer = ReturnType<typeof textWriter>;

function writeRow(out: Writer, values: Float32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    writeByte(out, SPACE);
    writeSingle(out, values[i]!);
  }
}

function writeRows(out: Writer, keyword: string, values: Float32Array | undefined, width: number): void {
  for (let at = 0; values !== undefined && at < values.length; at += width) {
    writeText(out, keyword);
    writeRow(out, values, at, at + width);
    writeByte(out, NEWLINE);
  }
}
