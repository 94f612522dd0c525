// Computes the measures by brute force, one voxel at a time, independently of the package.
import type { View } from '@vrn/voxel';

type Place = readonly [number, number, number];

const at = ({ data, stride, offset }: View, [i, j, k]: Place): number =>
  data[offset + i * stride[0]! + j * stride[1]! + k * stride[2]!]!;

function places({ shape }: View): Place[] {
  const list: Place[] = [];
  for (let i = 0; i < shape[0]!; i++) {
    for (let j = 0; j < shape[1]!; j++) for (let k = 0; k < shape[2]!; k++) list.push([i, j, k]);
  }
  return list;
}

const setOf = (view: View, threshold: number): Set<string> =>
  new Set(
    places(view)
      .filter((place) => at(view, place) >= threshold)
      .map(String),
  );

const score = (a: Set<string>, b: Set<string>, empty: number): number => {
  const union = new Set([...a, ...b]).size;
  return union === 0 ? empty : [...a].filter((place) => b.has(place)).length / union;
};

export const naiveIou = (a: View, b: View, threshold = 0.5, empty = 1): number =>
  score(setOf(a, threshold), setOf(b, threshold), empty);

export function naiveSilhouetteIou(a: View, b: View, axis: number, threshold = 0.5, empty = 1): number {
  const flat = (view: View) =>
    new Set([...setOf(view, threshold)].map((place) => String(place.split(',').filter((_, n) => n !== axis))));
  return score(flat(a), flat(b), empty);
}

export function naiveRegisteredIou(a: View, b: View, range: number, threshold = 0.5, empty = 1) {
  const still = setOf(b, threshold);
  const all = Array.from({ length: 2 * range + 1 }, (_, n) => {
    const shift = n - range;
    const moved = places(a)
      .filter((place) => at(a, place) >= threshold)
      .map(([i, j, k]): Place => [i, j, k + shift])
      .filter(([, , k]) => k >= 0 && k < a.shape[2]!);
    return { shift, iou: score(new Set(moved.map(String)), still, empty) };
  });
  if (still.size === 0) return all[range]!;
  return all.toSorted((p, q) => q.iou - p.iou || Math.abs(p.shift) - Math.abs(q.shift) || p.shift - q.shift)[0]!;
}

export function naiveSoftIou(a: View, b: View): number {
  const pairs = places(a).map((place) => [at(a, place), at(b, place)] as const);
  const sum = (of: (p: readonly [number, number]) => number) => pairs.reduce((total, pair) => total + of(pair), 0);
  const larger = sum(([x, y]) => Math.max(x, y));
  return larger === 0 ? 1 : sum(([x, y]) => Math.min(x, y)) / larger;
}
