// Stores the items that are searched, faces or points, as records in the order of the tree's leaves, and computes
// distances from their exact coordinates in double precision.

/**
 * Bytes of a record. A face: its corners, nine floats; its index; and its unit normal, three doubles, zero for a face
 * that is treated as two segments. A point: three floats, and its index.
 */
const FACE: usize = 64;
const POINT: usize = 16;

/** As in src/surfaces/nearest/triangle.ts. */
const MIN_SINE: f64 = 1e-8;

export let isFaces: bool = false;
let records: usize;
let positions: usize, indices: usize;

/** Position on a face that {@link squaredTo} found last, as fractions of the edges from a to b and from a to c. */
let shareB: f64 = 0;
let shareC: f64 = 0;

/** Sets the addresses of the positions, of the indices of faces' corners (0 for points) and of the records. */
export function setItems(points: usize, corners: usize, at: usize): void {
  positions = points;
  indices = corners;
  isFaces = corners !== 0;
  records = at;
}

export function recordAt(place: u32): usize {
  return records + (isFaces ? FACE : POINT) * <usize>place;
}

/** Returns the index of the item of a record. */
export function itemOf(record: usize): u32 {
  return isFaces ? load<u32>(record, 36) : load<u32>(record, 12);
}

/** Writes the record of an item. */
export function writeRecord(to: usize, item: u32): void {
  if (!isFaces) {
    memory.copy(to, positions + 12 * <usize>item, 12);
    store<u32>(to, item, 12);
    return;
  }
  const corners = indices + 12 * <usize>item;
  for (let corner: usize = 0; corner < 3; corner++) {
    memory.copy(to + 12 * corner, positions + 12 * <usize>load<u32>(corners + 4 * corner), 12);
  }
  store<u32>(to, item, 36);
  const ux = edge(to, 12);
  const uy = edge(to + 4, 12);
  const uz = edge(to + 8, 12);
  const vx = edge(to, 24);
  const vy = edge(to + 4, 24);
  const vz = edge(to + 8, 24);
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  const hasArea = length > MIN_SINE * Math.sqrt(ux * ux + uy * uy + uz * uz) * Math.sqrt(vx * vx + vy * vy + vz * vz);
  store<f64>(to, hasArea ? nx / length : 0, 40);
  store<f64>(to, hasArea ? ny / length : 0, 48);
  store<f64>(to, hasArea ? nz / length : 0, 56);
}

/** Returns a coordinate of the corner at an offset in bytes from corner a, minus that of corner a, at `coordinate`. */
function edge(coordinate: usize, offset: usize): f64 {
  return <f64>load<f32>(coordinate + offset) - <f64>load<f32>(coordinate);
}

/** Returns the squared distance of (x, y, z) to the item of a record. */
export function squaredTo(record: usize, x: f64, y: f64, z: f64): f64 {
  const px = x - <f64>load<f32>(record);
  const py = y - <f64>load<f32>(record, 4);
  const pz = z - <f64>load<f32>(record, 8);
  return isFaces ? squaredToFace(record, px, py, pz) : px * px + py * py + pz * pz;
}

/**
 * Returns the squared distance of a point to a face, as src/surfaces/nearest/triangle.ts does, with the same operations
 * in the same order. The point is relative to corner a.
 */
