// Compares our functions with the third-party programs that are installed: npm run bench -- rivals
import { kept, record } from '../record.js';
import { type Contest, run } from './contest.js';
import { distances } from './rows/distances.js';
import { files } from './rows/files.js';
import { surface } from './rows/surface.js';

const CONTESTS: readonly Contest[] = [...surface, ...files, ...distances];
/** Only rows whose name contains this text are measured; all others are kept. */
const SELECTED = process.env['ROWS'] ?? '';

const before = kept('rivals');
const rows = [];
const missing = new Set<string>();
for (const contest of CONTESTS) {
  const { what, rival } = contest;
  const old = before.find((each) => each.what === what && each.rival === rival.name);
  if (!what.includes(SELECTED)) {
    if (old !== undefined) rows.push(old);
    continue;
  }
  const row = await run(contest);
  if (row !== undefined) {
    rows.push(row);
    continue;
  }
  missing.add(`${rival.name} (${rival.install})`);
  if (old !== undefined) rows.push({ ...old, old: 'rival not installed at the last run' });
}
record('rivals', rows);
if (missing.size > 0) console.log(`rivals: not installed, older rows kept: ${[...missing].join('; ')}`);
