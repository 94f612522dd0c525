// Builds a tree of boxes with up to four children per node, and with balls around items in its leaves, in local
// coordinates.
import { ROUNDING, setFrame, toLocal } from './frame';
import { isFaces, recordAt, setItems, writeRecord } from './items';
import { centreAt, setCentres, split } from './select';

/**
 * Bytes of a node: minimum x of up to four children, then their minimum y and z, their maximum x, y and z, and their
 * references. A reference is an address relative to `base`; it is odd for a leaf, which begins one byte before that
 * address.
 */
const NODE: usize = 112;

/** Offset of the references in a node. */
export const REFERENCES: usize = 96;

/**
 * Bytes of a leaf before its groups (place of its first item, and number of groups), and bytes of a group, which has
 * balls around up to four items: x of their centres, y, z, and radii. The radius of a point's ball is {@link ROUNDING}.
 */
export const HEAD: usize = 16;
export const GROUP: usize = 64;

/** Maximum number of items in a leaf: two groups. */
const LEAF: i32 = 8;

/** Factor that increases a radius by more than the rounding errors of its computation. */
const MARGIN: f32 = 1.000001;

export let base: usize = 0;
let free: usize;

/** Addresses of the vertices' local coordinates, 16 bytes each, and of the indices of faces' corners. */
let vertices: usize, corners: usize;

/** Box of the node or leaf that was written last. */
let low: v128 = f32x4.splat(0);
let high: v128 = f32x4.splat(0);

/**
 * Builds the tree, and returns the reference of its root. All parameters but the two counts are addresses.
 *
 * @param points    positions of `vertexCount` vertices, or the points.
 * @param indices   corners of `count` faces; 0 for `count` points.
 * @param records   room for the items.
 * @param local     room for local coordinates, 16 bytes per vertex.
 * @param centres   room for the centres of the items, 16 bytes each.
 * @param to        room for the tree.
 */
export function build(
  points: usize,
  vertexCount: u32,
  indices: usize,
  count: u32,
  records: usize,
  local: usize,
  centres: usize,
  to: usize,
): u32 {
  setItems(points, indices, records);
  setFrame(points, vertexCount);
  vertices = local;
  corners = indices;
  for (let n: u32 = 0; n < vertexCount; n++) v128.store(local + 16 * <usize>n, toLocal(points + 12 * <usize>n));
  setCentres(centres);
  for (let item: u32 = 0; item < count; item++) {
    const at = centres + 16 * <usize>item;
    v128.store(at, isFaces ? middleOf(item) : v128.load(local + 16 * <usize>item));
    store<u32>(at, item, 12);
  }
  free = base = to;
  return write(0, count);
}

function corner(item: u32, which: usize): v128 {
  return v128.load(vertices + 16 * <usize>load<u32>(corners + 12 * <usize>item + 4 * which));
}

/** Returns twice the centre of the box of a face. */
function middleOf(item: u32): v128 {
  const a = corner(item, 0);
  const b = corner(item, 1);
  const c = corner(item, 2);
  return f32x4.add(f32x4.pmin(f32x4.pmin(a, b), c), f32x4.pmax(f32x4.pmax(a, b), c));
}

/** Writes the node of the items in [first, last), or their leaf, and everything below it; returns its reference. */
function write(first: i32, last: i32): u32 {
  if (last - first <= LEAF) return writeLeaf(first, last);
  const at = free;
  free += NODE;
  const middle = middleOfRange(first, last);
  split(first, last, middle);
  let lane = writeChildren(at, 0, first, middle);
  lane = writeChildren(at, lane, middle, last);
  // A comparison with NaN is false, so that lanes without a child are never visited.
  for (let empty = lane; empty < 4; empty++) store<f32>(at + 4 * empty, NaN);
  low = high = f32x4.splat(0);
  for (let axis: usize = 0; axis < 3; axis++) {
    let least: f32 = Infinity;
    let most: f32 = -Infinity;
    for (let n: usize = 0; n < lane; n++) {
      least = min(least, load<f32>(at + 16 * axis + 4 * n));
      most = max(most, load<f32>(at + 16 * axis + 4 * n, 48));
    }
    setBox(<i32>axis, least, most);
  }
  return <u32>(at - base);
}

