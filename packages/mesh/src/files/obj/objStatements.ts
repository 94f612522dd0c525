// Reads the keywords of .obj statements, and lists the keywords whose statements are skipped.
import { LOWER_CASE, skipWord, type TextReader } from '../text/textReader.js';

const LINES = 'lines and points (l, p) were left out';
const CURVES = 'free-form curves and surfaces (curv, surf and their parameters) were left out';
const PATCHES = 'patches and curves of the format from before 1990 (bsp, bzp, cdc, cdp, res) were left out';
const CALLS = 'other files and commands (call, csh) were not read';

/**
 * The warning for each keyword that is not read; '' for statements that do not affect shape.
 *
 * Source: Wavefront, Advanced Visualizer manual, appendix B1, "Object Files (.obj)", version 3.0 with superseded
 * statements.
 */
export const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ...['l', 'p'].map((keyword) => [keyword, LINES] as const),
  ...[
    'vp',
    'cstype',
    'deg',
    'bmat',
    'step',
    'curv',
    'curv2',
    'surf',
    'parm',
    'trim',
    'hole',
    'scrv',
    'sp',
    'end',
    'con',
  ]
    .concat('ctech', 'stech')
    .map((keyword) => [keyword, CURVES] as const),
  ...['bsp', 'bzp', 'cdc', 'cdp', 'res'].map((keyword) => [keyword, PATCHES] as const),
  ...['call', 'csh'].map((keyword) => [keyword, CALLS] as const),
  ...['o', 's', 'mg', 'bevel', 'c_interp', 'd_interp', 'lod', 'usemap', 'maplib', 'shadow_obj', 'trace_obj']
    // Keywords that ZBrush, Houdini and old Alias programs write.
    .concat('usemat', 'vc', 'matlib', 'ctype')
    .map((keyword) => [keyword, ''] as const),
]);

const [F, N, O, T, V] = [102, 110, 111, 116, 118];
const [TAB, SPACE, HASH, BACKSLASH] = [9, 32, 35, 92];

/** Maximum number of letters of a keyword that are compared; the longest known one has ten. */
const MAX_LENGTH = 16;

/** Reads the keyword at the current position, in lower case, and skips it. */
export function keywordOf(text: TextReader): string {
  const { bytes, at } = text;
  const [first, second] = [bytes[at]! | LOWER_CASE, bytes[at + 1]];
  // Frequent keywords are recognised without creating a string.
  if (isGap(second)) {
    text.at = at + 1;
    if (first === V) return 'v';
    if (first === F) return 'f';
  } else if (isGap(bytes[at + 2])) {
    text.at = at + 2;
    const next = second! | LOWER_CASE;
    if (first === V && next === T) return 'vt';
    if (first === V && next === N) return 'vn';
    if (first === F && next === O) return 'fo';
  }
  text.at = at;
  skipWord(text);
  return String.fromCharCode(...bytes.subarray(at, Math.min(text.at, at + MAX_LENGTH))).toLowerCase();
}

/** Whether a byte ends a keyword or a corner. */
export const isGap = (byte: number | undefined): boolean =>
  byte === SPACE || byte === TAB || byte === undefined || byte < SPACE || byte === HASH || byte === BACKSLASH;
