// `node bench/table.mjs` writes the newest results into bench/README.md.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const UNITS = { ms: 'ms', bytes: 'bytes', percent: '%', gflops: 'GFLOP/s' };
const BEGIN = '<!-- results -->';
const END = '<!-- end of results -->';

/** Formats a number with its name: `three_mesh_bvh_ms` and 16 become `three mesh bvh 16 ms`. */
function formatted(name, value) {
  const words = name.split('_');
  const number = typeof value === 'number' ? value.toLocaleString('en', { maximumSignificantDigits: 10 }) : value;
  if (words[0] === 'ns') return `${number} ${words.join(' ')}`;
  const unit = UNITS[words.at(-1)];
  return unit ? `${words.slice(0, -1).join(' ')} ${number} ${unit}` : `${words.join(' ')} ${number}`;
}

const results = new URL('./results/', import.meta.url);
const sections = readdirSync(results)
  .filter((file) => file.endsWith('.jsonl'))
  .sort()
  .map((file) => {
    const lines = readFileSync(new URL(file, results), 'utf8').trim().split('\n');
    const { version, node, processor, rows } = JSON.parse(lines.at(-1));
    const cells = rows.map(({ what, ...numbers }) => [
      what,
      Object.entries(numbers)
        .map(([name, value]) => formatted(name, value))
        .join(' · '),
    ]);
    const widths = [0, 1].map((column) => Math.max(8, ...cells.map((row) => row[column].length)));
    const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
    const rule = line(widths.map((width) => '-'.repeat(width)));
    const title = `### ${file.replace(/\.jsonl$/, '')} (${version}, Node ${node.slice(1)}, ${processor})`;
    return [title, '', line(['measurement', 'result']), rule, ...cells.map(line)].join('\n');
  });

const readme = new URL('./README.md', import.meta.url);
const text = readFileSync(readme, 'utf8');
const begin = text.indexOf(BEGIN);
const end = text.indexOf(END);
if (begin < 0 || end < begin) throw new Error(`table: README.md must have ${BEGIN} and ${END}`);
writeFileSync(readme, `${text.slice(0, begin + BEGIN.length)}\n\n${sections.join('\n\n')}\n\n${text.slice(end)}`);
