// Wavefront .obj: positions, colours, normals, faces.
import { check, checkMesh, type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { linearToSrgb, srgbToLinear } from './srgb.js';

/** Shortest text that reads back as the same single-precision number. */
const number = (value: number): string => String(Number(value.toPrecision(9)));

/**
 * Text of an `.obj` file. Colours follow the position of their vertex, `v x y z r g b`, in sRGB as readers expect;
 * normals are written where there are any.
 *
 * @throws {VolumetricError} `bad-mesh`
 */
export function encodeObj(mesh: TriangleMesh): string {
  checkMesh(mesh, 'encodeObj', { faces: 'any' });
  const { positions, indices, normals, colors } = mesh;
  const lines = ['# right-handed, y up'];
  const triple = (values: Float32Array, v: number, map = (n: number) => n): string =>
    `${number(map(values[v]!))} ${number(map(values[v + 1]!))} ${number(map(values[v + 2]!))}`;
  for (let v = 0; v < positions.length; v += 3) {
    lines.push(`v ${triple(positions, v)}${colors ? ` ${triple(colors, v, linearToSrgb)}` : ''}`);
  }
  if (normals) for (let v = 0; v < normals.length; v += 3) lines.push(`vn ${triple(normals, v)}`);
  const corner = (v: number): string => (normals ? `${v + 1}//${v + 1}` : String(v + 1));
  for (let f = 0; f < indices.length; f += 3) {
    lines.push(`f ${corner(indices[f]!)} ${corner(indices[f + 1]!)} ${corner(indices[f + 2]!)}`);
  }
  return `${lines.join('\n')}\n`;
}

/**
 * The mesh in an `.obj` file: vertices by their positions, with colours where every vertex has one (sRGB in the file,
 * linear here), and with normals where each vertex has its own. Polygons are cut into fans. Texture coordinates,
 * materials, groups, lines and points are left out.
 *
 * @throws {VolumetricError} `bad-file`, naming the line
 */
export function decodeObj(file: string | Uint8Array): TriangleMesh {
  const text = typeof file === 'string' ? file : new TextDecoder().decode(file);
  const positions: number[] = [];
  const colors: number[] = [];
  const normals: number[] = [];
  const indices: number[] = [];
  const normalOf = new Map<number, number>();
  let ownNormals = true;

  /** Index of what is counted from 1, or backwards from −1. */
  const index = (word: string, count: number, line: number): number => {
    const given = Number(word);
    const at = given < 0 ? count + given : given - 1;
    check(Number.isInteger(given) && at >= 0 && at < count, 'bad-file', () => {
      return `decodeObj: line ${line}: index must be 1 to ${count} or −${count} to −1, got '${word}'`;
    });
    return at;
  };
  const numbers = (words: readonly string[], line: number): number[] =>
    words.map((word) => {
      const value = Number(word);
      check(word !== '' && Number.isFinite(value), 'bad-file', () => {
        return `decodeObj: line ${line}: must be finite numbers, got '${word}'`;
      });
      return value;
    });
  const corner = (word: string, line: number): number => {
    const [position = '', , normal] = word.split('/');
    const v = index(position, positions.length / 3, line);
    if (normal === undefined || normal === '') ownNormals = false;
    else {
      const n = index(normal, normals.length / 3, line);
      if ((normalOf.get(v) ?? n) !== n) ownNormals = false;
      normalOf.set(v, n);
    }
    return v;
  };
  const statements: Record<string, (words: readonly string[], line: number) => void> = {
    v: (words, line) => {
      const values = numbers(words, line);
      check(
        values.length >= 3,
        'bad-file',
        () => `decodeObj: line ${line}: v must have x y z, got ${words.length} numbers`,
      );
      positions.push(values[0]!, values[1]!, values[2]!);
      if (values.length >= 6) colors.push(values[3]!, values[4]!, values[5]!);
    },
    vn: (words, line) => {
      const values = numbers(words, line);
      check(
        values.length === 3,
        'bad-file',
        () => `decodeObj: line ${line}: vn must have x y z, got ${words.length} numbers`,
      );
      normals.push(...values);
    },
    f: (words, line) => {
      const corners = words.map((word) => corner(word, line));
      check(
        corners.length >= 3,
        'bad-file',
        () => `decodeObj: line ${line}: f must have three corners, got ${corners.length}`,
      );
      for (let i = 2; i < corners.length; i++) indices.push(corners[0]!, corners[i - 1]!, corners[i]!);
    },
  };

  let line = 0;
  for (const raw of text.split('\n')) {
    line++;
    const [keyword = '', ...words] = raw.replace(/#.*/, '').trim().split(/\s+/);
    if (Object.hasOwn(statements, keyword)) statements[keyword]!(words, line);
  }
  if (positions.length === 0) {
    throw new VolumetricError('bad-file', `decodeObj: file must have vertices, got none in ${line} lines`);
  }
  const coloured = colors.length === positions.length;
  const count = positions.length / 3;
  return {
    positions: Float32Array.from(positions),
    indices: Uint32Array.from(indices),
    ...(coloured && { colors: Float32Array.from(colors, srgbToLinear) }),
    ...(ownNormals &&
      normalOf.size === count && {
        normals: Float32Array.from(
          { length: 3 * count },
          (_, i) => normals[3 * normalOf.get(Math.floor(i / 3))! + (i % 3)]!,
        ),
      }),
  };
}
