// Holds the shape of the volume, the steps of its grid, and the addresses of the 2 or 4 rows of samples in memory.

/** Number of zero bytes after a row of samples, since its last samples are read in a word of 32 samples. */
const PAD: i32 = 128;

export let rows: i32 = 0;
export let columns: i32 = 0;
export let slices: i32 = 0;
export let stepX: f64 = 0;
export let stepY: f64 = 0;
export let stepZ: f64 = 0;

let samples: usize, rowBytes: usize, rowMask: i32;

export function setShape(i: i32, j: i32, k: i32): void {
  rows = i;
  columns = j;
  slices = k;
}

export function setSteps(dx: f64, dy: f64, dz: f64): void {
  stepX = dx;
  stepY = dy;
  stepZ = dz;
}

/** Places `count` rows (2 or 4) at an address; returns the address after them. */
export function setRows(address: usize, count: i32): usize {
  samples = address;
  rowBytes = ((4 * columns * slices + 15) & ~15) + PAD;
  rowMask = count - 1;
  return samples + <usize>count * rowBytes;
}

/** Clears the bytes after every row, and the 16 bytes before these, which the samples may fill only in part. */
export function clearPads(): void {
  for (let row = 0; row <= rowMask; row++) memory.fill(startOf(row) + rowBytes - PAD - 16, 0, PAD + 16);
}

/**
 * Returns the address of a row of samples. Rows whose numbers differ by a multiple of the number of rows in memory
 * (2 or 4) share one address.
 */
export function startOf(row: i32): usize {
  return samples + <usize>(row & rowMask) * rowBytes;
}
