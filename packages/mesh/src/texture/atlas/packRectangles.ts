// Packs rectangles into a square.

export interface Rectangle {
  readonly width: number;
  readonly height: number;
}

/** Upper left corner of a rectangle. */
export interface Corner {
  readonly left: number;
  readonly top: number;
}

/**
 * Places rectangles in a square without overlaps: from the tallest to the shortest, each as far up as possible, and
 * there as far left as possible.
 *
 * @returns  a corner for each rectangle; undefined if they do not fit.
 * Cost: about O(n²), at most O(n³) for n rectangles.
 */
export function packRectangles(rectangles: readonly Rectangle[], side: number): Corner[] | undefined {
  if (rectangles.reduce((sum, { width, height }) => sum + width * height, 0) > side * side) return undefined;
  const corners: Corner[] = rectangles.map(() => ({ left: 0, top: 0 }));
  const order = [...rectangles.keys()].sort((a, b) => rectangles[b]!.height - rectangles[a]!.height || a - b);
  // The skyline, the lower outline of the placed rectangles: its steps from left to right, each with its first column
  // and its row.
  let steps: Corner[] = [{ left: 0, top: 0 }];
  for (const each of order) {
    const { width, height } = rectangles[each]!;
    let best: Corner | undefined;
    for (let s = 0; s < steps.length && steps[s]!.left + width <= side; s++) {
      let { top } = steps[s]!;
      const end = steps[s]!.left + width;
      for (let t = s + 1; t < steps.length && steps[t]!.left < end; t++) top = Math.max(top, steps[t]!.top);
      if (top + height <= side && (best === undefined || top < best.top)) best = { left: steps[s]!.left, top };
    }
    if (best === undefined) return undefined;
    corners[each] = best;
    const end = best.left + width;
    const last = steps.findLast((step) => step.left <= end)!;
    const after = steps.filter((step) => step.left > end);
    steps = [
      ...steps.filter((step) => step.left < best.left),
      { left: best.left, top: best.top + height },
      ...(end < side ? [{ left: end, top: last.top }] : []),
      ...after,
    ];
  }
  return corners;
}
