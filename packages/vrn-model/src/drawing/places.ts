// Where the blocks of an hourglass stand: on its main line, or in a lane that leaves the line and is added to it again.
import type { SettledConfig } from '../network/network.js';

/** A branch beside the main line. */
export interface Lane {
  readonly level: number;
  /** Blocks in it, by the path of their place. */
  readonly places: readonly string[];
}

/** What one meets along the main line. */
export type Piece =
  | { readonly kind: 'blocks'; readonly place: string }
  | { readonly kind: 'leave' | 'join'; readonly lane: Lane };

/**
 * An hourglass's main line. The inner hourglass is on it, so what stands in the lanes is the branch that has none: the one at
 * full resolution as drawn in the paper, the pooled one as released.
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
