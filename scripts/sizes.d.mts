// Declares the types of sizes.mjs.

/** The bundle of a program of one line: its size and contents. */
export interface Bundle {
  /** Size in bytes, minified and gzipped. */
  readonly bytes: number;
  readonly exports: readonly string[];
  /** Modules that it imports and does not contain. */
  readonly imports: readonly string[];
  /** Source files of its code, relative to the root of the repository. */
  readonly sources: readonly string[];
}

/** A library, the line of sizes in its README, and the correct line. */
export interface Sizes {
  readonly folder: string;
  readonly name: string;
  readonly readme: string;
  readonly found: string | undefined;
  readonly expected: string;
  /** Largest relative error of the figures in the README; infinity if other parts of the line differ. */
  readonly error: number;
}

export const ALONE: Readonly<Record<'voxelize' | 'marchingCubes', string>>;
/** Maximum size of the bundle of each function in {@link ALONE}, minified and gzipped, in bytes. */
export const LIMIT: number;
export function bundle(code: string, external: readonly string[]): Promise<Bundle>;
export function sizes(): Promise<Sizes[]>;
