// Sorts the rows of bodies, and formats them as CSV.
import type { BodyRow } from '../results/bodyRow.js';
import type { BatchRecord } from './records.js';

/** Significant digits of numbers that are not integers. */
const DIGITS = 6;

type Cell = string | number | undefined;

/** Columns of the CSV, in order. */
const COLUMNS: readonly (readonly [name: string, value: (row: BodyRow) => Cell])[] = [
  ['photograph', ({ photograph }) => photograph],
  ['person', ({ person }) => person],
  ['status', ({ status }) => status],
  ['message', ({ message }) => message],
  ['output', ({ files }) => files[0]?.name],
  ['people', ({ people }) => people],
  ['triangles', ({ triangles }) => triangles],
  ['volume', ({ volume }) => volume],
  ['height', ({ height }) => height],
  ['landmarks', ({ landmarks }) => landmarks],
  ['missing', ({ missing }) => missing?.join('; ')],
  ['silhouetteIou', ({ silhouetteIou }) => silhouetteIou],
  ['networkSilhouetteIou', ({ networkSilhouetteIou }) => networkSilhouetteIou],
  ['engine', ({ engine }) => engine],
  ['seconds', ({ seconds }) => (seconds === undefined ? undefined : seconds.toFixed(2))],
];

/** Formats the rows of records, sorted by photograph, then by person; a row without a person counts as person 0. */
export const bodiesCsv = (records: readonly BatchRecord[]): string =>
  `${[COLUMNS.map(([name]) => name), ...sortedRows(records).map((row) => COLUMNS.map(([, value]) => value(row)))]
    .map((line) => line.map(cell).join(','))
    .join('\n')}\n`;

/** Returns the rows of records, sorted by photograph and person. */
export const sortedRows = (records: readonly BatchRecord[]): BodyRow[] =>
  records
    .flatMap(({ rows }) => rows)
    .sort((a, b) => order(a.photograph, b.photograph) || (a.person ?? 0) - (b.person ?? 0));

/** Compares strings by UTF-16 code units, so that the order does not depend on the locale. */
const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : +value.toPrecision(DIGITS));
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
