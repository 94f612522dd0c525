// Declares the types of tarballs.mjs.
import type { Package } from './workspace.mjs';

/** Path of the file with the expected file names of each tarball. */
export const GOLDEN: string;
/** Lists the files in a package's tarball, sorted by path. */
export function tarballFiles(each: Package): string[];
/** Replaces the hashes of chunks by HASH and removes duplicates, so that the number of chunks may change. */
export function withoutHashes(files: readonly string[]): string[];
