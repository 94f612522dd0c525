// Separates two limbs that touch within one outline.
import { contains, convexHull, type Point, perimeter, turn } from '../geometry/hull.js';

/**
 * Maximum length of a cut, as a fraction of the diameter of a circle with the remaining girth. The tape follows the cut
 * in place of the skin behind it: on a circle, a cut of 0.7 shortens the girth by 2.4 %.
 */
const MAX_CUT = 0.7;

/**
 * Returns the part of an outline around the point `keep` that remains when the part around `drop` is cut off. The cut
 * is the shortest line between two corners that separates the two points. Returns undefined if the outline does not
 * contain `keep`, if no such line exists, or if the cut is longer than `MAX_CUT` allows.
 *
 * Cost: O(N² · log N) for N corners if one of the shortest lines separates the points; O(N³) at worst.
 */
export function cutOff(
  outline: readonly Point[],
  { keep, drop }: { readonly keep: Point; readonly drop: Point },
): readonly Point[] | undefined {
  if (!contains(outline, keep)) return undefined;
  const sides = outline.map((point) => turn(keep, drop, point) > 0);
  const cuts: { readonly from: number; readonly to: number; readonly length: number }[] = [];
  for (const [from, a] of outline.entries()) {
    for (let to = from + 1; to < outline.length; to++) {
      const b = outline[to]!;
      if (sides[from] === sides[to] || turn(a, b, keep) > 0 === turn(a, b, drop) > 0) continue;
      cuts.push({ from, to, length: Math.hypot(b[0] - a[0], b[1] - a[1]) });
    }
  }
  cuts.sort((a, b) => a.length - b.length);
  for (const { from, to, length } of cuts) {
    const between = outline.slice(from, to + 1);
    const around = [...outline.slice(to), ...outline.slice(0, from + 1)];
    const [kept, dropped] = contains(between, keep) ? [between, around] : [around, between];
    if (!contains(kept, keep) || !contains(dropped, drop)) continue;
    return length <= (MAX_CUT * perimeter(convexHull(kept))) / Math.PI ? kept : undefined;
  }
  return undefined;
}
