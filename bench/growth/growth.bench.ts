// Measures how time and memory of voxelize, marchingCubes, iou and chamfer grow, up to 512³ voxels and ten million
// triangles: npm run bench -- growth
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { digits, kept, type Measured, record } from '../record.js';
import { CASES, type Case, nameOf } from './cases.js';
import type { Growth } from './measure.js';

/** Only rows whose name contains this text are measured; all others are kept. */
const SELECTED = process.env['ROWS'] ?? '';

/** Measures a case in a process of its own, so that no case uses memory of another. */
function measured(at: number): Growth {
  const script = fileURLToPath(new URL('./measure.ts', import.meta.url));
  const output = execFileSync(process.execPath, [...process.execArgv, script, String(at)], { encoding: 'utf8' });
  return JSON.parse(output) as Growth;
}

function rowOf(each: Case, { cpuMs, peakBytes, triangles }: Growth): Measured {
  const voxels = each.side === undefined ? undefined : each.side ** 3;
  return {
    what: nameOf(each),
    cpu_ms: digits(cpuMs),
    peak_mb: digits(peakBytes / 2 ** 20),
    ...(voxels !== undefined && {
      ns_per_voxel: digits((1e6 * cpuMs) / voxels),
      peak_bytes_per_voxel: digits(peakBytes / voxels),
    }),
    ...(triangles !== undefined && {
      ns_per_triangle: digits((1e6 * cpuMs) / triangles),
      peak_bytes_per_triangle: digits(peakBytes / triangles),
    }),
  };
}

const before = kept('growth');
const rows = CASES.map((each, at) => {
  const what = nameOf(each);
  return what.includes(SELECTED) ? rowOf(each, measured(at)) : before.find((row) => row.what === what);
});
record(
  'growth',
  rows.filter((row) => row !== undefined),
);
