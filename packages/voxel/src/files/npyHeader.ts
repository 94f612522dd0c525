// Reads and writes the header of .npy files: a Python dictionary of three entries.
import { VolumetricError } from '../core/errors.js';
import { isNumberFormat, type NumberFormat } from './numbers/numberFormat.js';
import { oneLine } from './oneLine.js';

export interface NpyHeader {
  readonly format: NumberFormat;
  /** Whether multi-byte numbers are little-endian. */
  readonly little: boolean;
  /** Whether the first axis runs fastest. */
  readonly fortran: boolean;
  /** Lengths of the axes, positive integers. */
  readonly shape: readonly number[];
}

/** Maximum number of axes: the limit of NumPy 1. NumPy 2 allows 64. */
const MAX_AXES = 32;

/**
 * One token of a Python literal: a string without escapes, a name, an integer (`7L` in Python 2), or a punctuation
 * mark.
 */
const TOKEN = /\s*(?:'([^'\\]*)'|"([^"\\]*)"|([A-Za-z0-9]+)|([{}():,]))/y;

/**
 * Parses the dictionary of a header: exactly `descr`, `fortran_order` and `shape`, each once, in any order, with any
 * spacing and either kind of quotes.
 *
 * @throws {VolumetricError} `bad-file`, naming the position or the entry
 * Cost: O(length), without backtracking.
 */
export function parseNpyHeader(text: string): NpyHeader {
  const entries = new Map<string, Token | readonly number[]>();
  const next = tokens(text);
  next('{');
  for (let token = next(); token.text !== '}'; ) {
    if (token.kind !== 'string') fail(`have a key at character ${token.at}, got ${shown(token.text)}`);
    const key = token.text;
    if (!['descr', 'fortran_order', 'shape'].includes(key)) {
      fail(`have the keys descr, fortran_order and shape only, got ${shown(key)}`);
    }
    if (entries.has(key)) fail(`name ${key} once, got it again at character ${token.at}`);
    next(':');
    const value = next();
    entries.set(key, key === 'shape' ? shapeOf(value, next) : value);
    token = next();
    if (token.text === ',') token = next();
    else if (token.text !== '}') fail(`go on with , or } at character ${token.at}, got ${shown(token.text)}`);
  }
  next('');
  for (const key of ['descr', 'fortran_order', 'shape']) {
    if (!entries.has(key)) fail(`name ${key}, got ${shown(text.trim())}`);
  }
  const order = entries.get('fortran_order') as Token;
  if (order.kind !== 'word' || !(order.text === 'True' || order.text === 'False')) {
    fail(`have a fortran_order of True or False, got ${shown(order.text)}`);
  }
  return {
    ...formatOf(entries.get('descr') as Token),
    fortran: order.text === 'True',
    shape: entries.get('shape') as readonly number[],
  };
}

/** Writes the dictionary as NumPy does. `descr` begins with its byte order. */
export function npyHeaderText(descr: string, fortran: boolean, shape: readonly number[]): string {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  return `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${tuple}), }`;
}

interface Token {
  readonly kind: 'string' | 'word' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}
type Next = (wanted?: string) => Token;

/**
 * Creates a function that returns one token after the other. If the function is given a text, the token must have that
 * text; the empty text stands for the end.
 */
function tokens(text: string): Next {
  let at = 0;
  return (wanted) => {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    const rest = found === null ? text.slice(at).trim() : '';
    if (rest !== '') fail(`be a Python dictionary, got ${shown(rest)} at character ${at}`);
    const string = found?.[1] ?? found?.[2];
    const [word, sign] = [found?.[3], found?.[4]];
    const kind = string !== undefined ? 'string' : word !== undefined ? 'word' : sign !== undefined ? 'sign' : 'end';
    const token: Token = { kind, text: string ?? word ?? sign ?? '', at };
    at = found === null ? text.length : TOKEN.lastIndex;
    if (wanted !== undefined && (kind === 'string' || token.text !== wanted)) {
      fail(`have ${wanted === '' ? 'nothing' : wanted} at character ${token.at}, got ${shown(token.text)}`);
    }
    return token;
  };
}

function shapeOf(open: Token, next: Next): readonly number[] {
  if (open.kind !== 'sign' || open.text !== '(') fail(`have a shape in parentheses, got ${shown(open.text)}`);
  const shape: number[] = [];
  for (let token = next(); token.text !== ')'; ) {
    const length = /^\d+L?$/.test(token.text) ? Number.parseInt(token.text, 10) : 0;
    if (token.kind !== 'word' || !Number.isSafeInteger(length) || length < 1) {
      fail(`have a shape of positive integers, got ${shown(token.text)} at character ${token.at}`);
    }
    if (shape.push(length) > MAX_AXES) fail(`have a shape of ${MAX_AXES} axes at most`);
    token = next();
    if (token.text === ',') token = next();
    else if (token.text !== ')') fail(`go on with , or ) at character ${token.at}, got ${shown(token.text)}`);
  }
  return shape;
}

/**
 * Parses codes such as `<f4`. Any byte order but `>` counts as little-endian: `<`, none, `|` (not applicable) and `=`
 * (that of the machine that wrote the file, in practice little-endian).
 */
function formatOf(descr: Token): { readonly format: NumberFormat; readonly little: boolean } {
  const [, order = '', code = ''] = /^([<>|=]?)(\w+)$/.exec(descr.kind === 'string' ? descr.text : '') ?? [];
  if (isNumberFormat(code)) return { format: code, little: order !== '>' };
  return fail(`have a descr of a boolean, an integer or a float such as '<f4', got ${shown(descr.text)}`);
}

const shown = (text: string): string => (text === '' ? 'its end' : `'${oneLine(text.slice(0, 80))}'`);

function fail(what: string): never {
  throw new VolumetricError('bad-file', `decodeNpy: header must ${what}`);
}
