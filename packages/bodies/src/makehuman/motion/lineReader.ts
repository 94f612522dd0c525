// Reads text files of motions line by line, with error messages that name the line.
import { VolumetricError } from '@vrn/voxel';
import { isSingle } from '../assets/isSingle.js';

/** Maximum number of words in a line that `next` reads; it throws if there are more. */
const MAX_WORDS = 64;

export type LineReader = ReturnType<typeof lineReader>;

/**
 * Reads text line by line, without an array of lines.
 *
 * @param where    start of error messages: function and path.
 * @param comment  prefix of comment lines, which are skipped; default: no comments.
 */
export function lineReader(text: string, where: string, comment?: string) {
  let [from, line, number] = [0, '', 0];
  /** Advances to the next line that is neither empty nor a comment, and returns it; '' at the end. */
  const advance = (): string => {
    for (line = ''; line === '' && from < text.length; number++) {
      const newline = text.indexOf('\n', from);
      const end = newline < 0 ? text.length : newline;
      line = text.slice(from, end).trim();
      if (comment !== undefined && line.startsWith(comment)) line = '';
      from = end + 1;
    }
    return line;
  };
  const fail = (what: string): VolumetricError => {
    const isEnd = line === '';
    const at = Math.max(1, isEnd && text.endsWith('\n') ? number + 1 : number);
    const got = isEnd ? 'the end of the file' : `'${line.slice(0, 60)}'`;
    return new VolumetricError('bad-file', `${where} line ${at} must ${what}, got ${got}`);
  };
  const numbers = (words: readonly string[], count: number, what: string): number[] => {
    const values = words.map(Number);
    if (values.length !== count || !values.every(isSingle)) throw fail(what);
    return values;
  };
  const next = (): string[] => {
    const words: string[] = [];
    for (const [word] of advance().matchAll(/\S+/g)) {
      words.push(word);
      if (words.length > MAX_WORDS) throw fail(`have at most ${MAX_WORDS} words`);
    }
    return words;
  };
  return {
    fail,
    numbers,
    next,
    /** Number of characters that have not been read. */
    left: (): number => Math.max(0, text.length - from),
    /** Parses the next line, of `count` numbers, into an array from index `at` on. */
    row: (into: Float32Array, at: number, count: number, what: () => string): void => {
      let n = 0;
      for (const [word] of advance().matchAll(/\S+/g)) {
        const value = Number(word);
        if (n === count || !isSingle(value)) throw fail(what());
        into[at + n++] = value;
      }
      if (n < count) throw fail(what());
    },
  };
}
