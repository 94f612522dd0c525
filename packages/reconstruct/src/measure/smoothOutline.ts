// Removes the steps of voxels from an outline, without shrinking it.
import { type Point, perimeter } from '../geometry/hull.js';

/** Number of points of a smoothed outline. */
const POINTS = 128;

/** Highest harmonic that is computed. */
const HARMONICS = 40;

/**
 * Returns a closed outline of `POINTS` points without details smaller than `sigma`; for `sigma` 0, the outline itself.
 *
 * The outline, as a function of its arc length, is filtered in the frequency domain with 2G − G², where G is the
 * transfer function of a Gaussian of standard deviation `sigma`. A Gaussian alone would shrink a circle of radius r by
 * about σ² / (2r); with 2G − G² = 1 − (1 − G)², this term vanishes.
 *
 * Cost: O(N + POINTS · HARMONICS).
 */
export function smoothOutline(outline: readonly Point[], sigma: number): readonly Point[] {
  if (!(sigma > 0)) return outline;
  const points = equidistant(outline);
  const unit = (2 * Math.PI * sigma) / perimeter(outline);
  const x = new Float64Array(POINTS);
  const y = new Float64Array(POINTS);
  for (let harmonic = -HARMONICS; harmonic <= HARMONICS; harmonic++) {
    const gauss = Math.exp(-((unit * harmonic) ** 2) / 2);
    const gain = (2 * gauss - gauss * gauss) / POINTS;
    let [re, im] = [0, 0];
    for (const [n, [u, v]] of points.entries()) {
      const [c, s] = turnOf(-harmonic * n);
      re += gain * (u * c - v * s);
      im += gain * (u * s + v * c);
    }
    for (let n = 0; n < POINTS; n++) {
      const [c, s] = turnOf(harmonic * n);
      x[n]! += re * c - im * s;
      y[n]! += re * s + im * c;
    }
  }
  return Array.from(x, (value, n): Point => [value, y[n]!]);
}

const COSINES = Float64Array.from({ length: POINTS }, (_, n) => Math.cos((2 * Math.PI * n) / POINTS));
const SINES = Float64Array.from({ length: POINTS }, (_, n) => Math.sin((2 * Math.PI * n) / POINTS));

/** Returns cosine and sine of `steps` · 2π / POINTS. */
function turnOf(steps: number): readonly [number, number] {
  const n = ((steps % POINTS) + POINTS) % POINTS;
  return [COSINES[n]!, SINES[n]!];
}

/** Returns points at equal distances along a closed outline. */
function equidistant(outline: readonly Point[]): Point[] {
  const step = perimeter(outline) / POINTS;
  const points: Point[] = [];
  let [n, start] = [0, 0];
  let [a, b] = [outline[0]!, outline[1 % outline.length]!];
  let length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  for (let m = 0; m < POINTS; m++) {
    while (start + length < m * step && n < outline.length - 1) {
      start += length;
      n++;
      [a, b] = [outline[n]!, outline[(n + 1) % outline.length]!];
      length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    }
    const share = length > 0 ? Math.min(1, (m * step - start) / length) : 0;
    points.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
  }
  return points;
}
