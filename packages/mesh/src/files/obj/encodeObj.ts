// Writes a mesh as the text of a Wavefront .obj file.
import { check, checkMesh, type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { checkAttributes } from '../../edit/checkAttributes.js';
import { linearToSrgb } from '../../texture/srgb.js';
import {
  NEWLINE,
  SLASH,
  SPACE,
  textWriter,
  writeByte,
  writeNine,
  writeSingle,
  writeText,
  writeWhole,
  written,
} from '../text/textWriter.js';

/**
 * Text of an `.obj` file. Colours follow the position of their vertex, `v x y z r g b`, in sRGB as readers expect; normals
 * and texture coordinates are written where there are any.
 *
 * Numbers have the fewest digits that read back as the same single-precision number, colours nine, which is enough for
 * theirs: {@link decodeObj} gives all of them back to the bit.
 *
 * @throws {VolumetricError} `bad-mesh`; also for a mesh without vertices, since an `.obj` file without any is none, and for
 *   one of more text than a string can be (512 MB in V8, some five million triangles with everything)
 * Cost: O(V + F).
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
      writeNine(out, linearToSrgb(colors[c]!));
    }
    writeByte(out, NEWLINE);
  }
  writeRows(out, 'vt', uvs, 2);
  writeRows(out, 'vn', normals, 3);
  for (let corner = 0; corner < indices.length; corner++) {
    const v = indices[corner]! + 1;
    writeText(out, corner % 3 === 0 ? 'f ' : ' ');
    writeWhole(out, v);
    if (uvs !== undefined || normals !== undefined) writeByte(out, SLASH);
    if (uvs !== undefined) writeWhole(out, v);
    if (normals !== undefined) {
      writeByte(out, SLASH);
      writeWhole(out, v);
    }
    if (corner % 3 === 2) writeByte(out, NEWLINE);
  }
  try {
    return new TextDecoder().decode(written(out));
  } catch (cause) {
    const what = `encodeObj: mesh must fit into a text, got ${out.length} bytes`;
    throw new VolumetricError('bad-mesh', what, { cause });
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
