// Formats of files by their endings, and by their first bytes where there is no name.
import { extname } from 'node:path';
import { check } from '@vrn/voxel';

/** Recognises a format by its content: an ending, or undefined. */
export type Sniffer = (bytes: Uint8Array) => string | undefined;

/**
 * The ending that decides about the format of a file, in lower case.
 *
 * @param what   what the file holds, for the message: `a mesh`.
 * @param found  the format that the content shows, for files without a name.
 * @throws {VolumetricError} `bad-argument` for any other ending.
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

/** Whether bytes begin with the characters of a Latin-1 text. */
export const startsWith = (bytes: Uint8Array, text: string): boolean =>
  bytes.length >= text.length && [...text].every((character, at) => bytes[at] === character.charCodeAt(0));
