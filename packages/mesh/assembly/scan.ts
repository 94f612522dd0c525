// Tests numbers in chunks of memory, in AssemblyScript: whether floats are finite, and integers at most a limit.

/** Bytes per chunk, few enough that it stays in the first-level cache. */
const BYTES: usize = 1 << 14;

/** Bits of the exponent of a float: all are set if it is infinite or NaN. */
const EXPONENT: i32 = 0x7f800000;

/** Returns the address of the chunk, to which the caller writes up to 4096 numbers; 0 if memory cannot grow. */
export function chunk(): usize {
  const start = (__heap_base + 15) & ~15;
  const missing = <i32>((start + BYTES + 65535) >> 16) - memory.size();
  return missing > 0 && memory.grow(missing) < 0 ? 0 : start;
}

/** Whether the first `count` numbers of a chunk at an address are finite floats. */
export function areFinite(at: usize, count: i32): bool {
  const exponent = i32x4.splat(EXPONENT);
  let found = i32x4.splat(0);
  const rest = at + 4 * <usize>(count & ~3);
  for (; at < rest; at += 16) found = v128.or(found, i32x4.eq(v128.and(v128.load(at), exponent), exponent));
  let isFound = v128.any_true(found);
  for (const end = rest + 4 * <usize>(count & 3); at < end; at += 4) {
    isFound = isFound || (load<i32>(at) & EXPONENT) === EXPONENT;
  }
  return !isFound;
}

/** Whether the first `count` numbers of a chunk at an address, as unsigned integers, are at most `last`. */
export function areAtMost(at: usize, count: i32, last: u32): bool {
  let largest = i32x4.splat(0);
  const rest = at + 4 * <usize>(count & ~3);
  for (; at < rest; at += 16) largest = i32x4.max_u(largest, v128.load(at));
  let isGood = !v128.any_true(i32x4.gt_u(largest, i32x4.splat(last)));
  for (const end = rest + 4 * <usize>(count & 3); at < end; at += 4) isGood = isGood && load<u32>(at) <= last;
  return isGood;
}
