// Reads MakeHuman's .mhmat files: the materials of clothes.

import { VolumetricError } from '@vrn/voxel';
import { oneLine } from '@vrn/voxel/internal';
import { isSingle } from './isSingle.js';

/** The fields of a `.mhmat` file that are used here. */
export interface Mhmat {
  readonly name: string;
  /** sRGB, 0..1 in valid files (not checked); default: white. */
  readonly diffuseColor: readonly [number, number, number];
  /** Path of the texture, relative to the material's folder, and its line number for error messages. */
  readonly diffuseTexture: { readonly file: string; readonly line: number } | undefined;
  /** Whether the file declares the material transparent; default: false. */
  readonly transparent: boolean;
}

/**
 * Parses the text of a `.mhmat` file. Ignores lines whose keywords are not used here.
 *
 * @param text  content of the file.
 * @param file  its name, for error messages.
 * @throws {VolumetricError} `bad-file`, naming file and line
 * Cost: O(bytes).
 *
 * @example
 * mhmat('diffuseTexture tie.png', 'tie.mhmat').diffuseTexture;  // → { file: 'tie.png', line: 1 }
 */
export function mhmat(text: string, file: string): Mhmat {
  let name = file;
  let diffuseColor: readonly [number, number, number] = [1, 1, 1];
  let diffuseTexture: Mhmat['diffuseTexture'];
  let transparent = false;
  text.split('\n').forEach((raw, at) => {
    const [keyword, ...words] = raw.trim().split(/\s+/);
    const fail = (what: string): never => {
      throw new VolumetricError(
        'bad-file',
        `mhmat: ${file} line ${at + 1} ${what}, got '${oneLine(raw.slice(0, 60))}'`,
      );
    };
    if (keyword === 'name' && words.length > 0) name = words.join(' ');
    else if (keyword === 'transparent') transparent = words[0] === 'True';
    else if (keyword === 'diffuseTexture') {
      if (words.length === 0) fail('must name a file');
      diffuseTexture = { file: words.join(' '), line: at + 1 };
    } else if (keyword === 'diffuseColor') {
      const [red, green, blue] = words.map(Number);
      if (words.length < 3 || ![red!, green!, blue!].every(isSingle)) fail('must have three numbers');
      diffuseColor = [red!, green!, blue!];
    }
  });
  return { name, diffuseColor, diffuseTexture, transparent };
}
