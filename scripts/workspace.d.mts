// Declares the types of workspace.mjs.

/** The fields of a package.json that scripts and tests read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly main?: string;
  readonly files?: readonly string[];
  readonly sideEffects?: boolean | readonly string[];
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  /** Name of the folder in packages/. */
  readonly folder: string;
  /** Absolute path of the folder. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** Path of the root of the repository. */
export const root: string;
/** The condition in `exports` that selects the TypeScript source of a package of this workspace. */
export const SOURCE: '@vrn/source';
/** Arguments of node that let programs import the TypeScript sources of packages, and the gradients of tfjs. */
export const SOURCE_FLAGS: readonly string[];
/** Folders of apps/. */
export const APPS: readonly string[];
/** All packages, each after its dependencies. */
export const PACKAGES: readonly Package[];
/** Packages that have a build, in build order. */
export const BUILT: readonly Package[];
/** Packages that are published, in build order. */
export const PUBLISHED: readonly Package[];
/** Published packages that programs import. */
export const LIBRARIES: readonly Package[];
/** Finds packages by folder or package names. Ends the process if a name is unknown. */
export function named(names: readonly string[], among?: readonly Package[]): Package[];
