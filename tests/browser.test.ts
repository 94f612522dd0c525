// Tests that the built packages give equal bits in browsers and in Node: in a page, in a worker, and under a content
// security policy that forbids eval.
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAGS, findChromium } from '../scripts/chromium.mjs';
import type { Report } from './fixtures/browser/outcomes.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const fixture = (file: string) => join(root, 'tests', 'fixtures', 'browser', file);

/** Functions that create an ndarray, which needs eval. Under a strict policy these functions throw, and no others. */
const REFUSING = {
  voxel: [
    ...['packed', 'emptyVolume', 'voxelize', 'resample', 'conditionOnMask', 'silhouette', 'landmarkHeatmaps'],
    ...[
      'landmarkDepthMaps',
      'skeletonMaps',
      'augment',
      'flipSample',
      'translateSample',
      'unpackBits',
      'decodeNpy',
      'decodeRaw',
      'decodeBinvox',
      'decodeNrrd',
    ],
  ],
  metrics: ['silhouetteIou', 'evaluate'],
  bodies: [
    ...['body', 'sample', 'corruptInputs', 'renderMesh', 'decodeSample', 'verifyShard'],
    ...['indexShards', 'readShuffled', 'contactSheet', 'gatherStatistics', 'statistics', 'statisticsPage'],
  ],
  model: ['packInputs', 'predict'],
} as const;
const REFUSED = Object.entries(REFUSING).flatMap(([name, functions]) => functions.map((each) => `${name}.${each}`));

const POLICY = "default-src 'self'; script-src 'self'";

