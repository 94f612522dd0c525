// Computes which samples are at least the level, 32 at a time: the first pass, as src/marching-cubes/insideBits.ts
// does.
import { columns, slices } from './volume';

/**
 * Writes the inside bits of the row of samples at the address `start`: `perLine` words per line to `here`, and a byte
 * per line to `inHere`, which is 0 if no sample of the line is inside, else 1. The empty lines before the first and
 * after the last are not written. Returns false if a sample is not finite.
 */
export function loadBits(start: usize, here: usize, inHere: usize, perLine: i32, least: f32): bool {
  const limit = f32x4.splat(least);
  let wrong = i32x4.splat(0);
  let from = start;
  let to = here + 4 * perLine;
  const words = (slices + 31) >> 5;
  const lastMask: u32 = 0xffffffff >>> (-slices & 31);
  for (let line = 1; line <= columns; line++) {
    let carry: u32 = 0;
    let all: u32 = 0;
    let at = from;
    for (let word = 1; word <= words; word++) {
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const c = v128.load(at, 32);
      const d = v128.load(at, 48);
      const e = v128.load(at, 64);
      const f = v128.load(at, 80);
      const g = v128.load(at, 96);
      const h = v128.load(at, 112);
      at += 128;
      // A number minus itself is 0, or NaN if it is NaN or infinite.
      wrong = v128.or(wrong, v128.or(f32x4.sub(a, a), f32x4.sub(b, b)));
      wrong = v128.or(wrong, v128.or(f32x4.sub(c, c), f32x4.sub(d, d)));
      wrong = v128.or(wrong, v128.or(f32x4.sub(e, e), f32x4.sub(f, f)));
      wrong = v128.or(wrong, v128.or(f32x4.sub(g, g), f32x4.sub(h, h)));
      const ab = i16x8.narrow_i32x4_s(f32x4.ge(a, limit), f32x4.ge(b, limit));
      const cd = i16x8.narrow_i32x4_s(f32x4.ge(c, limit), f32x4.ge(d, limit));
      const ef = i16x8.narrow_i32x4_s(f32x4.ge(e, limit), f32x4.ge(f, limit));
      const gh = i16x8.narrow_i32x4_s(f32x4.ge(g, limit), f32x4.ge(h, limit));
      let bits: u32 = 0;
      if (v128.any_true(v128.or(v128.or(ab, cd), v128.or(ef, gh)))) {
        bits = i8x16.bitmask(i8x16.narrow_i16x8_s(ab, cd)) | (i8x16.bitmask(i8x16.narrow_i16x8_s(ef, gh)) << 16);
        if (word === words) bits &= lastMask;
      }
      store<u32>(to, (bits << 1) | carry);
      to += 4;
      carry = bits >>> 31;
      all |= bits;
    }
    if (perLine > words) {
      store<u32>(to, carry);
      to += 4;
    }
    store<u8>(inHere + line, <u8>(all !== 0));
    from += 4 * slices;
  }
  return !v128.any_true(wrong);
}
