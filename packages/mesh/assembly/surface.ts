// Implements marching cubes in AssemblyScript, for WebAssembly with SIMD: the operations of
// src/marching-cubes/extract.ts in the same order, so that the surface is the same to the bit. src/simd/simdKernel.ts
// calls it; `node packages/mesh/assembly/build.mjs` compiles it into src/simd/surfaceCode.ts.

import { loadBits } from './insideBits';
import { edgeNormal, resetFlat, storeNormal } from './normal';
import { clearPads, columns, rows, setRows, setShape, setSteps, slices, startOf, stepX, stepY, stepZ } from './volume';

export { flat } from './normal';
export { areAtMost, areFinite, chunk } from './scan';
export { startOf } from './volume';

/**
 * Copies the vertices and triangles in the buffers to the caller. Called when the buffers may not have room for those
 * of another line.
 */
declare function flush(): void;

/** Vertices and triangle corners for which the buffers have room, in addition to those of one line. */
const VERTICES: i32 = 1 << 17;
const CORNERS: i32 = 6 << 17;

let firstLine: i32, lastLine: i32, firstCell: i32, lastCell: i32;
let isClosed: bool, withNormals: bool;
/** Numbers of 32-bit words of inside bits per line, of bits in these words, and of bits per row, with border lines. */
let perLine: i32, width: i32, plane: i32;

let least: f32, level: f64;
let originX: f64, originY: f64, originZ: f64;
let marginI: f64, marginJ: f64, marginK: f64;

/**
 * Addresses of the case table and of the offsets of a cell's edges in `vertexOf`; of the inside bits of two rows, and
 * of a byte per line that is 0 if no sample is inside; of the vertex numbers, and the byte offsets of both rows there.
 */
let first: usize, triangles: usize, placeOfEdge: usize;
let above: usize, here: usize, inAbove: usize, inHere: usize;
let vertexOf: usize, ofAbove: usize, ofHere: usize;

/** Addresses of the buffers, and the numbers of vertices and of triangle corners in them. */
export let positions: usize = 0;
export let normals: usize = 0;
export let indices: usize = 0;
export let vertices: i32 = 0;
export let corners: i32 = 0;

/** Number of vertices that were flushed. */
let flushed: i32;

/**
 * Returns the address at which the caller writes the case table: 257 starts of 16 bits, padded to 528 bytes, and the
 * triangles of all cases.
 */
export function tables(): usize {
  first = (__heap_base + 15) & ~15;
  triangles = first + 528;
  placeOfEdge = triangles + 4096;
  return first;
}

/** Lays out memory for a volume, and grows it where necessary. Returns false if it cannot grow. */
export function begin(i: i32, j: i32, k: i32, close: bool, gradients: bool): bool {
  setShape(i, j, k);
  isClosed = close;
  withNormals = gradients;
  firstLine = firstCell = close ? 0 : 1;
  lastLine = close ? columns : columns - 1;
  lastCell = close ? slices : slices - 1;
  perLine = (slices + 33) >> 5;
  width = 32 * perLine;
  plane = (columns + 2) * width;
  flushed = vertices = corners = 0;
  resetFlat();

  const bitBytes: usize = 4 * (columns + 2) * perLine;
  const lineBytes: usize = (columns + 3 + 15) & ~15;
  above = placeOfEdge + 48;
  here = above + bitBytes;
  inAbove = here + bitBytes;
  inHere = inAbove + lineBytes;
  const samples = (inHere + lineBytes + 15) & ~15;
  vertexOf = setRows(samples, gradients ? 4 : 2);
  ofAbove = 4 * plane;
  ofHere = 12 * plane;
  positions = vertexOf + 20 * <usize>plane;
  normals = positions + 12 * (VERTICES + 3 * width);
  indices = normals + (gradients ? 12 * (VERTICES + 3 * width) : 0);
  const end = indices + 4 * (CORNERS + 15 * width);
  const missing = <i32>((end + 65535) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) return false;
  memory.fill(above, 0, samples - above);
  clearPads();
  return true;
}

/**
 * Sets, in this order: the smallest single-precision number that is at least the level; the level itself; the position
 * of sample (0, 0, 0); the steps between samples along x, y and z; the margins along rows, columns and slices.
 */
