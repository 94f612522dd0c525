// Finds the format of a file by its extension, or by its content for standard input.
import { extname } from 'node:path';
import { check } from '@vrn/voxel';

/** Recognises a format by its content; returns its extension, or undefined. */
export type Sniffer = (bytes: Uint8Array) => string | undefined;

/**
 * Returns the extension that determines the format of a file, in lower case.
 *
 * @param what   content of the file, for the message: `a mesh`.
 * @param found  extension of the format that was recognised from the content, for standard input.
 * @throws {VolumetricError} `bad-argument` for an extension that is not one of `endings`; `bad-file` for standard input
 *   without `found`.
 */
export function formatOf(file: string, endings: readonly string[], what: string, found?: string): string {
  if (file === '-') {
    check(
      found !== undefined,
      'bad-file',
      () => `must be ${what} in one of the formats ${endings.join(', ')}, got another`,
    );
    return found;
  }
  const ending = extname(file).toLowerCase();
  check(endings.includes(ending), 'bad-argument', () => {
    return `${file}: ${what} must end in ${endings.join(' or ')}, got '${extname(file)}'`;
  });
  return ending;
}

/** Returns whether bytes begin with the characters of a Latin-1 text. */
export const startsWith = (bytes: Uint8Array, text: string): boolean =>
  bytes.length >= text.length && [...text].every((character, at) => bytes[at] === character.charCodeAt(0));
