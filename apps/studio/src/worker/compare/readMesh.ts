// Reads a mesh to be used as ground truth, rotates it so that y is up, and explains why a mesh cannot be used.
import { inspect, weld } from '@vrn/mesh';
import { type TriangleMesh, voxelize } from '@vrn/voxel';
import { endingOf, isMeshEnding } from '../../protocol/meshNames.js';
import { Problem } from '../../protocol/problem.js';
import { boxOf, gridAround } from './boxes.js';
import { MESHES } from './meshFiles.js';

/** Maximum size of a file in bytes, and maximum width or depth of a mesh relative to its height. */
const LIMITS = { bytes: 300_000_000, spread: 4 } as const;

/** Voxels along a mesh's height, in the grid that tests whether the mesh has an inside. */
const PROBE_ROWS = 64;

export interface ReadMesh {
  /** Coincident vertices are merged; y up. */
  readonly mesh: TriangleMesh;
  readonly warnings: readonly string[];
}

/**
 * Reads a mesh from an .obj, .ply, .stl or .glb file. An .stl must be z up and face −y; any other must be y up
 * and face +z.
 *
 * @returns  the mesh, the warnings of the decoder, and one for each kind of fault that makes the inside an estimate.
 * @throws {Problem} for other endings, files that are empty, above 300 MB or damaged, and meshes that have no
 * triangles, enclose no volume, or are more than four times as wide or as deep as high.
 */
export async function readMesh(file: File): Promise<ReadMesh> {
  const { name } = file;
  const ending = endingOf(name);
  if (!isMeshEnding(ending)) {
    throw new Problem(`${name} is not a mesh that is read here.`, 'Use an .obj, .ply, .stl or .glb file.');
  }
  if (file.size === 0) throw new Problem(`${name} is empty.`, 'Export the mesh again.');
  if (file.size > LIMITS.bytes) {
    throw new Problem(
      `${name} has ${Math.round(file.size / 1e6)} MB.`,
      `The limit is ${LIMITS.bytes / 1e6} MB: reduce the number of triangles first.`,
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const decode = async () => MESHES[ending](bytes);
  const decoded = await decode().catch((cause: unknown) => {
    throw new Problem(`${name} cannot be read.`, 'It may be damaged or of another kind than its name says.', {
      cause,
    });
  });
  const mesh = weld({ positions: upright(decoded.positions, ending), indices: decoded.indices });
  return { mesh, warnings: [...decoded.warnings, ...faultsOf(name, mesh)] };
}

/** Returns positions with y up: those of an .stl, which is z up, are rotated. */
function upright(positions: Float32Array, ending: string): Float32Array {
  const copy = Float32Array.from(positions);
  if (ending !== 'stl') return copy;
  for (let v = 0; v < copy.length; v += 3) {
    copy[v + 1] = positions[v + 2]!;
    copy[v + 2] = -positions[v + 1]!;
  }
  return copy;
}

/** Describes the faults of a mesh that can serve as ground truth; throws a `Problem` for any other mesh. */
function faultsOf(name: string, mesh: TriangleMesh): string[] {
  if (mesh.indices.length === 0) {
    throw new Problem(
      `${name} has no triangles.`,
      'Export the surface of the body, not only points or an empty scene.',
    );
  }
  const { size } = boxOf(mesh);
  if (Math.max(size[0], size[2]) > LIMITS.spread * size[1]) {
    throw new Problem(
      `${name} is much wider than high.`,
      'Rotate it so that the person stands upright: y up, z in .stl.',
    );
  }
  const { openEdges, nonManifoldEdges, inconsistentEdges } = inspect(mesh);
  if (!voxelize(mesh, gridAround([mesh], PROBE_ROWS, 0), { rule: 'auto' }).data.includes(1)) {
    const open = openEdges > 0 ? ` Its surface is open at ${openEdges.toLocaleString('en')} edges.` : '';
    throw new Problem(
      `${name} encloses no volume.${open}`,
      'Ground truth must be a solid: close its holes, or give it thickness.',
    );
  }
  const counted = (count: number, words: string): string[] =>
    count === 0 ? [] : [`${name} has ${count.toLocaleString('en')} ${words}; the inside is an estimate there.`];
  return [
    ...counted(openEdges, 'open edges'),
    ...counted(nonManifoldEdges, 'edges of more than two triangles'),
    ...counted(inconsistentEdges, 'edges between triangles that face opposite ways'),
  ];
}
