// Tests in Chromium that the seven networks on wasm, webgl and webgpu agree with cpu, and that examples/browser runs.
import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VARIANT_NAMES } from '@vrn/model';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage, servePage } from '../examples/browser/build.mjs';
import { FLAGS, findChromium } from '../scripts/chromium.mjs';
import type { Outcomes } from './fixtures/engines/page.js';
import { timeLimit } from './fixtures/timeLimit.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const UNSAFE = '--enable-unsafe-swiftshader';

/** Flags for software rendering: Chromium's own driver runs WebGL and WebGPU without a GPU. */
const SOFTWARE = [
  ...FLAGS.filter((flag) => flag !== '--disable-gpu'),
  ...['--use-angle=swiftshader', UNSAFE, '--enable-unsafe-webgpu'],
];

/** Time limit, long because software drivers are slow. */
const TIME_LIMIT = timeLimit(300_000);

const { path: executablePath, ...missing } = findChromium();
const why = 'reason' in missing ? ` (skipped: ${missing.reason})` : '';

/** Scripts that hide an engine from a page, so that it uses another. */
const WITHOUT = {
  webgpu: 'delete Navigator.prototype.gpu;',
  webgl: `const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
      return /webgl/.test(kind) ? null : getContext.call(this, kind, ...more);
    };`,
} as const;

describe.skipIf(executablePath === undefined)(`Chromium${why}`, () => {
  const browsers: Browser[] = [];
  const folder = join(root, 'out', 'engines');
  let server: Server;
  let address: string;

  const launch = async (args: readonly string[]): Promise<Browser> => {
    // Playwright adds this flag by default; ordinary browsers run without it.
    const ignoreDefaultArgs = args.includes(UNSAFE) ? [] : [UNSAFE];
    const browser = await chromium.launch({ executablePath: executablePath!, args: [...args], ignoreDefaultArgs });
    browsers.push(browser);
    return browser;
  };

  /** Opens a page and waits for its result in `document.documentElement.dataset.result`. */
  async function opened<T>(browser: Browser, page: string, before = ''): Promise<T> {
    const tab = await browser.newPage();
    const failed = new Promise<never>((_, reject) => {
      tab.on('pageerror', reject);
      tab.on('crash', () => reject(new Error('the page crashed')));
    });
    await tab.addInitScript(before);
    await tab.goto(`${address}/${page}`);
    const done = tab.waitForFunction('document.documentElement.dataset.result', undefined, { timeout: TIME_LIMIT });
    const result = JSON.parse((await (await Promise.race([done, failed])).jsonValue()) as string) as T;
    await tab.close();
    return result;
  }

  beforeAll(async () => {
    await buildPage(folder);
    await build({
      entryPoints: ['page.ts', 'webgpu.ts'].map((file) => join(root, 'tests', 'fixtures', 'engines', file)),
      outdir: folder,
      bundle: true,
      format: 'esm',
      logLevel: 'error',
    });
    await writeFile(join(folder, 'page.html'), '<script type="module" src="page.js"></script>');
    const report = 'document.documentElement.dataset.result =';
    const shown = `import('./webgpu.js').then(() => { ${report} '""'; }, (error) => { ${report} JSON.stringify(String(error)); });`;
    await writeFile(join(folder, 'webgpu.html'), `<script type="module">${shown}</script>`);
    server = await servePage(folder, 0);
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }, TIME_LIMIT);

  afterAll(async () => {
    for (const browser of browsers) await browser.close();
    server?.closeAllConnections();
    server?.close();
  });

  describe('tests/fixtures/engines/page.ts', () => {
    let outcomes: Outcomes;
    beforeAll(async () => {
      outcomes = await opened(await launch(SOFTWARE), 'page.html');
    }, TIME_LIMIT);

    describe.each(['wasm', 'webgl', 'webgpu'])('%s', (backend) => {
      it.each(VARIANT_NAMES)('%s', (name) => {
        const outcome = outcomes[backend]![name]!;
        if (outcome.failure !== undefined) throw new Error(outcome.failure);
        expect(outcome.left).toBe(0);
        // Measured errors of single precision over dozens of layers: 1e-6 of the largest logit, 1e-4 of a parameter's
        // largest gradient.
        expect(outcome.logits).toBeLessThan(1e-4);
        if (outcome.gradients !== undefined) expect(outcome.gradients).toBeLessThan(1e-3);
      });
    });
  });

  it(
    'engines/webgpu.ts, which docs/engines.md shows',
    async () => {
      expect(await opened(await launch(SOFTWARE), 'webgpu.html')).toBe('');
    },
    TIME_LIMIT,
  );

  describe('examples/browser', () => {
    const cases = [
      { engine: 'webgpu', on: SOFTWARE, page: '?software', without: '', passed: [] },
      { engine: 'webgl', on: SOFTWARE, page: '?software', without: WITHOUT.webgpu, passed: ['webgpu'] },
      {
        engine: 'wasm',
        on: SOFTWARE,
        page: '?software',
        without: WITHOUT.webgpu + WITHOUT.webgl,
        passed: ['webgpu', 'webgl'],
      },
      { engine: 'wasm', on: FLAGS, page: '', without: '', passed: ['webgpu', 'webgl'] },
    ] as const;

    it.each(cases)(
      'runs on $engine with "$page", and reports $passed as unavailable',
      async ({ on, page, without, engine, passed }) => {
        const result = await opened<{ engine: string; passed: string[]; iou: number }>(await launch(on), page, without);
        expect(result.engine.split(' ')[0]).toBe(engine);
        expect(result.passed.map((reason) => /^engine (\w+) must have /.exec(reason)?.[1])).toEqual(passed);
        // The card of the network states a mean of 0.58 for such bodies.
        expect(result.iou).toBeGreaterThan(0.5);
      },
      TIME_LIMIT,
    );
  });
});
