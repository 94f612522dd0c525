// Types of sizes.mjs.

/** What a program of one line weighs in a page, and what it is made of. */
export interface Bundle {
  /** Minified and gzipped. */
  readonly bytes: number;
  readonly exports: readonly string[];
  /** What it imports from outside. */
  readonly imports: readonly string[];
  /** The files that its code came from, from the repository's root on. */
  readonly sources: readonly string[];
}

/** A library, the line of sizes in its README, and the line as it should be. */
export interface Sizes {
  readonly folder: string;
  readonly name: string;
  readonly readme: string;
  readonly found: string | undefined;
  readonly wanted: string;
  /** The largest difference between a figure and what it should be, as a fraction. */
  readonly off: number;
}

export const ALONE: Readonly<Record<'voxelize' | 'marchingCubes', string>>;
/** Most bytes that what is imported alone may have. */
export const LIMIT: number;
export function bundle(code: string, external: readonly string[]): Promise<Bundle>;
export function sizes(): Promise<Sizes[]>;
