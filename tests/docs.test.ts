// Tests that the API site builds without warnings, and that all its links and pictures have existing targets.
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
    execFile(process.execPath, [join(root, 'scripts', 'docs.mjs'), '--out', site], (error, stdout, stderr) => {
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

/** Lists the links and pictures of a page without an existing target. */
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

describe('npm run docs', () => {
  it('builds without warnings', () => {
    expect(printed.trim().split('\n')).toEqual([expect.stringMatching(/^docs: .*index\.html$/)]);
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
  });

  it('has no broken link', () => {
    const pages = pagesOf(site);
    expect(pages.length).toBeGreaterThan(100);
    expect(pages.flatMap(faultsOf)).toEqual([]);
  });
});
