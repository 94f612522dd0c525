// Names the kinds of mesh files that the page reads, with their readers.
import { type DecodedMesh, decodeGlb, decodeObj, decodePly, decodeStl } from '@vrn/mesh';

/** Readers by the ending of the file's name. */
export const MESHES: Readonly<Record<string, (bytes: Uint8Array<ArrayBuffer>) => DecodedMesh | Promise<DecodedMesh>>> =
  {
    glb: (bytes) => decodeGlb(bytes),
    obj: (bytes) => decodeObj(bytes),
    ply: (bytes) => decodePly(bytes),
    stl: (bytes) => decodeStl(bytes),
  };

/** Returns the ending of a file's name in lower case, without the dot; empty if it has none. */
export const endingOf = (name: string): string => /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
