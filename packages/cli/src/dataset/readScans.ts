// The scans of a folder.
import { readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Scan } from '@vrn/bodies';
import { check } from '@vrn/voxel';
import { readScan, SCAN_ENDINGS } from './readScan.js';

/** Paths of the mesh files under a folder at any depth, relative to it, with '/' between names, sorted. */
export async function scanFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && SCAN_ENDINGS.includes(extname(entry.name).toLowerCase()))
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .sort((a, b) => (a < b ? -1 : 1));
  check(files.length > 0, 'bad-file', () => {
    return `${folder}: a folder of meshes must hold ${SCAN_ENDINGS.join(', ')} files, got none`;
  });
  return files;
}

/**
 * Every mesh file under a folder as a scan, named by its path in it.
 *
 * @throws {VolumetricError} naming the file that is none
 */
export async function readScans(folder: string): Promise<Scan[]> {
  const scans: Scan[] = [];
  for (const file of await scanFiles(folder)) scans.push(await readScan(join(folder, file), file));
  return scans;
}
