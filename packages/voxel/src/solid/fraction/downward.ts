// The vertices of a triangle from the top down.

/** Vertices and their levels, top, middle and lowest, and 1 if that is the triangle's turn, else 0. */
export type Downward = readonly [
  top: number,
  middle: number,
  lowest: number,
  levelTop: number,
  levelMiddle: number,
  levelLowest: number,
  inTurn: number,
];

/** Puts the vertices a, b, c in order of the levels on which they lie, counted from the top. */
export function downward(a: number, b: number, c: number, levelA: number, levelB: number, levelC: number): Downward {
  if (levelB < levelA || levelC < levelA) {
    // Turned until the top one comes first.
    return levelB <= levelC ? downward(b, c, a, levelB, levelC, levelA) : downward(c, a, b, levelC, levelA, levelB);
  }
  return levelB <= levelC ? [a, b, c, levelA, levelB, levelC, 1] : [a, c, b, levelA, levelC, levelB, 0];
}
