// Recognises the kind of a file by its first bytes, regardless of its name.

/** File name extensions of photographs, by which they are found in folders. */
export const PHOTO_ENDINGS = ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.tif', '.tiff', '.gif'];

/** A kind of file; `isRead` is true if photographs of this kind are decoded. */
export interface FileKind {
  readonly name: string;
  readonly isRead: boolean;
  /** Advice to the user for a kind that is not decoded. */
  readonly advice?: string;
}

const CONVERT = 'convert it to JPEG or PNG first';
const HEIC_ADVICE =
  'convert it to JPEG first (macOS: sips -s format jpeg IMG.HEIC --out IMG.jpg; Linux: heif-convert IMG.HEIC IMG.jpg; ' +
  "or set an iPhone's camera to Formats > Most Compatible)";

/** Brands of HEIC and AVIF images in ISO base media files, a container format that is also used for videos. */
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'mif2', 'msf1', 'miaf'];
const AVIF_BRANDS = ['avif', 'avis'];

const read = (name: string): FileKind => ({ name, isRead: true });
const refused = (name: string, advice = CONVERT): FileKind => ({ name, isRead: false, advice });

/** Kinds of files by their first bytes, as Latin-1 text. */
const SIGNATURES: readonly (readonly [start: string, kind: FileKind])[] = [
  ['\xff\xd8\xff', read('JPEG')],
  ['\x89PNG\r\n\x1a\n', read('PNG')],
  ['GIF87a', read('GIF')],
  ['GIF89a', read('GIF')],
  ['II*\0', read('TIFF')],
  ['MM\0*', read('TIFF')],
  ['II+\0', read('TIFF')],
  ['MM\0+', read('TIFF')],
  ['\xff\x0a', refused('a JPEG XL picture')],
  ['\0\0\0\x0cJXL ', refused('a JPEG XL picture')],
  ['\0\0\0\x0cjP  ', refused('a JPEG 2000 picture')],
  ['BM', refused('a BMP picture')],
  ['8BPS', refused('a Photoshop document')],
  ['%PDF', refused('a PDF document', 'export the picture as JPEG or PNG first')],
  ['PK\x03\x04', refused('a ZIP archive', 'extract it first')],
  ['glTF', refused('a glTF model', 'photographs are needed')],
];

/** Number of bytes that are examined. */
const HEAD_BYTES = 1024;

/** Returns the kind of a file with these bytes; undefined for an unknown kind. */
export function fileKind(bytes: Uint8Array): FileKind | undefined {
  if (bytes.length === 0) return refused('an empty file', 'copy it again');
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(HEAD_BYTES, bytes.length)).toString('latin1');
  if (head.startsWith('ftyp', 4)) return mediaKind(head);
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return read('WebP');
  const known = SIGNATURES.find(([start]) => head.startsWith(start));
  if (known !== undefined) return known[1];
  const text = head.replace(/^\xef\xbb\xbf/, '').replaceAll('\0', '');
  if (/<svg[\s>]/i.test(text)) return refused('an SVG drawing', 'photographs are needed: convert it to PNG first');
  if ([...text].every((character) => character >= ' ' || /\s/.test(character))) {
    return refused('text', 'photographs are needed');
  }
  return undefined;
}

/** Returns the kind of an ISO base media file by its major and compatible brands. */
function mediaKind(head: string): FileKind {
  const size = Math.min(head.length, head.charCodeAt(2) * 256 + head.charCodeAt(3));
  const brands = [head.slice(8, 12)];
  for (let at = 16; at + 4 <= size; at += 4) brands.push(head.slice(at, at + 4));
  if (brands.some((brand) => AVIF_BRANDS.includes(brand))) return read('AVIF');
  if (brands.some((brand) => HEIC_BRANDS.includes(brand))) {
    return refused('a HEIC picture, as iPhones take them, which is not read', HEIC_ADVICE);
  }
  if (brands.includes('crx ')) return refused("a camera's raw picture");
  return refused('a video', 'save one frame as JPEG or PNG first');
}
