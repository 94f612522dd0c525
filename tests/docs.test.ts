// Tests that the site builds without warnings, that all its links and pictures have existing targets, and that its
// documentation and Studio link to each other.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIBRARIES } from '../scripts/workspace.mjs';
import { root } from './readme/documents.js';

const site = join(mkdtempSync(join(tmpdir(), 'docs-')), 'site');
let printed = '';
let code: unknown;

beforeAll(async () => {
  await new Promise<void>((done) => {
    execFile(process.execPath, [join(root, 'scripts', 'site.mjs'), '--out', site], (error, stdout, stderr) => {
      [code, printed] = [error?.code ?? 0, stdout + stderr];
      done();
    });
  });
});
afterAll(() => rmSync(dirname(site), { recursive: true, force: true }));

const pagesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => join(folder, file));

const anchors = new Map<string, Set<string>>();

function anchorsOf(page: string): Set<string> {
  const known = anchors.get(page);
  if (known !== undefined) return known;
  const found = new Set([...readFileSync(page, 'utf8').matchAll(/\sid="([^"]*)"/g)].map(([, id]) => decode(id!)));
  anchors.set(page, found);
  return found;
}

const decode = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

/** Lists the links and pictures of a page whose targets do not exist. */
function faultsOf(page: string): string[] {
  const targets = [...readFileSync(page, 'utf8').matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, target]) =>
    decode(target!),
  );
  return targets
    .filter((target) => !/^(?:https?:|mailto:|data:|#$)/.test(target) && target !== '')
    .filter((target) => {
      const [path, anchor] = decodeURI(target).split('#') as [string, string?];
      const file = path === '' ? page : resolve(dirname(page), path.split('?')[0]!);
      if (!existsSync(file)) return true;
      return (
        anchor !== undefined &&
        anchor !== '' &&
        file.endsWith('.html') &&
        !anchorsOf(file).has(decodeURIComponent(anchor))
      );
    })
    .map((target) => `${relative(site, page)}: ${target}`);
}

describe('npm run site', () => {
  it('builds without warnings', () => {
    expect(printed.trim().split('\n')).toEqual([
      expect.stringMatching(/^docs: .*index\.html$/),
      expect.stringMatching(/^site: .*index\.html, .*index\.html$/),
    ]);
    expect(code).toBe(0);
  });

  it('has a page for every library, every guide and every example', () => {
    const all = pagesOf(site).map((page) => relative(site, page).toLowerCase());
    for (const { manifest } of LIBRARIES) {
      const name = manifest.name.toLowerCase().replace(/[^a-z0-9]/g, '_');
      expect(all, manifest.name).toContain(`modules/${name}.html`);
    }
    expect(all.filter((page) => page.startsWith('documents/')).length).toBeGreaterThanOrEqual(12);
  });

  it('shows the pictures of the examples', () => {
    expect(readdirSync(join(site, 'media'))).toEqual(
      expect.arrayContaining(['preview.png', '02-go-there-and-back.png', '03-build-all-seven.svg']),
    );
    const examples = readdirSync(join(root, 'examples')).filter((file) => /^\d\d-.*\.ts$/.test(file));
    expect(examples.length).toBeGreaterThan(9);
    for (const file of examples) {
      const name = file.replace(/\.ts$/, '');
      const title = name
        .slice(3)
        .replaceAll('-', ' ')
        .replace(/^./, (letter) => letter.toUpperCase());
      const page = readFileSync(join(site, 'documents', `${title.replaceAll(' ', '_')}.html`), 'utf8');
      expect(page, name).toContain(`alt="Output of ${name}"`);
    }
  });

  it('leads from every page of the documentation to Studio, and from every page of Studio back', () => {
    const studio = join(site, 'studio');
    const linksOf = (page: string, words: string): string[] =>
      [...readFileSync(page, 'utf8').matchAll(/<a href="([^"]*)"[^>]*>([^<]*)</g)]
        .filter(([, , text]) => text === words)
        .map(([, target]) => relative(site, resolve(dirname(page), target!)));
    const [own, documents] = [pagesOf(studio), pagesOf(site).filter((page) => !page.startsWith(studio))];
    expect(own.map((page) => relative(studio, page)).sort()).toEqual([
      'index.html',
      'networks.html',
      'primitives.html',
    ]);
    for (const page of own) expect(linksOf(page, 'Documentation'), page).toEqual(['index.html']);
    for (const page of documents) expect(linksOf(page, 'Studio'), page).toContain(join('studio', 'index.html'));
  });

  it('has no broken link', () => {
    const pages = pagesOf(site);
    expect(pages.length).toBeGreaterThan(100);
    expect(pages.flatMap(faultsOf)).toEqual([]);
  });
});
