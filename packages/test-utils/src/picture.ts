// Converts volumes and masks to and from text pictures: '.' is 0, '#' is 1, one line per row.
import { type Packed, packed, type View, type Volume } from '@vrn/voxel';

/** Parses the picture of a mask `[rows, columns]` of 0 and 1. */
export function maskFromPicture(rows: readonly string[]): Packed<Uint8Array> {
  const columns = rows[0]?.length ?? 0;
  const data = rows.flatMap((row, i) => {
    if (row.length !== columns) throw new Error(`picture: row ${i} must have ${columns} columns, got '${row}'`);
    return Array.from(row, (glyph) => {
      if (glyph !== '.' && glyph !== '#') throw new Error(`picture: row ${i} must consist of . and #, got '${row}'`);
      return glyph === '#' ? 1 : 0;
    });
  });
  return packed(Uint8Array.from(data), [rows.length, columns]);
}

/**
 * Parses a volume `[rows, columns, slices]` of 0 and 1 from one picture per slice, nearest first.
 *
 * @example
 * volumeFromPicture(['.#.', '###']).shape;            // → [2, 3, 1]
 * volumeFromPicture(['#.', '..'], ['##', '..']).get(0, 1, 1);  // → 1
 */
export function volumeFromPicture(...slices: readonly (readonly string[])[]): Volume<Uint8Array> {
  const masks = slices.map(maskFromPicture);
  const [rows = 0, columns = 0] = masks[0]?.shape ?? [];
  const data = new Uint8Array(rows * columns * masks.length);
  for (const [k, mask] of masks.entries()) {
    if (mask.shape[0] !== rows || mask.shape[1] !== columns) {
      throw new Error(`picture: slice ${k} must be [${rows}, ${columns}], got [${mask.shape.join(', ')}]`);
    }
    for (let p = 0; p < rows * columns; p++) data[p * masks.length + k] = mask.data[p]!;
  }
  return packed(data, [rows, columns, masks.length]);
}

/** Draws a view `[rows, columns]`: '#' for values of at least 0.5, '.' for others. */
export function picture(view: View): string[] {
  const [rows = 0, columns = 0] = view.shape;
  const [down = 0, right = 0] = view.stride;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => (view.data[view.offset + i * down + j * right]! >= 0.5 ? '#' : '.')).join(
      '',
    ),
  );
}

/** Draws a view `[rows, columns, slices]` as one picture per slice, nearest first. */
export function pictures(view: View): string[][] {
  const [rows = 0, columns = 0, slices = 0] = view.shape;
  const [down = 0, right = 0, deep = 0] = view.stride;
  return Array.from({ length: slices }, (_, k) =>
    picture({ data: view.data, shape: [rows, columns], stride: [down, right], offset: view.offset + k * deep }),
  );
}
