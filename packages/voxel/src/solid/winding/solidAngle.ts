// Computes the solid angle of a triangle as seen from a point, which may lie on the triangle.

/**
 * Returns the solid angle of a triangle seen from a point as a share of the full sphere, −½ to ½; positive if the point
 * is behind the triangle. For a point in the triangle, it is the limit from the side towards +z; if the triangle is
 * parallel to z, towards +x; if it is parallel to both, towards +y. For a point on an edge or at a corner, it is half
 * of that limit.
 *
 * Source: van Oosterom and Strackee 1983.
 */
export function solidAngle(p: Float32Array, a: number, b: number, c: number, x: number, y: number, z: number): number {
  const ax = p[a]! - x;
  const ay = p[a + 1]! - y;
  const az = p[a + 2]! - z;
  const bx = p[b]! - x;
  const by = p[b + 1]! - y;
  const bz = p[b + 2]! - z;
  const cx = p[c]! - x;
  const cy = p[c + 1]! - y;
  const cz = p[c + 2]! - z;
  const la = Math.sqrt(ax * ax + ay * ay + az * az);
  const lb = Math.sqrt(bx * bx + by * by + bz * bz);
  const lc = Math.sqrt(cx * cx + cy * cy + cz * cz);
  const volume = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  const scale =
    la * lb * lc +
    (ax * bx + ay * by + az * bz) * lc +
    (bx * cx + by * cy + bz * cz) * la +
    (cx * ax + cy * ay + cz * az) * lb;
  if (volume !== 0) return Math.atan2(volume, scale) / (2 * Math.PI);
  // For a point in the triangle's plane: half of the sphere inside the triangle, a quarter on its boundary, 0 outside.
  const edge = 1e-9 * la * lb * lc;
  const share = scale > edge ? 0 : scale < -edge ? 1 / 2 : 1 / 4;
  const nx = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
  const ny = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
  const nz = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  return -Math.sign(nz || nx || ny) * share;
}
