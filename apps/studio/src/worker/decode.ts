// Decodes a picture file to upright pixels, and says what is wrong with files that are not pictures.
import { Problem } from '../protocol/problem.js';

/** Limits in pixels. Pictures with a side above `maxSide` are reduced; those beyond the other limits are refused. */
const LIMITS = { minSide: 32, maxSide: 2048, maxPixels: 100_000_000 } as const;

/** Number of bytes at the beginning of a file that identify its kind. */
const HEAD = 16;

export interface Decoded {
  readonly pixels: ImageData;
  readonly picture: ImageBitmap;
}

/**
 * Decodes a picture, rotates it as its EXIF data says, and reduces its longer side to 2048 pixels if it has more.
 *
 * @throws {Problem} for files that are empty, that this browser cannot decode, or whose pictures are too small or too
 * large.
 */
export async function decode(file: Blob): Promise<Decoded> {
  if (file.size === 0) throw new Problem('The file is empty.', 'Choose the photograph again.');
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const full = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch((cause: unknown) => {
    throw refusal(head, file, cause);
  });
  const { width, height } = full;
  if (Math.min(width, height) < LIMITS.minSide) {
    throw new Problem(
      `The picture has only ${width} × ${height} pixels.`,
      'Use a larger one: a person should be a few hundred pixels high.',
    );
  }
  if (width * height > LIMITS.maxPixels) {
    throw new Problem(
      `The picture has ${Math.round((width * height) / 1e6)} million pixels.`,
      'Make it smaller first: 100 million is the limit.',
    );
  }
  const scale = Math.min(1, LIMITS.maxSide / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(full, 0, 0, canvas.width, canvas.height);
  full.close();
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  return { pixels, picture: await createImageBitmap(pixels) };
}

/** Returns the problem of a file that the browser does not decode. */
function refusal(head: Uint8Array, file: Blob, cause: unknown): Problem {
  const text = String.fromCharCode(...head);
  if (/^....ftyp(?:hei|hev|mif|msf)/s.test(text)) {
    return new Problem(
      'This browser cannot read HEIC pictures.',
      'Save it as JPEG: on an iPhone, share it as “Most Compatible”, or open this page in Safari.',
      { cause },
    );
  }
  const isPicture = /^(?:\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|BM|....ftypavif)/s.test(text);
  if (isPicture) {
    return new Problem('The picture is damaged or cut short.', 'Copy or download it again.', { cause });
  }
  const kind = file.type === '' ? 'of an unknown kind' : `of the kind ${file.type}`;
  return new Problem('This file is not a picture.', `It is ${kind}. Choose a JPEG, PNG, WebP or AVIF file.`, { cause });
}
