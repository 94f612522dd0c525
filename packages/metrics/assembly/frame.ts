// Converts points to local coordinates in single precision: relative to the centre of the bounding box of the searched
// surface, and multiplied by a power of two so that the box lies within −1..1.

/**
 * Bound on the rounding errors of boxes, balls and queries in single precision, relative to the larger of 1 and the
 * largest absolute local coordinate of the query.
 */
export const ROUNDING: f64 = 2.384185791015625e-7; // 2⁻²²

export let centreX: f64 = 0;
export let centreY: f64 = 0;
export let centreZ: f64 = 0;
export let scale: f64 = 0;

/** Sets centre and scale for `count` points of three floats each, which start at the address `points`. */
export function setFrame(points: usize, count: u32): void {
  let minX: f32 = Infinity;
  let minY: f32 = Infinity;
  let minZ: f32 = Infinity;
  let maxX: f32 = -Infinity;
  let maxY: f32 = -Infinity;
  let maxZ: f32 = -Infinity;
  for (const end = points + 12 * <usize>count; points < end; points += 12) {
    const x = load<f32>(points);
    const y = load<f32>(points, 4);
    const z = load<f32>(points, 8);
    minX = min(minX, x);
    minY = min(minY, y);
    minZ = min(minZ, z);
    maxX = max(maxX, x);
    maxY = max(maxY, y);
    maxZ = max(maxZ, z);
  }
  centreX = (<f64>minX + <f64>maxX) / 2;
  centreY = (<f64>minY + <f64>maxY) / 2;
  centreZ = (<f64>minZ + <f64>maxZ) / 2;
  const half = max(max(<f64>maxX - <f64>minX, <f64>maxY - <f64>minY), <f64>maxZ - <f64>minZ) / 2;
  scale = 1;
  for (; half * scale > 1; ) scale /= 2;
  for (; half > 0 && half * scale <= 0.5; ) scale *= 2;
}

/** Returns the local coordinates of the point at an address as a vector whose fourth lane is 0. */
export function toLocal(point: usize): v128 {
  return f32x4(
    <f32>((<f64>load<f32>(point) - centreX) * scale),
    <f32>((<f64>load<f32>(point, 4) - centreY) * scale),
    <f32>((<f64>load<f32>(point, 8) - centreZ) * scale),
    0,
  );
}
