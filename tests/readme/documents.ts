// Reads the Markdown documents of the repository: code blocks, links, anchors, and comments that tell tests how to run
// a block.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface Block {
  /** Path of the document from the root. */
  readonly document: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** Names that the block uses without defining them: `<!-- given: a, b -->`. */
  readonly given: readonly string[];
  /** The file that holds the block and that another test runs: `<!-- file: tests/fixtures/recipes/main.js -->`. */
  readonly file: string | undefined;
  /** Replacements that make the test fast: `<!-- shortened: epochs: 20 → epochs: 1; 64 → 16 -->`. */
  readonly shortened: readonly (readonly [string, string])[];
}

const IGNORED = new Set(['node_modules', 'dist', 'out', 'runs', '.git', 'coverage', 'tools', 'notices', 'fixtures']);

/** Lists the paths of all Markdown documents, relative to the root. */
export function documents(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : documents(path);
    return entry.name.endsWith('.md') ? [relative(root, path)] : [];
  });
}

export const textOf = (document: string): string => readFileSync(join(root, document), 'utf8');

/** Reads the code blocks of a document, in order. */
export function blocksOf(document: string, text = textOf(document)): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let n = 0; n < lines.length; n++) {
    const opening = /^( *)```(\w*)/.exec(lines[n]!);
    if (opening === null) continue;
    const [, indent, language] = opening;
    const end = lines.indexOf(`${indent}\`\`\``, n + 1);
    if (end < 0) throw new Error(`${document}: the code block in line ${n + 1} must end`);
    const directives = directivesAbove(lines, n);
    blocks.push({
      document,
      line: n + 1,
      language: language!,
      code: lines
        .slice(n + 1, end)
        .map((line) => line.slice(indent!.length))
        .join('\n'),
      given: listOf(directives.get('given'), ','),
      file: directives.get('file'),
      shortened: listOf(directives.get('shortened'), ';').map((each) => {
        const [from, to] = each.split(' → ');
        return [from!.trim(), to!.trim()] as const;
      }),
    });
    n = end;
  }
  return blocks;
}

const listOf = (text: string | undefined, separator: string): string[] =>
  (text ?? '')
    .split(separator)
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** Lists the lines of blocks that are indented by four spaces instead of fenced: no test would run them. */
export function indentedBlocksOf(document: string, text = textOf(document)): number[] {
  let inCode = false;
  const lines = text.split('\n');
  return lines.flatMap((line, n) => {
    if (/^ *```/.test(line)) inCode = !inCode;
    const isStart = /^ {4}\S/.test(line) && (lines[n - 1] ?? '').trim() === '';
    // Below an item of a list, four spaces continue the item.
    const above = lines.slice(0, n).findLast((each) => each.trim() !== '' && !/^ {2}/.test(each)) ?? '';
    return !inCode && isStart && !/^(?:[-*]|\d+\.) /.test(above) ? [n + 1] : [];
  });
}

/** Reads the comments `<!-- name: text -->` directly above a line; blank lines may separate them. */
function directivesAbove(lines: readonly string[], line: number): Map<string, string> {
  const found = new Map<string, string>();
  for (let n = line - 1; n >= 0; n--) {
    if (lines[n]!.trim() === '') continue;
    const comment = /^ *<!-- (given|file|shortened): (.+) -->$/.exec(lines[n]!);
    if (comment === null) break;
    found.set(comment[1]!, comment[2]!);
  }
  return found;
}

export interface Link {
  readonly document: string;
  readonly line: number;
  readonly target: string;
}

/** Lists links and pictures of a document, except those in code. */
export function linksOf(document: string, text = textOf(document)): Link[] {
  let inCode = false;
  return text.split('\n').flatMap((source, n) => {
    if (/^ *```/.test(source)) inCode = !inCode;
    if (inCode) return [];
    const prose = source.replace(/`[^`]*`/g, (code) => '`'.repeat(code.length));
    return [...prose.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)].map(([, target]) => ({
      document,
      line: n + 1,
      target: target!,
    }));
  });
}

/** Returns the anchors of a document's headings, as on GitHub. */
export function anchorsOf(text: string): Set<string> {
  const headings = text.split('\n').filter((line) => /^#{1,6} /.test(line));
  return new Set(
    headings.map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}
