// What a cloth is made of: the .mhmat files of MakeHuman.
import { VolumetricError } from '@vrn/voxel';

/** What a `.mhmat` file says, of what is used here. */
export interface Mhmat {
  readonly name: string;
  /** sRGB, 0..1. */
  readonly diffuseColor: readonly [number, number, number];
  /** Of the file of the texture, from the material's own folder; and its line, for messages. */
  readonly diffuseTexture: { readonly file: string; readonly line: number } | undefined;
  /** Whether parts of the texture let light through. */
  readonly transparent: boolean;
}

/**
 * The text of a `.mhmat` file, read. Lines with other keywords are left out.
 *
 * @param text  of the file.
 * @param file  its name, for messages.
 * @throws {VolumetricError} `bad-file`, naming file and line
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
      throw new VolumetricError('bad-file', `mhmat: ${file} line ${at + 1} ${what}, got '${raw.trim().slice(0, 60)}'`);
    };
    if (keyword === 'name' && words.length > 0) name = words.join(' ');
    else if (keyword === 'transparent') transparent = words[0] === 'True';
    else if (keyword === 'diffuseTexture') {
      if (words.length === 0) fail('must name a file');
      diffuseTexture = { file: words.join(' '), line: at + 1 };
    } else if (keyword === 'diffuseColor') {
      const [red, green, blue] = words.map(Number);
      if (!Number.isFinite(red! + green! + blue!) || words.length < 3) fail('must have three numbers');
      diffuseColor = [red!, green!, blue!];
    }
  });
  return { name, diffuseColor, diffuseTexture, transparent };
}
