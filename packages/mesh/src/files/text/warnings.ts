// Collects what a reader left out or changed, one sentence for each kind however often it happened.
import type { TriangleMesh } from '@vrn/voxel';

/** What `decode…` functions return: the mesh, and a sentence for each kind of content that was not read as written. */
export type DecodedMesh = TriangleMesh & {
  /** Empty where everything was read. */
  readonly warnings: readonly string[];
};

/** Warnings by kind. */
export interface Warnings {
  /** Adds one occurrence; `place` names the first one, such as `line 7`, and is only computed for that. */
  readonly add: (what: string, place?: () => string) => void;
  /** The sentences, in the order of their first occurrence. */
  readonly list: () => string[];
}

/** Kinds beyond this number are counted but not named: no file is described better by hundreds of sentences. */
const MAX_KINDS = 50;

/**
 * An empty list of warnings.
 *
 * @returns  a list to add to
 */
export function warningList(): Warnings {
  const kinds = new Map<string, { count: number; readonly place: string | undefined }>();
  let others = 0;
  return {
    add: (what, place) => {
      const kind = kinds.get(what);
      if (kind) kind.count++;
      else if (kinds.size < MAX_KINDS) kinds.set(what, { count: 1, place: place?.() });
      else others++;
    },
    list: () => [
      ...[...kinds].map(([what, { count, place }]) => {
        if (place === undefined) return what;
        return `${what} (${count > 1 ? `${count} times, first in ` : ''}${place})`;
      }),
      ...(others > 0 ? [`${others} more were not listed`] : []),
    ],
  };
}
