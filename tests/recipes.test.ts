// Tests the recipes of docs/engines.md in Chromium: one program on wasm, with Vite, rspack, esbuild and no bundler.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { rspack } from '@rspack/core';
import { build } from 'esbuild';
import { type Browser, chromium, type Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAGS, findChromium } from '../scripts/chromium.mjs';
import { PUBLISHED } from '../scripts/workspace.mjs';
import { timeLimit } from './fixtures/timeLimit.js';
import { blocksOf } from './readme/documents.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const recipes = join(root, 'tests', 'fixtures', 'recipes');

/** Folder in which the recipes run. Its `node_modules` has copies of the packages instead of links, as if installed. */
const folder = join(root, 'out', 'recipes');

const CDN = 'https://cdn.jsdelivr.net/npm/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** The functions of Vite that are used here. */
interface Vite {
  build(options: object): Promise<unknown>;
  createServer(options: object): Promise<{
    readonly resolvedUrls: { readonly local: readonly string[] } | null;
    listen(): Promise<unknown>;
    close(): Promise<void>;
  }>;
}

/** What a page reports. */
interface Result {
  readonly failure?: string;
  readonly backend: string;
  readonly card: string;
  readonly bytes: number;
  readonly tiny: Outcome;
  readonly shipped: Outcome;
}

interface Outcome {
  readonly length: number;
  readonly sum: number;
  readonly voxels: readonly number[];
}

const { path: executablePath, ...missing } = findChromium();
const why = 'reason' in missing ? ` (skipped: ${missing.reason})` : '';

describe('the recipes that documents show', () => {
  it.each([
    [
      'docs/engines.md',
      ['vite/engine.js', 'rspack/engine.js', 'esbuild/engine.js', 'esbuild/build.mjs', 'no-bundler/index.html'],
    ],
    ['packages/vrn-model/README.md', ['vite/engine.js', 'rspack/engine.js']],
  ])('%s shows the files that the test runs', async (document, files) => {
    const shown = blocksOf(document).map(({ code }) => code.trim());
    for (const file of files) {
      expect(shown, file).toContain((await readFile(join(recipes, file), 'utf8')).trim());
    }
  });
});

describe.skipIf(executablePath === undefined)(`Chromium${why}`, () => {
  let browser: Browser;
  const closing: (() => Promise<unknown>)[] = [];
  const results = new Map<string, Result>();

  beforeAll(async () => {
    await rm(folder, { recursive: true, force: true });
    for (const name of ['@vrn/voxel', '@vrn/model', '@vrn/pretrained']) await install(name);
    await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }\n');
    for (const recipe of ['vite', 'rspack', 'esbuild', 'no-bundler']) {
      await cp(join(recipes, recipe), join(folder, recipe), { recursive: true });
      for (const file of ['program.js', 'main.js']) await cp(join(recipes, file), join(folder, recipe, file));
    }
    browser = await chromium.launch({ executablePath: executablePath!, args: [...FLAGS] });
    closing.push(() => browser.close());
    results.set('node', await inNode());
  }, timeLimit(60_000));

  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });

  /** Opens a page and returns the result that it stores in `document.documentElement.dataset.result`. */
  async function opened(address: string): Promise<Result> {
    const tab = await browser.newPage();
    const failed = new Promise<never>((_, reject) => {
      tab.on('pageerror', reject);
      tab.on('crash', () => reject(new Error('the page crashed')));
    });
    await tab.route(`${CDN}**`, fromNodeModules);
    await tab.goto(address);
    const done = tab.waitForFunction('document.documentElement.dataset.result', undefined, {
      timeout: timeLimit(30_000),
    });
    const result = JSON.parse((await (await Promise.race([done, failed])).jsonValue()) as string) as Result;
    await tab.close();
    if (result.failure !== undefined) throw new Error(result.failure);
    return result;
  }

  /** Serves a folder and opens its page. */
  async function served(path: string): Promise<Result> {
    const server = await serve(path);
    closing.push(async () => server.close());
    return opened(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  /** Expects the numbers of Node, up to the rounding errors of sums in another order. */
  function expectNodes(result: Result): void {
    const node = results.get('node')!;
    expect(result.backend).toBe('wasm');
    expect([result.card, result.bytes]).toEqual([node.card, node.bytes]);
    for (const network of ['tiny', 'shipped'] as const) {
      expect(result[network].length).toBe(node[network].length);
      expect(result[network].sum / node[network].sum).toBeCloseTo(1, 4);
      for (const [n, voxel] of node[network].voxels.entries()) expect(result[network].voxels[n]).toBeCloseTo(voxel, 4);
    }
  }

  it('Node itself gives a body, not a constant', () => {
    const { tiny, shipped, bytes } = results.get('node')!;
    expect(bytes).toBeGreaterThan(1_000_000);
    expect([tiny.length, shipped.length]).toEqual([16 ** 3, 64 ** 3]);
    expect(shipped.sum).toBeGreaterThan(1000);
    expect(new Set(tiny.voxels).size).toBeGreaterThan(1);
  });

  it(
    'Vite serves it',
    async () => {
      const path = join(folder, 'vite');
      const server = await (await importVite()).createServer({
        root: path,
        configFile: false,
        logLevel: 'error',
        server: { port: 0 },
      });
      closing.push(() => server.close());
      await server.listen();
      expectNodes(await opened(server.resolvedUrls!.local[0]!));
    },
    timeLimit(60_000),
  );

  it(
    'Vite builds it',
    async () => {
      const path = join(folder, 'vite');
      await (await importVite()).build({ root: path, configFile: false, logLevel: 'error' });
      expectNodes(await served(join(path, 'dist')));
    },
    timeLimit(60_000),
  );

  it(
    'rspack builds it',
    async () => {
      const path = join(folder, 'rspack');
      const { default: configuration } = await import(join(path, 'rspack.config.mjs'));
      const compiler = rspack({
        ...configuration,
        context: path,
        output: { ...configuration.output, path: join(path, 'dist') },
      });
      const stats = await promisify(compiler.run.bind(compiler))();
      expect(stats?.toJson({ all: false, errors: true }).errors).toEqual([]);
      await promisify(compiler.close.bind(compiler))();
      await cp(join(path, 'index.html'), join(path, 'dist', 'index.html'));
      expectNodes(await served(join(path, 'dist')));
    },
    timeLimit(60_000),
  );

  it(
    'esbuild builds it',
    async () => {
      const path = join(folder, 'esbuild');
      await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: path });
      expectNodes(await served(join(path, 'dist')));
    },
    timeLimit(60_000),
  );

  it(
    'a page without a bundler loads it from a CDN, whose files are those of node_modules',
    async () => {
      expectNodes(await served(join(folder, 'no-bundler')));
    },
    timeLimit(60_000),
  );
});

