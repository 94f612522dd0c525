// An .obj file cut by its materials, and what its .mtl files say of them.
import { check } from '@vrn/voxel';

/** What of a material is used here. */
export interface Material {
  readonly name: string;
  /** sRGB 0..1. */
  readonly colour?: readonly [red: number, green: number, blue: number];
  /** File name of the picture, relative to the .mtl file. */
  readonly picture?: string;
}

/** The faces of one material as a file of its own, with all vertices. */
export interface ObjPart {
  readonly material: string | undefined;
  readonly text: string;
}

/** Names of the .mtl files that an .obj file asks for. */
export const materialFiles = (text: string): string[] =>
  [...text.matchAll(/^[ \t]*mtllib[ \t]+(.+?)[ \t]*\r?$/gm)].map((match) => match[1]!);

/**
 * The file once for each material that has faces, in the order of their first faces: everything but the faces of the
 * others, line for line, so that numbers counted backwards stay true.
 */
export function objParts(text: string): ObjPart[] {
  // A backslash joins a line with the next.
  const lines = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  const order = new Map<string | undefined, number[]>();
  const shared: string[] = [];
  const faces: string[] = [];
  let current: string | undefined;
  for (const [at, line] of lines.entries()) {
    const [, word, rest = ''] = /^\s*(\S+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
    if (word === 'usemtl') current = rest === '' ? undefined : rest;
    const isFace = word === 'f';
    shared.push(isFace ? '' : line);
    faces.push(isFace ? line : '');
    if (!isFace) continue;
    const own = order.get(current);
    if (own) own.push(at);
    else order.set(current, [at]);
  }
  return [...order].map(([material, own]) => {
    const part = shared.slice();
    for (const at of own) part[at] = faces[at]!;
    return { material, text: part.join('\n') };
  });
}

/**
 * The materials of an .mtl file: names, diffuse colours and diffuse pictures.
 *
 * @throws {VolumetricError} `bad-file`, naming the line
 */
export function readMaterials(text: string): Material[] {
  const materials: { name: string; colour?: [number, number, number]; picture?: string }[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const [, word, rest = ''] = /^\s*(\S+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
    if (word === 'newmtl') materials.push({ name: rest });
    if (word !== 'Kd' && word?.toLowerCase() !== 'map_kd') continue;
    const material = materials.at(-1);
    check(material !== undefined, 'bad-file', () => `line ${at + 1}: ${word} must follow a newmtl, got none before it`);
    if (word === 'Kd') {
      const [red, green, blue] = rest.split(/\s+/).map(Number);
      const good = [red, green, blue].every((value) => Number.isFinite(value));
      // Kd may also be a spectrum or in another colour space; those are left out.
      if (good) material.colour = [red!, green!, blue!];
    } else {
      material.picture = withoutOptions(rest);
      check(material.picture !== '', 'bad-file', () => `line ${at + 1}: map_Kd must name a picture, got nothing`);
    }
  }
  return materials;
}

/** How many words follow an option of a map. */
const OPTIONS: Readonly<Record<string, number>> = {
  ...{
    '-blendu': 1,
    '-blendv': 1,
    '-boost': 1,
    '-bm': 1,
    '-cc': 1,
    '-clamp': 1,
    '-imfchan': 1,
    '-texres': 1,
    '-type': 1,
  },
  ...{ '-mm': 2, '-o': 3, '-s': 3, '-t': 3 },
};

/** The name behind the options; names may hold spaces. Numbers of -o, -s and -t behind the first may be left out. */
function withoutOptions(words: string): string {
  let rest = words.trim();
  for (;;) {
    const [, option] = /^(-\w+)\s+/.exec(rest) ?? [];
    const count = option === undefined ? undefined : OPTIONS[option.toLowerCase()];
    if (option === undefined || count === undefined) return rest.replaceAll('\\', '/').replace(/^"(.*)"$/, '$1');
    rest = rest.slice(option.length).trimStart();
    for (let n = 0; n < count; n++) {
      const [word = ''] = /^\S+/.exec(rest) ?? [];
      if (n > 0 && !Number.isFinite(Number(word))) break;
      rest = rest.slice(word.length).trimStart();
    }
  }
}
