// Types of tarballs.mjs.
import type { Package } from './workspace.mjs';

/** The file of expected names. */
export const GOLDEN: string;
/** Sorted paths of the files in a package's tarball. */
export function tarballFiles(each: Package): string[];
/** Distinct paths, with the hashes of chunks replaced by HASH: the number of chunks may change. */
export function withoutHashes(files: readonly string[]): string[];
