// Reads the 35 mm equivalent focal length from the EXIF data of a photograph.

/** EXIF tags: the offset of the Exif directory, and `FocalLengthIn35mmFilm` in it. */
const EXIF_DIRECTORY = 0x8769;
const FOCAL_LENGTH_IN_35MM_FILM = 0xa405;

/** Types of integers in TIFF. EXIF requires `SHORT` for the focal length, `LONG` for offsets; both are read. */
const SHORT = 3;
const LONG = 4;

/** Bytes of a directory's entry: tag, type, count, and a value of up to four bytes. */
const ENTRY_BYTES = 12;

/** Marker before the data in JPEG files: `Exif\0\0`. */
const MARKER = [0x45, 0x78, 0x69, 0x66, 0, 0];

/**
 * Returns the 35 mm equivalent focal length in millimetres; undefined if the data has none, or states 0 for unknown, or
 * is damaged. Reads two directories only, so the time is at most proportional to the length of the data.
 *
 * @param exif  TIFF data, with or without `Exif\0\0` in front, as sharp returns it.
 *
 * Source: CIPA DC-008 (EXIF 2.32) 4.6.2, 4.6.5; TIFF 6.0, section 2.
 */
export function focalLengthOf(exif: Uint8Array): number | undefined {
  const tiff = MARKER.every((byte, at) => exif[at] === byte) ? exif.subarray(MARKER.length) : exif;
  if (tiff.length < 8) return undefined;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const order = view.getUint16(0);
  const little = order === 0x4949;
  if ((!little && order !== 0x4d4d) || view.getUint16(2, little) !== 42) return undefined;
  const directory = integerOf(view, EXIF_DIRECTORY, { at: view.getUint32(4, little), little });
  if (directory === undefined) return undefined;
  return integerOf(view, FOCAL_LENGTH_IN_35MM_FILM, { at: directory, little }) || undefined;
}

/**
 * Returns the single `SHORT` or `LONG` that a directory holds under a tag; undefined if there is none within the data.
 * A directory that ends beyond the data is read up to the end of the data.
 */
function integerOf(
  view: DataView,
  tag: number,
  { at, little }: { readonly at: number; readonly little: boolean },
): number | undefined {
  if (at + 2 > view.byteLength) return undefined;
  const entries = view.getUint16(at, little);
  for (let entry = at + 2, n = 0; n < entries && entry + ENTRY_BYTES <= view.byteLength; entry += ENTRY_BYTES, n++) {
    if (view.getUint16(entry, little) !== tag) continue;
    const type = view.getUint16(entry + 2, little);
    if (view.getUint32(entry + 4, little) !== 1) return undefined;
    if (type === SHORT) return view.getUint16(entry + 8, little);
    return type === LONG ? view.getUint32(entry + 8, little) : undefined;
  }
  return undefined;
}
