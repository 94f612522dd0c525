// Tests that the names of files that describe a batch are recognised, and others are not.
import { expect, it } from 'vitest';
import { pageOfSheet, shardCsvName, shardsInName, sheetName } from '../../../src/commands/results/batchNames.js';

it('recognises the CSVs of shards', () => {
  expect(shardCsvName(3, 12)).toBe('bodies-00003-of-00012.csv');
  expect(shardsInName(shardCsvName(3, 12))).toBe(12);
  for (const name of [
    'bodies.csv',
    'bodies-3-of-12.csv',
    'my-bodies-00003-of-00012.csv',
    'bodies-00003-of-00012.csv.bak',
  ]) {
    expect(shardsInName(name), name).toBeUndefined();
  }
});

it('recognises contact sheets', () => {
  expect(sheetName(7)).toBe('contact-sheet-007.png');
  for (const page of [1, 999, 1000]) expect(pageOfSheet(sheetName(page))).toBe(page);
  for (const name of ['contact-sheet-7.png', 'contact-sheet-007.jpg', 'a-contact-sheet-007.png']) {
    expect(pageOfSheet(name), name).toBeUndefined();
  }
});
