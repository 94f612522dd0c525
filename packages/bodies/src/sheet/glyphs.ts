// Provides a font for captions: capitals, digits and signs of five by seven dots.

/** The seven rows of each letter from the top, one digit of base 32 per row; the highest bit is the leftmost dot. */
const GLYPHS: Readonly<Record<string, string>> = {
  ' ': '0000000',
  A: 'EHHVHHH',
  B: 'UHHUHHU',
  C: 'EHGGGHE',
  D: 'UHHHHHU',
  E: 'VGGUGGV',
  F: 'VGGUGGG',
  G: 'EHGNHHF',
  H: 'HHHVHHH',
  I: 'E44444E',
  J: '72222IC',
  K: 'HIKOKIH',
  L: 'GGGGGGV',
  M: 'HRLLHHH',
  N: 'HHPLJHH',
  O: 'EHHHHHE',
  P: 'UHHUGGG',
  Q: 'EHHHLID',
  R: 'UHHUKIH',
  S: 'FGGE11U',
  T: 'V444444',
  U: 'HHHHHHE',
  V: 'HHHHHA4',
  W: 'HHHLLLA',
  X: 'HHA4AHH',
  Y: 'HHHA444',
  Z: 'V1248GV',
  '0': 'EHJLPHE',
  '1': '4C4444E',
  '2': 'EH1248V',
  '3': 'V2421HE',
  '4': '26AIV22',
  '5': 'VGU11HE',
  '6': '68GUHHE',
  '7': 'V124888',
  '8': 'EHHEHHE',
  '9': 'EHHF12C',
  '.': '00000CC',
  ',': '0000C48',
  ':': '0CC0CC0',
  ';': '0CC0C48',
  '-': '000E000',
  _: '000000V',
  '/': '01248G0',
  '(': '2488842',
  ')': '8422248',
  '[': 'E88888E',
  ']': 'E22222E',
  '%': 'OP248J3',
  '+': '044V440',
  '#': 'AAVAVAA',
  '=': '00V0V00',
  '*': '04LEL40',
  "'": '4480000',
  '"': 'AAA0000',
  '!': '4444404',
  '?': 'EH12404',
  '<': '248G842',
  '>': '8421248',
  '&': 'CIK8LID',
  '°': 'CIIC000',
  '²': 'C24E000',
  '³': 'C242C00',
  '×': '00A4A00',
  '|': '4444444',
};

/** Glyph for letters that the font lacks. */
const REPLACEMENT = 'VHHHHHV';

/** Width of a letter with the gap after it, and height of a line with the gap below it, in dots. */
export const LETTER = { wide: 6, high: 9 } as const;

/** Returns whether a letter has a dot at a position. Lower-case letters look like capitals. */
export function dot(letter: string, row: number, column: number): boolean {
  const rows = GLYPHS[letter.toUpperCase()] ?? REPLACEMENT;
  return ((Number.parseInt(rows[row]!, 32) >> (4 - column)) & 1) === 1;
}
