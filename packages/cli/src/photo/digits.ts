// Draws numbers into an image, to label the people of a photograph.

/** Bitmaps of the digits 0 to 9: five rows of three bits from the top; the highest bit is the leftmost dot. */
const DIGITS = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 7, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 1, 1, 1],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
];

/** Pixels per dot, and dots from one digit to the next. */
const DOT = 4;
const ADVANCE = 4;

export type Colour = readonly [red: number, green: number, blue: number];

/**
 * Draws a number on a dark label, moved so that it lies within the image.
 *
 * @param data    `[size, size, 3]` bytes.
 * @param centre  `[row, column]` of the label's centre.
 */
export function drawNumber(
  data: Uint8Array,
  size: number,
  { value, centre: [row, column], colour }: { value: number; centre: readonly [number, number]; colour: Colour },
): void {
  const digits = [...String(value)].map(Number);
  const [rows, columns] = [(5 + 2) * DOT, (digits.length * ADVANCE + 1) * DOT];
  const within = (middle: number, length: number): number =>
    Math.max(0, Math.min(size - length, Math.round(middle - length / 2)));
  const [top, left] = [within(row, rows), within(column, columns)];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const [y, x] = [Math.floor(i / DOT) - 1, Math.floor(j / DOT) - 1];
      const bits = DIGITS[digits[Math.floor(x / ADVANCE)] ?? -1]?.[y] ?? 0;
      const isLit = x >= 0 && x % ADVANCE < 3 && ((bits >> (2 - (x % ADVANCE))) & 1) === 1;
      data.set(isLit ? colour : [20, 20, 20], ((top + i) * size + left + j) * 3);
    }
  }
}