export function place(
  atLeast: f32,
  value: f64,
  x: f64,
  y: f64,
  z: f64,
  dx: f64,
  dy: f64,
  dz: f64,
  mi: f64,
  mj: f64,
  mk: f64,
): void {
  least = atLeast;
  level = value;
  originX = x;
  originY = y;
  originZ = z;
  setSteps(dx, dy, dz);
  marginI = mi;
  marginJ = mj;
  marginK = mk;
}

/** Processes the cells between a row and the one before. Returns false if a sample of the row is not finite. */
export function walk(row: i32): bool {
  if (row === rows) {
    memory.fill(here, 0, 4 * (columns + 2) * perLine);
    memory.fill(inHere, 0, columns + 3);
  } else if (!loadBits(startOf(row), here, inHere, perLine, least)) return false;
  for (let edge = 0; edge < 12; edge++) {
    // As in caseTable.ts, bits 2 and 3 of an edge are its axis, bits 0 and 1 its place along the two other axes.
    const axis = edge >> 2;
    const low = edge & 1;
    const high = (edge >> 1) & 1;
    const corner = axis === 0 ? (low << 1) | (high << 2) : axis === 1 ? low | (high << 2) : low | (high << 1);
    const block: usize = axis === 0 ? 0 : (corner & 1 ? ofHere : ofAbove) + 4 * <usize>(axis - 1) * plane;
    store<i32>(placeOfEdge + 4 * edge, <i32>block + 4 * (((corner >> 1) & 1) * width + (corner >> 2)));
  }
  const isWalked = isClosed || (row > 0 && row < rows);
  reserve();
  cutLine(row, 0);
  for (let line = 0; line <= columns; line++) {
    reserve();
    cutLine(row, line + 1);
    if (isWalked && line >= firstLine && line <= lastLine) walkLine(line);
  }
  const bits = above;
  above = here;
  here = bits;
  const lines = inAbove;
  inAbove = inHere;
  inHere = lines;
  const block = ofAbove;
  ofAbove = ofHere;
  ofHere = block;
  return true;
}

function reserve(): void {
  if (vertices < VERTICES && corners < CORNERS) return;
  flush();
  flushed += vertices;
  vertices = corners = 0;
}

/** Creates the vertices on the cut edges of the samples of a line, as cutLine.ts does. */
function cutLine(row: i32, line: i32): void {
  if ((load<u8>(inHere + line) | load<u8>(inAbove + line) | load<u8>(inHere + line + 1)) === 0) return;
  const j = line - 1;
  const own = here + 4 * line * perLine;
  const other = above + 4 * line * perLine;
  const hasNext = line <= columns;
  const last = perLine - 1;
  const base = startOf(row) + 4 * j * slices;
  const before = startOf(row - 1) + 4 * j * slices;
  const sideI = row < 1 ? -1 : row < rows ? 0 : 1;
  const sideJ = j < 0 ? -1 : j + 1 < columns ? 0 : 1;
  for (let w = 0; w <= last; w++) {
    const at = 4 * w;
    const bits = load<u32>(own + at);
    const alongRows = bits ^ load<u32>(other + at);
    const alongColumns = hasNext ? bits ^ load<u32>(own + at + 4 * perLine) : 0;
    const alongSlices = bits ^ ((bits >>> 1) | (w < last ? load<u32>(own + at + 4) << 31 : 0));
    for (let any = alongRows | alongColumns | alongSlices; any !== 0; any &= any - 1) {
      const bit = ctz(any);
      const c = 32 * w + bit;
      const k = c - 1;
      const sample = base + 4 * k;
      const number = vertexOf + 4 * (line * width + c);
      if ((alongRows >>> bit) & 1) {
        const t = sideI === 0 ? between(load<f32>(before + 4 * k), load<f32>(sample), marginI) : 0.5;
        const i: f64 = <f64>(row - 1) + t;
        if (withNormals) {
          if (sideI === 0) edgeNormal(normals + 12 * vertices, row - 1, j, k, row, j, k, i - <f64>(row - 1));
          else storeNormal(normals + 12 * vertices, sideI, 0, 0);
        }
        store<i32>(number, vertex(i, j, k));
      }
      if ((alongColumns >>> bit) & 1) {
        const t = sideJ === 0 ? between(load<f32>(sample), load<f32>(sample + 4 * slices), marginJ) : 0.5;
        const column: f64 = <f64>j + t;
        if (withNormals) {
          if (sideJ === 0) edgeNormal(normals + 12 * vertices, row, j, k, row, j + 1, k, column - <f64>j);
          else storeNormal(normals + 12 * vertices, 0, sideJ, 0);
        }
        store<i32>(number + ofHere, vertex(row, column, k));
      }
      if ((alongSlices >>> bit) & 1) {
        const side = k < 0 ? -1 : k + 1 < slices ? 0 : 1;
        const t = side === 0 ? between(load<f32>(sample), load<f32>(sample, 4), marginK) : 0.5;
        const slice: f64 = <f64>k + t;
        if (withNormals) {
          if (side === 0) edgeNormal(normals + 12 * vertices, row, j, k, row, j, k + 1, slice - <f64>k);
          else storeNormal(normals + 12 * vertices, 0, 0, side);
        }
        store<i32>(number + ofHere + 4 * plane, vertex(row, j, slice));
      }
    }
  }
}