/** Imports the copy of Vite that Vitest depends on. */
async function importVite(): Promise<Vite> {
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
  return import(pathToFileURL(createRequire(vitest).resolve('vite')).href);
}

/** Copies package.json, `dist` and, if it is published, `weights` of a package into the recipes' `node_modules`. */
async function install(name: string): Promise<void> {
  const { path, manifest } = PUBLISHED.find((each) => each.manifest.name === name)!;
  const to = join(folder, 'node_modules', name);
  await mkdir(to, { recursive: true });
  for (const entry of ['package.json', 'dist', 'weights']) {
    if (entry !== 'weights' || manifest.files?.includes(entry)) {
      await cp(join(path, entry), join(to, entry), { recursive: true });
    }
  }
}

/** Runs the program in Node, with the same copies of the packages. */
async function inNode(): Promise<Result> {
  const program = [
    "import '@tensorflow/tfjs-backend-wasm';",
    "import { setBackend } from '@tensorflow/tfjs-core';",
    "import { run } from './esbuild/program.js';",
    "await setBackend('wasm');",
    'console.log(JSON.stringify(await run()));',
  ];
  await writeFile(join(folder, 'node.mjs'), program.join('\n'));
  const { stdout } = await promisify(execFile)(process.execPath, ['node.mjs'], { cwd: folder });
  return JSON.parse(stdout) as Result;
}

/** Serves the files below a folder to this machine only. */
async function serve(path: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url!, 'http://localhost').pathname;
    const file = join(path, name === '/' ? 'index.html' : name);
    const body = await readFile(file).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Answers as the CDN would: with a file of a package, converted into an ES module if the address ends in `/+esm`. */
async function fromNodeModules(route: Route): Promise<void> {
  const address = route.request().url();
  const [, name, version, path] = /^((?:@[^/]+\/)?[^/@]+)@([^/]+)\/(.*)$/.exec(address.slice(CDN.length))!;
  const home = name!.startsWith('@vrn/') ? join(folder, 'node_modules', name!) : join(root, 'node_modules', name!);
  const manifest = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { readonly version: string };
  // The CDN answers 404 to a version that was not published.
  if (manifest.version !== version) {
    return route.fulfill({ status: 404, body: `${address}: the installed version is ${manifest.version}` });
  }
  const body = path!.endsWith('+esm')
    ? await esModule(`${name}/${path!.slice(0, -'+esm'.length)}`.replace(/\/+$/, ''))
    : await readFile(join(home, path!));
  const headers = { 'access-control-allow-origin': '*' };
  return route.fulfill({ body, headers, contentType: TYPES[extname(path!)] ?? 'text/javascript' });
}

async function esModule(name: string): Promise<string> {
  const stdin = { contents: `export { default } from '${name}';`, resolveDir: root };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', write: false, logLevel: 'error' });
  return outputFiles[0]!.text;
}
