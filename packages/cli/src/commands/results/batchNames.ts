// Names the files that describe the results of a batch, and recognises them.

/** Name of the CSV of all bodies. */
export const BODIES_FILE = 'bodies.csv';

/** Name of the folder of the records: one small file per photograph. */
export const RECORDS_FOLDER = '.records';

/** Returns the name of the CSV of one shard: `bodies-00000-of-00004.csv`. */
export const shardCsvName = (index: number, count: number): string =>
  `bodies-${String(index).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.csv`;

/** Returns the number of shards in a name that {@link shardCsvName} made; undefined for other names. */
export function shardsInName(name: string): number | undefined {
  const [, count] = /^bodies-\d{5}-of-(\d{5})\.csv$/.exec(name) ?? [];
  return count === undefined ? undefined : Number(count);
}

/** Returns the name of a contact sheet: `contact-sheet-001.png` for page 1. */
export const sheetName = (page: number): string => `contact-sheet-${String(page).padStart(3, '0')}.png`;

/** Returns the page in a name that {@link sheetName} made, from 1; undefined for other names. */
export function pageOfSheet(name: string): number | undefined {
  const [, page] = /^contact-sheet-(\d{3,})\.png$/.exec(name) ?? [];
  return page === undefined ? undefined : Number(page);
}
