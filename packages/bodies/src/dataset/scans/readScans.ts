// Reads all scans of a folder.
import type { Scan } from '../../scans/scanSource.js';
import { readScan } from './readScan.js';
import { openScanFolder } from './scanFolder.js';

export interface ReadScans {
  readonly scans: Scan[];
  /** Warnings about files that could be read only in part, each with the name of the file. */
  readonly warnings: string[];
}

/**
 * Reads every mesh file below a folder as a scan, named by its path in the folder.
 *
 * Textures, materials and landmarks are read from files below the folder only. Missing pictures, and missing or damaged
 * materials, are left out with a warning.
 *
 * @param folder  holds .obj, .ply, .glb and .stl files at any depth.
 * @returns       the scans, sorted by name, and warnings.
 * @throws {VolumetricError} naming the file: `bad-file` for a folder without mesh files, for damaged meshes and
 *   landmarks, and for files that cannot be read; `bad-mesh` for a mesh without faces; `bad-image` for pictures that
 *   are damaged, too large or of an unsupported format; `not-found` if there are pictures but not the package sharp
 *
 * @example
 * const { scans, warnings } = await readScans('scans');
 * const people = scanSource(scans, { up: 'z' });
 */
export async function readScans(folder: string): Promise<ReadScans> {
  const files = await openScanFolder(folder);
  const scans: Scan[] = [];
  const warnings: string[] = [];
  for (const path of files.scans) {
    const read = await readScan(files, path);
    scans.push(read.scan);
    warnings.push(...read.warnings);
  }
  return { scans, warnings };
}