/** Returns the fraction of an edge at which the surface crosses it, at least `margin` from both ends. */
function between(a: f64, b: f64, margin: f64): f64 {
  const t = (level - a) / (b - a);
  return t > margin ? (t < 1 - margin ? t : 1 - margin) : margin;
}

/** Creates a vertex at a position in sample coordinates; returns its number. */
function vertex(i: f64, j: f64, k: f64): i32 {
  const at = positions + 12 * vertices;
  store<f32>(at, <f32>(originX + j * stepX));
  store<f32>(at, <f32>(originY - i * stepY), 4);
  store<f32>(at, <f32>(originZ - k * stepZ), 8);
  return flushed + vertices++;
}

/** Creates the triangles of the cells between a line and the next, as walkCells.ts does. */
function walkLine(line: i32): void {
  if (
    (load<u8>(inHere + line) |
      load<u8>(inHere + line + 1) |
      load<u8>(inAbove + line) |
      load<u8>(inAbove + line + 1)) ===
    0
  ) {
    return;
  }
  const next = 4 * perLine;
  let up = above + line * next;
  let down = here + line * next;
  let a = load<u32>(up);
  let b = load<u32>(down);
  let c = load<u32>(up + next);
  let d = load<u32>(down + next);
  let mixed = (a ^ b) | (a ^ c) | (a ^ d);
  let out = indices + 4 * corners;
  for (let w = 0; w < perLine; w++) {
    up += 4;
    down += 4;
    const isLast = w + 1 === perLine;
    const nextA = isLast ? 0 : load<u32>(up);
    const nextB = isLast ? 0 : load<u32>(down);
    const nextC = isLast ? 0 : load<u32>(up + next);
    const nextD = isLast ? 0 : load<u32>(down + next);
    const nextMixed = (nextA ^ nextB) | (nextA ^ nextC) | (nextA ^ nextD);
    const farA = (a >>> 1) | (nextA << 31);
    let active = mixed | (mixed >>> 1) | (nextMixed << 31) | (a ^ farA);
    if (active !== 0) {
      const farB = (b >>> 1) | (nextB << 31);
      const farC = (c >>> 1) | (nextC << 31);
      const farD = (d >>> 1) | (nextD << 31);
      for (; active !== 0; active &= active - 1) {
        const bit = ctz(active);
        const cell: i32 = 32 * w + bit;
        if (cell < firstCell || cell > lastCell) continue;
        const inside: usize =
          ((a >>> bit) & 1) |
          (((b >>> bit) & 1) << 1) |
          (((c >>> bit) & 1) << 2) |
          (((d >>> bit) & 1) << 3) |
          (((farA >>> bit) & 1) << 4) |
          (((farB >>> bit) & 1) << 5) |
          (((farC >>> bit) & 1) << 6) |
          (((farD >>> bit) & 1) << 7);
        const numbers = vertexOf + 4 * (line * width + cell);
        const end = triangles + load<u16>(first + 2 * inside, 2);
        for (let t = triangles + load<u16>(first + 2 * inside); t < end; t++) {
          store<u32>(out, load<u32>(numbers + load<u32>(placeOfEdge + 4 * <usize>load<u8>(t))));
          out += 4;
        }
      }
    }
    a = nextA;
    b = nextB;
    c = nextC;
    d = nextD;
    mixed = nextMixed;
  }
  corners = <i32>((out - indices) >> 2);
}