/** Runs the calls in Node. The program is bundled without the packages, so that Node resolves them. */
async function inNode(...flags: string[]): Promise<Report> {
  const program = join(root, 'out', 'browser', 'node.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Report;
}

/** Tolerance relative to max(1, |number|): the last bit of a double may change the last bit of its float32. */
const LAST_BIT = 2 ** -22;

const refused = (outcomes: Report['outcomes']) => Object.keys(outcomes).filter((call) => 'code' in outcomes[call]!);

/** Expects the bits of Node for all calls except `except`. Engine-dependent numbers may differ in the last bit. */
function expectNodes(outcomes: Report['outcomes'], except: readonly string[] = []): void {
  const differing = Object.entries(node.outcomes).filter(([call, theirs]) => {
    const ours = outcomes[call];
    if (except.includes(call)) return false;
    if (ours === undefined || 'code' in ours || 'code' in theirs) return true;
    if (ours.hash === theirs.hash) return false;
    const a = ours.numbers ?? [];
    const b = theirs.numbers ?? [];
    const isClose = (value: number, i: number) => Math.abs(value - b[i]!) <= LAST_BIT * Math.max(1, Math.abs(b[i]!));
    return a.length === 0 || a.length !== b.length || !a.every(isClose);
  });
  expect(differing.map(([call]) => [call, outcomes[call]])).toEqual([]);
  expect(Object.keys(outcomes)).toEqual(Object.keys(node.outcomes));
}

/** Expects the results of Node, except for functions that need eval, which must throw an error with the reason. */
function expectStrict({ outcomes }: Report): void {
  expect(refused(outcomes).toSorted()).toEqual(REFUSED.toSorted());
  for (const call of REFUSED) {
    expect(outcomes[call]).toEqual({
      code: 'no-eval',
      message: expect.stringMatching(/^packed: page must allow 'unsafe-eval', .*, got EvalError; pass out/),
    });
  }
  expectNodes(outcomes, REFUSED);
}

let node: Report;

beforeAll(async () => {
  await mkdir(join(root, 'out', 'browser'), { recursive: true });
  await build({
    entryPoints: [fixture('node.ts')],
    bundle: true,
    packages: 'external',
    format: 'esm',
    outfile: join(root, 'out', 'browser', 'node.mjs'),
  });
  node = await inNode();
});

describe('the calls', () => {
  it('cover all exported functions (add new ones to tests/fixtures/browser/calls.ts)', () => {
    const called = new Set(Object.keys(node.outcomes).map((call) => call.split(',')[0]));
    const exported = Object.entries(node.exported).flatMap(([name, all]) => all.map((each) => `${name}.${each}`));
    expect(exported.length).toBeGreaterThan(60);
    expect(exported.filter((each) => !called.has(each))).toEqual([]);
  });

  it('succeed in Node', () => {
    expect(node.allowed).toEqual({ eval: true, wasm: true });
    expect(refused(node.outcomes)).toEqual([]);
  });

  it('succeed in Node without eval, except those that create an ndarray', async () => {
    const strict = await inNode('--disallow-code-generation-from-strings');
    expect(strict.allowed.eval).toBe(false);
    expectStrict(strict);
  });

  it('that fail without eval are those that the README names', async () => {
    const readme = await readFile(join(root, 'packages', 'voxel', 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| `@vrn\/(\w+)` +\| ([^|]+)\|/gm)];
    const named = rows.map(([, name, cell]) => [name, [...cell!.matchAll(/`(\w+)`/g)].map((match) => match[1])]);
    expect(Object.fromEntries(named)).toEqual(REFUSING);
  });
});

const { path: executablePath, ...missing } = findChromium();
const why = 'reason' in missing ? ` (skipped: ${missing.reason})` : '';

describe.skipIf(executablePath === undefined)(`Chromium${why}`, () => {
  let server: Server;
  let browser: Browser;
  const reports = new Map<string, Report | { failure: string }>();

  beforeAll(async () => {
    const scripts = await Promise.all(['page', 'worker'].map(bundled));
    const [page, worker] = scripts as [string, string];
    const served: Readonly<Record<string, readonly [type: string, body: string]>> = {
      '': ['text/html', '<!doctype html><title>VRN</title><script type="module" src="page.js"></script>'],
      'page.js': ['text/javascript', page],
      'worker.js': ['text/javascript', worker],
    };
    let arrived = () => {};
    server = createServer((request, response) => {
      const [, policy = '', file = ''] = /^\/(plain|strict)\/([\w.-]*)$/.exec(request.url ?? '') ?? [];
      if (policy === 'strict') response.setHeader('Content-Security-Policy', POLICY);
      if (request.method === 'POST') {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          response.end();
          reports.set(`${policy}/${file}`, JSON.parse(Buffer.concat(chunks).toString()));
          arrived();
        });
        return;
      }
      const [type, body] = (policy && served[file]) || [undefined, undefined];
      response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': `${type ?? 'text/plain'}; charset=utf-8` });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: executablePath!, args: [...FLAGS] });
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const [n, policy] of ['plain', 'strict'].entries()) {
      const tab = await browser.newPage();
      const done = new Promise<void>((resolve, reject) => {
        arrived = () => reports.size === 3 * (n + 1) && resolve();
        tab.on('pageerror', reject);
        tab.on('crash', () => reject(new Error(`the ${policy} page crashed`)));
      });
      await Promise.all([done, tab.goto(`${address}/${policy}/`)]);
      await tab.close();
    }
  });

  const came = (who: string): Report => {
    const report = reports.get(who)!;
    if ('failure' in report) throw new Error(report.failure);
    return report;
  };

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  it.each(['plain/page', 'plain/worker', 'plain/free-worker', 'strict/free-worker'])(
    '%s gives the results of Node',
    (who) => {
      const { allowed, exported, outcomes } = came(who);
      expect(allowed).toEqual({ eval: true, wasm: true });
      expect(exported).toEqual(node.exported);
      expectNodes(outcomes);
    },
  );

  it.each(['strict/page', 'strict/worker'])(`%s does so too, except where an ndarray is created (${POLICY})`, (who) => {
    const report = came(who);
    expect(report.allowed).toEqual({ eval: false, wasm: false });
    expectStrict(report);
  });
});

/** Bundles a program of the fixture for browsers, with default settings. */
async function bundled(name: string): Promise<string> {
  const options = { bundle: true, format: 'esm', write: false, logLevel: 'error' } as const;
  const { outputFiles } = await build({ entryPoints: [fixture(`${name}.ts`)], ...options });
  return outputFiles[0]!.text;
}
