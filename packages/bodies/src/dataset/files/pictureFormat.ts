// Recognises the format of a picture by its content, independently of its name.
import { check } from '@vrn/voxel';

const text = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));

/** Returns the brands in the first box of an ISO base media file, such as 'avif' or 'heic'; [] for other files. */
function brands(bytes: Uint8Array): string[] {
  if (text(bytes, 4, 8) !== 'ftyp') return [];
  const length = Math.min(bytes.length, 256, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  const found = [text(bytes, 8, 12)];
  for (let at = 16; at + 4 <= length; at += 4) found.push(text(bytes, at, at + 4));
  return found;
}

/** The raster formats that are decoded, each with a test of the first bytes. */
const FORMATS: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  JPEG: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
  PNG: (bytes) => text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n',
  WebP: (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP',
  GIF: (bytes) => /^GIF8[79]a$/.test(text(bytes, 0, 6)),
  TIFF: (bytes) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text(bytes, 0, 4)),
  AVIF: (bytes) => brands(bytes).some((brand) => brand === 'avif' || brand === 'avis'),
};

/** Formats that are refused; each is recognised by its first bytes, so that the error message can name it. */
const OTHERS: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  HEIC: (bytes) => brands(bytes).some((brand) => /^(?:hei[cmsx]|hev[cmsx]|mif1|msf1)$/.test(brand)),
  SVG: (bytes) => /<svg[\s>]|<!doctype svg/i.test(text(bytes, 0, 1024)),
  'gzip (SVGZ)': (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b,
  PDF: (bytes) => text(bytes, 0, 5) === '%PDF-',
  BMP: (bytes) => text(bytes, 0, 2) === 'BM',
  PSD: (bytes) => text(bytes, 0, 4) === '8BPS',
  DDS: (bytes) => text(bytes, 0, 4) === 'DDS ',
  KTX: (bytes) => text(bytes, 1, 4) === 'KTX',
  HDR: (bytes) => text(bytes, 0, 2) === '#?',
  OpenEXR: (bytes) => text(bytes, 0, 4) === '\x76\x2f\x31\x01',
};

/**
 * Refuses all formats except those in `FORMATS`. A vector image, for example, could request rendering at any size.
 *
 * @param name  name of the file. Its extension names the format in the message if the content has no known signature.
 * @throws {VolumetricError} `bad-image`
 */
export function checkPictureFormat(bytes: Uint8Array, name: string): void {
  const isRaster = Object.values(FORMATS).some((matches) => matches(bytes));
  check(isRaster, 'bad-image', () => {
    const other = Object.keys(OTHERS).find((each) => OTHERS[each]!(bytes));
    const ending = /\.(\w{2,5})$/.exec(name)?.[1]?.toUpperCase();
    const known = ending !== undefined && !/^(?:JPE?G|PNG|WEBP|GIF|TIFF?|AVIF)$/.test(ending);
    const got = other ?? (known ? ending : 'other data');
    return `picture must be ${Object.keys(FORMATS).join(', ')}, got an unsupported image format: ${got}`;
  });
}
