// Collects warnings about skipped or changed content, one sentence per kind however often it occurred.
import type { TriangleMesh } from '@vrn/voxel';

/**
 * The result of `decode…` functions: the mesh, and one sentence for each kind of content that was not read as written.
 */
export type DecodedMesh = TriangleMesh & {
  /** Empty if everything was read as written. */
  readonly warnings: readonly string[];
};

/** Warnings, grouped by kind. */
export interface Warnings {
  /** Adds one occurrence. `place` describes its position, such as `line 7`; it is called only if the warning is new. */
  readonly add: (warning: string, place?: () => string) => void;
  /** The sentences, in the order of their first occurrence. */
  readonly list: () => string[];
}

/**
 * Maximum number of kinds that are described, since hundreds of sentences would not help a user. Occurrences of further
 * kinds are only counted.
 */
const MAX_KINDS = 50;

/**
 * Creates an empty list of warnings.
 *
 * @returns  a list to which a reader adds warnings
 */
export function warningList(): Warnings {
  const kinds = new Map<string, { count: number; readonly place: string | undefined }>();
  let others = 0;
  return {
    add: (warning, place) => {
      const kind = kinds.get(warning);
      if (kind) kind.count++;
      else if (kinds.size < MAX_KINDS) kinds.set(warning, { count: 1, place: place?.() });
      else others++;
    },
    list: () => [
      ...[...kinds].map(([warning, { count, place }]) => {
        if (place === undefined) return warning;
        return `${warning} (${count > 1 ? `${count} times, first in ` : ''}${place})`;
      }),
      ...(others > 0 ? [`${others} more were not listed`] : []),
    ],
  };
}
