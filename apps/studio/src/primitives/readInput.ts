// Reads a mesh or a volume from a file, by the ending of its name, or makes the mesh of a named shape.
import { decodeBinvox, decodeNpy, decodeNrrd, type TriangleMesh, type View } from '@vrn/voxel';
import { endingOf, isMeshEnding } from '../protocol/meshNames.js';
import { Problem } from '../protocol/problem.js';
import { MESHES } from '../worker/compare/meshFiles.js';
import type { Source } from './calls.js';
import { SHAPES } from './shapes.js';

export type Input = { readonly warnings: readonly string[] } & (
  | { readonly mesh: TriangleMesh }
  | { readonly volume: View }
);

type Bytes = Uint8Array<ArrayBuffer>;

const VOLUMES: Readonly<Record<string, (bytes: Bytes) => View | Promise<View>>> = {
  npy: (bytes) => decodeNpy(bytes),
  binvox: async (bytes) => (await decodeBinvox(bytes)).volume,
  nrrd: async (bytes) => (await decodeNrrd(bytes)).volume,
};

/**
 * Reads a source.
 *
 * @throws {Problem} for endings that are not known, and for files that cannot be decoded.
 */
export async function readInput(source: Source): Promise<Input> {
  if ('shape' in source) return { mesh: SHAPES[source.shape](), warnings: [] };
  const { file } = source;
  const ending = endingOf(file.name);
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    if (isMeshEnding(ending)) {
      const mesh = await MESHES[ending](bytes);
      return { mesh, warnings: mesh.warnings };
    }
    if (Object.hasOwn(VOLUMES, ending)) return { volume: await VOLUMES[ending]!(bytes), warnings: [] };
  } catch (cause) {
    throw new Problem(`${file.name} cannot be read.`, 'It may be damaged or of another kind than its name says.', {
      cause,
    });
  }
  throw new Problem(
    `${file.name} is of a kind that is not read here.`,
    `Use ${[...Object.keys(MESHES), ...Object.keys(VOLUMES)].map((each) => `.${each}`).join(', ')}.`,
  );
}