function setBox(axis: i32, least: f32, most: f32): void {
  if (axis === 0) {
    low = f32x4.replace_lane(low, 0, least);
    high = f32x4.replace_lane(high, 0, most);
  } else if (axis === 1) {
    low = f32x4.replace_lane(low, 1, least);
    high = f32x4.replace_lane(high, 1, most);
  } else {
    low = f32x4.replace_lane(low, 2, least);
    high = f32x4.replace_lane(high, 2, most);
  }
}

/** Returns the place at which a range is split: its middle, rounded up so that the first half has only full groups. */
function middleOfRange(first: i32, last: i32): i32 {
  return first + ((((last - first) >> 1) + 3) & ~3);
}

/** Writes a range as one child of a node if it fits into a leaf, else as two; returns the next free lane. */
function writeChildren(at: usize, lane: usize, first: i32, last: i32): usize {
  if (last - first <= LEAF) {
    writeChild(at, lane, first, last);
    return lane + 1;
  }
  const middle = middleOfRange(first, last);
  split(first, last, middle);
  writeChild(at, lane, first, middle);
  writeChild(at, lane + 1, middle, last);
  return lane + 2;
}

function writeChild(at: usize, lane: usize, first: i32, last: i32): void {
  const to = at + 4 * lane;
  store<u32>(to, write(first, last), REFERENCES);
  store<f32>(to, f32x4.extract_lane(low, 0));
  store<f32>(to, f32x4.extract_lane(low, 1), 16);
  store<f32>(to, f32x4.extract_lane(low, 2), 32);
  store<f32>(to, f32x4.extract_lane(high, 0), 48);
  store<f32>(to, f32x4.extract_lane(high, 1), 64);
  store<f32>(to, f32x4.extract_lane(high, 2), 80);
}

function writeLeaf(first: i32, last: i32): u32 {
  const at = free;
  const groups = (last - first + 3) >> 2;
  free += HEAD + GROUP * <usize>groups;
  store<i32>(at, first);
  store<i32>(at, groups, 4);
  let least = f32x4.splat(Infinity);
  let most = f32x4.splat(-Infinity);
  for (let place = first; place < first + 4 * groups; place++) {
    const n = place - first;
    const to = at + HEAD + GROUP * <usize>(n >> 2) + 4 * <usize>(n & 3);
    if (place >= last) {
      store<f32>(to, NaN);
      continue;
    }
    const item = load<u32>(centreAt(place), 12);
    writeRecord(recordAt(<u32>place), item);
    let ball: v128;
    if (isFaces) {
      const a = corner(item, 0);
      const b = corner(item, 1);
      const c = corner(item, 2);
      least = f32x4.pmin(least, f32x4.pmin(f32x4.pmin(a, b), c));
      most = f32x4.pmax(most, f32x4.pmax(f32x4.pmax(a, b), c));
      ball = f32x4.mul(f32x4.add(f32x4.add(a, b), c), f32x4.splat(<f32>(1.0 / 3.0)));
      const radius = max(max(distance(ball, a), distance(ball, b)), distance(ball, c));
      ball = f32x4.replace_lane(ball, 3, radius * MARGIN + <f32>ROUNDING);
    } else {
      ball = v128.load(vertices + 16 * <usize>item);
      least = f32x4.pmin(least, ball);
      most = f32x4.pmax(most, ball);
      ball = f32x4.replace_lane(ball, 3, <f32>ROUNDING);
    }
    store<f32>(to, f32x4.extract_lane(ball, 0));
    store<f32>(to, f32x4.extract_lane(ball, 1), 16);
    store<f32>(to, f32x4.extract_lane(ball, 2), 32);
    store<f32>(to, f32x4.extract_lane(ball, 3), 48);
  }
  low = least;
  high = most;
  return <u32>(at - base) | 1;
}

/** Returns the distance between two points; their fourth lanes are ignored. */
function distance(p: v128, q: v128): f32 {
  const d = f32x4.sub(p, q);
  const squared = f32x4.mul(d, d);
  const sum = f32x4.extract_lane(squared, 0) + f32x4.extract_lane(squared, 1) + f32x4.extract_lane(squared, 2);
  return sqrt<f32>(sum);
}
