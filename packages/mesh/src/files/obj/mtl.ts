// Reads the materials of .mtl files, which .obj files refer to.
import { type Bytes, check, toBytes } from '@vrn/voxel/internal';
import { lineGoesOn, lineOf, nextLine, readNumber, restOfLine, textReader } from '../text/textReader.js';
import { plainPath } from './objNames.js';
import { keywordOf } from './objStatements.js';

/** A material: its name, diffuse colour and diffuse texture. */
export interface ObjMaterial {
  readonly name: string;
  /** Diffuse colour, sRGB, usually 0..1: as in the file, without clamping. */
  readonly colour?: readonly [red: number, green: number, blue: number];
  /**
   * Path of the image as in the file, with `/` for the backslashes of Windows; relative to the .mtl file unless
   * absolute.
   */
  readonly picture?: string;
}

/** Maximum number of arguments of each option of a texture map. */
const OPTIONS: ReadonlyMap<string, number> = new Map([
  ...['-blendu', '-blendv', '-boost', '-bm', '-cc', '-clamp', '-imfchan', '-texres', '-type'].map(
    (option) => [option, 1] as const,
  ),
  ['-mm', 2],
  ...['-o', '-s', '-t'].map((option) => [option, 3] as const),
]);

/**
 * Reads the materials of an .mtl file.
 *
 * @param file    bytes of text in UTF-8
 * @param caller  function or file name for messages
 * @returns       materials in the file's order; in each, later statements override earlier ones
 * @throws {VolumetricError} `bad-file` for UTF-16, and for `Kd` and `map_Kd` before the first `newmtl` and for a
 *   `Kd` of two numbers, naming the line; `bad-argument` unless the file is bytes
 * Cost: O(bytes).
 */
export function readMtl(file: Bytes, caller: string): ObjMaterial[] {
  const bytes = toBytes(caller, file);
  const text = textReader(bytes, caller);
  const materials: { name: string; colour?: [number, number, number]; picture?: string }[] = [];
  do {
    if (!lineGoesOn(text)) continue;
    const start = text.at;
    const keyword = keywordOf(text);
    if (keyword === 'newmtl') materials.push({ name: rest() });
    if (keyword !== 'kd' && keyword !== 'map_kd') continue;
    const material = materials.at(-1);
    check(material !== undefined, 'bad-file', () => {
      return `${caller}: line ${lineOf(text, start)}: ${keyword} must follow a newmtl statement, got none`;
    });
    if (keyword === 'kd') {
      const colour = readColour(start);
      if (colour) material.colour = colour;
    } else {
      const picture = withoutOptions(rest());
      if (picture !== '') material.picture = picture;
    }
  } while (nextLine(text));
  return materials;

  function rest(): string {
    return new TextDecoder().decode(bytes.subarray(...restOfLine(text)));
  }

  /** Reads the colour of a Kd statement; one number means grey. Undefined for spectra and other colour spaces. */
  function readColour(start: number): [number, number, number] | undefined {
    const values: number[] = [];
    while (values.length < 3 && lineGoesOn(text)) {
      const value = readNumber(text);
      if (!Number.isFinite(Math.fround(value))) return undefined;
      values.push(value);
    }
    check(values.length !== 2, 'bad-file', () => {
      return `${caller}: line ${lineOf(text, start)}: kd must have one number or three, got ${values.join(' ')}`;
    });
    const [red, green = red, blue = red] = values;
    return red === undefined ? undefined : [red, green!, blue!];
  }
}

/**
 * Returns the file name after the options of a texture map. File names may contain spaces. Of an option's arguments,
 * all but the first may be missing.
 */
function withoutOptions(words: string): string {
  let at = 0;
  const skipSpaces = (from: number): number => {
    let next = from;
    while (words[next] === ' ' || words[next] === '\t') next++;
    return next;
  };
  const wordEnd = (from: number): number => {
    let next = from;
    while (next < words.length && words[next] !== ' ' && words[next] !== '\t') next++;
    return next;
  };
  for (;;) {
    at = skipSpaces(at);
    const count = OPTIONS.get(words.slice(at, wordEnd(at)).toLowerCase());
    if (count === undefined) return plainPath(words.slice(at));
    at = skipSpaces(wordEnd(at));
    for (let n = 0; n < count; n++) {
      const end = wordEnd(at);
      if (n > 0 && !Number.isFinite(Number(words.slice(at, end)))) break;
      at = skipSpaces(end);
    }
  }
}
