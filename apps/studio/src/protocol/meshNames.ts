// Lists the endings of the mesh files that the pages read, and recognises them in file names.

/** Endings of the names, in lower case. */
export const MESH_ENDINGS = ['obj', 'ply', 'stl', 'glb'] as const;

export type MeshEnding = (typeof MESH_ENDINGS)[number];

/** Returns the ending of a file's name in lower case, without the dot; empty if it has none. */
export const endingOf = (name: string): string => /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Whether an ending is that of a mesh. */
export const isMeshEnding = (ending: string): ending is MeshEnding => MESH_ENDINGS.some((each) => each === ending);
