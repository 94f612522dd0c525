// Splits items in two by their centres. A centre is 16 bytes: three floats, and the index of its item.

/** Number of items above which the pivot is picked from a sample. */
const SAMPLED: i32 = 100;

let centres: usize;

export function setCentres(at: usize): void {
  centres = at;
}

export function centreAt(place: i32): usize {
  return centres + 16 * <usize>place;
}

/**
 * Rearranges the centres in [first, last) so that those before `middle` are not larger than the others along the axis
 * on which they spread most.
 */
export function split(first: i32, last: i32, middle: i32): void {
  let low = v128.load(centreAt(first));
  let high = low;
  for (let at = centreAt(first), end = centreAt(last); at < end; at += 16) {
    const centre = v128.load(at);
    low = f32x4.pmin(low, centre);
    high = f32x4.pmax(high, centre);
  }
  const spread = f32x4.sub(high, low);
  const x = f32x4.extract_lane(spread, 0);
  const y = f32x4.extract_lane(spread, 1);
  const z = f32x4.extract_lane(spread, 2);
  select(x >= y && x >= z ? 0 : y >= z ? 4 : 8, first, last - 1, middle);
}

function key(place: i32, axis: usize): f32 {
  return load<f32>(centreAt(place) + axis);
}

function swap(i: i32, j: i32): void {
  const a = centreAt(i);
  const b = centreAt(j);
  const centre = v128.load(a);
  v128.store(a, v128.load(b));
  v128.store(b, centre);
}

/**
 * Rearranges the centres from `first` to `last`, inclusive, so that no coordinate before place `at` is larger than that
 * at `at`, and none after it is smaller. `axis` is the coordinate's offset in bytes. The algorithm is that of
 * packages/voxel/src/core/boxTree.ts.
 */
function select(axis: usize, first: i32, last: i32, at: i32): void {
  let left = first;
  let right = last;
  while (left < right) {
    if (right - left + 1 > SAMPLED) {
      const share = <f64>(at - left) / <f64>(right - left);
      const sample = 4 * Math.sqrt(<f64>(right - left));
      const from = <f64>at - share * sample + (share < 0.5 ? -0.5 : 0.5) * Math.sqrt(sample);
      select(axis, max(left, <i32>Math.floor(from)), min(right, <i32>Math.floor(from + sample)), at);
    }
    const pivot = key(at, axis);
    swap(at, right);
    let less = left;
    for (let i = left; i < right; i++) {
      const isLess = key(i, axis) < pivot;
      swap(i, less);
      less += <i32>isLess;
    }
    swap(less, right);
    if (at === less) return;
    if (at < less) right = less - 1;
    else if (less > left) left = less + 1;
    else {
      let equal = left + 1;
      for (let i = left + 1; i <= right; i++) {
        const isEqual = key(i, axis) === pivot;
        swap(i, equal);
        equal += <i32>isEqual;
      }
      if (at < equal) return;
      left = equal;
    }
  }
}
