// Assigns the blocks of an hourglass to its main line or to a lane, a branch that leaves the line and is added back.
import type { SettledConfig } from '../network/network.js';

/** A branch beside the main line. */
export interface Lane {
  /** Level of the hourglass that the branch belongs to: `depth` for the outermost, 1 for the innermost. */
  readonly level: number;
  /** Paths of the places where the branch has blocks, in order. */
  readonly places: readonly string[];
}

/** An element of the main line: a place with blocks, or the point where a lane leaves or joins. */
export type Piece =
  | { readonly kind: 'blocks'; readonly place: string }
  | { readonly kind: 'leave' | 'join'; readonly lane: Lane };

/**
 * Lists the main line of an hourglass, left to right. The inner hourglass is on the main line, so the lane is the
 * branch without an inner hourglass: the full-resolution branch with nesting 'drawn', the pooled branch with
 * 'released'.
 */
export function mainLine(config: SettledConfig, path: string, level = config.depth): Piece[] {
  const at = (name: string, l: number | '' = level): string => `${path}/${name}${l}`;
  const inner = level === 1 ? [] : mainLine(config, path, level - 1);
  const innermost = level === 1 ? [at('inner', '')] : [];
  const pooled = [at('down'), ...innermost, at('rise')];
  const blocks = (place: string): Piece => ({ kind: 'blocks', place });
  const released = config.nesting === 'released';
  const lane: Lane = { level, places: released ? pooled : [at('up')] };
  const line = released
    ? [blocks(at('up')), ...inner]
    : [blocks(at('down')), ...innermost.map(blocks), ...inner, blocks(at('rise'))];
  return [{ kind: 'leave', lane }, ...line, { kind: 'join', lane }, blocks(at('merge'))];
}
