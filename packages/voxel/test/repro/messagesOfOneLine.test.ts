// Regression: error messages that quote a damaged header contained its line breaks.
import { expect, it } from 'vitest';
import { decodeNpy, encodeNpy, packed } from '../../src/index.js';
import { oneLine } from '../../src/internal.js';

it.each(['\n', '\r\n', '\u0085', '\u2028', '\u001b'])('a header with %j is refused in one line', (text) => {
  const file = encodeNpy(packed(new Float32Array(8), [2, 2, 2]));
  const at = Buffer.from(file).indexOf("'fortran_order'");
  const broken = Buffer.concat([file.subarray(0, at), Buffer.from(`'a${text}b`), file.subarray(at + 3 + text.length)]);
  const refused = (): string => {
    try {
      return String(decodeNpy(broken).shape);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused()).toMatch(/^decodeNpy: /);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  expect(refused()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
});

it('oneLine replaces runs of breaks and control characters', () => {
  expect(oneLine('a\r\n\tb\u001bc\u2028d ')).toBe('a b c d');
});