function squaredToFace(face: usize, px: f64, py: f64, pz: f64): f64 {
  const ux = edge(face, 12);
  const uy = edge(face + 4, 12);
  const uz = edge(face + 8, 12);
  const vx = edge(face, 24);
  const vy = edge(face + 4, 24);
  const vz = edge(face + 8, 24);
  const nx = load<f64>(face, 40);
  const ny = load<f64>(face, 48);
  const nz = load<f64>(face, 56);
  if (nx === 0 && ny === 0 && nz === 0) return squaredToEdges(face, px, py, pz);
  const d1 = ux * px + uy * py + uz * pz;
  const d2 = vx * px + vy * py + vz * pz;
  if (d1 <= 0 && d2 <= 0) return squaredAt(face, px, py, pz, 0, 0);
  const bx = px - ux;
  const by = py - uy;
  const bz = pz - uz;
  const d3 = ux * bx + uy * by + uz * bz;
  const d4 = vx * bx + vy * by + vz * bz;
  const fromB = (vx - ux) * bx + (vy - uy) * by + (vz - uz) * bz;
  if (d3 >= 0 && fromB <= 0) return squaredAt(face, px, py, pz, 1, 0);
  const overC = d1 * d4 - d3 * d2;
  if (overC <= 0 && d1 >= 0 && d3 <= 0) return squaredAt(face, px, py, pz, d1 / (d1 - d3), 0);
  const cx = px - vx;
  const cy = py - vy;
  const cz = pz - vz;
  const d5 = ux * cx + uy * cy + uz * cz;
  const d6 = vx * cx + vy * cy + vz * cz;
  const fromC = (ux - vx) * cx + (uy - vy) * cy + (uz - vz) * cz;
  if (d6 >= 0 && fromC <= 0) return squaredAt(face, px, py, pz, 0, 1);
  const overB = d5 * d2 - d1 * d6;
  if (overB <= 0 && d2 >= 0 && d6 <= 0) return squaredAt(face, px, py, pz, 0, d2 / (d2 - d6));
  const overA = d3 * d6 - d5 * d4;
  if (overA <= 0 && fromB >= 0 && fromC >= 0) {
    const toC = fromB / (fromB + fromC);
    return squaredAt(face, px, py, pz, 1 - toC, toC);
  }
  const sum = overA + overB + overC;
  shareB = overB / sum;
  shareC = overC / sum;
  const height = nx * px + ny * py + nz * pz;
  return height * height;
}

/** Stores the fractions `toB` and `toC` of the edges from a, and returns the squared distance from p to their point. */
function squaredAt(face: usize, px: f64, py: f64, pz: f64, toB: f64, toC: f64): f64 {
  shareB = toB;
  shareC = toC;
  const x = px - toB * edge(face, 12) - toC * edge(face, 24);
  const y = py - toB * edge(face + 4, 12) - toC * edge(face + 4, 24);
  const z = pz - toB * edge(face + 8, 12) - toC * edge(face + 8, 24);
  return x * x + y * y + z * z;
}

/** Returns the smaller squared distance to the two edges from a. */
function squaredToEdges(face: usize, px: f64, py: f64, pz: f64): f64 {
  const toB = shareOf(face, 12, px, py, pz);
  const toC = shareOf(face, 24, px, py, pz);
  const squaredB = squaredAt(face, px, py, pz, toB, 0);
  const squaredC = squaredAt(face, px, py, pz, 0, toC);
  return squaredC < squaredB ? squaredC : squaredAt(face, px, py, pz, toB, 0);
}

/** Returns the fraction along an edge at which it is nearest to p, 0..1; the edge may be a point. */
function shareOf(face: usize, corner: usize, px: f64, py: f64, pz: f64): f64 {
  const x = edge(face, corner);
  const y = edge(face + 4, corner);
  const z = edge(face + 8, corner);
  const length = x * x + y * y + z * z;
  const along = (x * px + y * py + z * pz) / length;
  return length > 0 ? Math.min(1, Math.max(0, along)) : 0;
}

/** Writes the point of a face that is nearest to (x, y, z), three floats. */
export function writeNearest(to: usize, face: usize, x: f64, y: f64, z: f64): void {
  squaredTo(face, x, y, z);
  for (let axis: usize = 0; axis < 12; axis += 4) {
    const corner = face + axis;
    store<f32>(to + axis, <f32>(<f64>load<f32>(corner) + shareB * edge(corner, 12) + shareC * edge(corner, 24)));
  }
}
