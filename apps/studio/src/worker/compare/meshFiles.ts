// Lists the readers of mesh files.
import { type DecodedMesh, decodeGlb, decodeObj, decodePly, decodeStl } from '@vrn/mesh';
import type { MeshEnding } from '../../protocol/meshNames.js';

type Reader = (bytes: Uint8Array<ArrayBuffer>) => DecodedMesh | Promise<DecodedMesh>;

/** Readers by the ending of the file's name. */
export const MESHES: Readonly<Record<MeshEnding, Reader>> = {
  glb: (bytes) => decodeGlb(bytes),
  obj: (bytes) => decodeObj(bytes),
  ply: (bytes) => decodePly(bytes),
  stl: (bytes) => decodeStl(bytes),
};
