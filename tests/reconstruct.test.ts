// Tests the packed packages: the size of the installed command, and that library, command and page make the same body.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { decodeGlb } from '@vrn/mesh';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage, servePage } from '../examples/browser/build.mjs';
import { FLAGS, findChromium } from '../scripts/chromium.mjs';
import { LIBRARIES, PUBLISHED, root } from '../scripts/workspace.mjs';
import { timeLimit } from './fixtures/timeLimit.js';

/** Limits of the installed command: number of packages, and size in megabytes. */
const MAX_PACKAGES = 60;
const MAX_MEGABYTES = 80;

const PATIENCE = timeLimit(300_000);
const SAMPLE = join(root, 'assets', 'sample.png');

let folder: string;
const tarballs = new Map<string, string>();

const run = async (file: string, args: readonly string[], cwd: string) =>
  promisify(execFile)(file, args, { cwd, maxBuffer: 1 << 26 });

/** Installs packages into an empty folder as users do, with install scripts and peer dependencies. */
async function install(name: string, packages: readonly string[]): Promise<string> {
  const target = join(folder, name);
  await mkdir(target);
  await writeFile(join(target, 'package.json'), '{ "name": "consumer", "private": true }\n');
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['install', ...options, ...packages], target);
  return target;
}

/** Lists the packages below a folder, and adds up the sizes of all files in bytes. */
async function measure(path: string): Promise<{ packages: string[]; bytes: number }> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const isPackage = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/;
  const packages = entries
    .filter((entry) => entry.name === 'package.json' && isPackage.test(entry.parentPath))
    .map(({ parentPath }) => parentPath.replace(/^.*node_modules\//, ''));
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (entry) => (await readFile(join(entry.parentPath, entry.name))).length),
  );
  return { packages, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-reconstruct-'));
  for (const { folder: name, path } of PUBLISHED) {
    const args = ['pack', '--json', '--silent', '--ignore-scripts=false', '--pack-destination', folder];
    const { stdout } = await run('npm', args, path);
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    tarballs.set(name, join(folder, filename));
  }
}, PATIENCE);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the command, installed from its tarball and those that it depends on', () => {
  let command: string;

  beforeAll(async () => {
    const { manifest } = PUBLISHED.find((each) => each.folder === 'cli')!;
    const needed = PUBLISHED.filter(({ manifest: { name } }) => manifest.dependencies?.[name] !== undefined);
    command = await install(
      'command',
      ['cli', ...needed.map((each) => each.folder)].map((name) => tarballs.get(name)!),
    );
  }, PATIENCE);

  it(`takes at most ${MAX_PACKAGES} packages and ${MAX_MEGABYTES} MB, without eslint and TensorFlow.js`, async () => {
    const { packages, bytes } = await measure(join(command, 'node_modules'));
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.length).toBeLessThanOrEqual(MAX_PACKAGES);
    expect(bytes / 1e6).toBeLessThanOrEqual(MAX_MEGABYTES);
    expect(packages.filter((name) => /eslint|tensorflow|vladmandic|google-cloud/.test(name))).toEqual([]);
  });

  describe('and the libraries beside tfjs', () => {
    let consumer: string;
    let expected: Buffer;
    const size = { width: 0, height: 0 };

    beforeAll(async () => {
      const { stderr } = await run(
        process.execPath,
        [join(command, 'node_modules', 'vrn', 'bin', 'vrn.js'), 'reconstruct', SAMPLE, '-o', 'out', '--engine', 'wasm'],
        command,
      );
      expect(stderr).toBe('');
      expected = await readFile(join(command, 'out', 'sample.glb'));
      const tfjs = ['core', 'converter', 'backend-wasm'].map((name) => `@tensorflow/tfjs-${name}@4.22.0`);
      consumer = await install('consumer', [...LIBRARIES.map((each) => tarballs.get(each.folder)!), ...tfjs]);
      await cp(join(root, 'tests', 'fixtures', 'consumer'), consumer, { recursive: true });
      const { data, info } = await sharp(SAMPLE).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      await writeFile(join(consumer, 'sample.raw'), data);
      Object.assign(size, { width: info.width, height: info.height });
    }, PATIENCE);

    it.each(['reconstruct.mjs', 'reconstruct.cjs'])(
      '%s makes the same .glb bytes as the command',
      async (program) => {
        const file = join(consumer, `${program}.glb`);
        const args = [program, 'sample.raw', String(size.width), String(size.height), file];
        const { stdout, stderr } = await run(process.execPath, args, consumer);
        expect(stderr).toBe('');
        expect(JSON.parse(stdout)).toEqual({
          loaded: 1,
          steps: ['find', 'landmarks', 'mask', 'predict', 'surface', 'colour', 'facts'],
          warnings: [],
        });
        expect((await readFile(file)).equals(expected)).toBe(true);
      },
      PATIENCE,
    );

    const { path: executablePath, ...missing } = findChromium();
    const why = 'reason' in missing ? ` (skipped: ${missing.reason})` : '';

    it.skipIf(executablePath === undefined)(
      `vite dev serves weights and models of the installed packages${why}`,
      async () => {
        const html = '<!doctype html><script type="module" src="/served.js"></script>';
        await writeFile(join(consumer, 'index.html'), html);
        const lines = [
          "import { loadPretrained } from '@vrn/pretrained';",
          "import { readModel } from '@vrn/detectors';",
          "const { weights, card } = await loadPretrained('people-64-fine');",
          "const model = await readModel('blazepose-full.bin');",
          'const result = [weights.length === card.bytes, model.length];',
          'document.documentElement.dataset.result = JSON.stringify(result);',
        ];
        await writeFile(join(consumer, 'served.js'), lines.join('\n'));
        const path = createRequire(createRequire(import.meta.url).resolve('vitest/package.json')).resolve('vite');
        const { createServer } = (await import(pathToFileURL(path).href)) as {
          createServer(config: object): Promise<{
            listen(): Promise<unknown>;
            close(): Promise<void>;
            readonly resolvedUrls: { readonly local: readonly string[] } | null;
          }>;
        };
        const server = await createServer({
          root: consumer,
          logLevel: 'error',
          server: { port: 0, host: '127.0.0.1' },
        });
        const browser = await chromium.launch({ executablePath: executablePath!, args: [...FLAGS] });
        try {
          await server.listen();
          const tab = await browser.newPage();
          const failed = new Promise<never>((_, reject) => tab.on('pageerror', reject));
          await tab.goto(server.resolvedUrls!.local[0]!);
          const done = tab.waitForFunction('document.documentElement.dataset.result', undefined, { timeout: PATIENCE });
          expect(await (await Promise.race([done, failed])).jsonValue()).toBe('[true,6339202]');
        } finally {
          await browser.close();
          await server.close();
        }
      },
      PATIENCE,
    );

    it.skipIf(executablePath === undefined)(
      `the page examples/browser/reconstruct.html makes the same mesh in Chromium on wasm${why}`,
      async () => {
        const pages = join(folder, 'pages');
        await buildPage(pages);
        const server: Server = await servePage(pages, 0);
        const browser = await chromium.launch({ executablePath: executablePath!, args: [...FLAGS] });
        try {
          const tab = await browser.newPage();
          const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
          await tab.goto(`${address}/reconstruct.html?engine=wasm&picture=sample.png`);
          await tab.waitForFunction('document.documentElement.dataset.result', undefined, { timeout: PATIENCE });
          const result = JSON.parse(
            (await tab.evaluate('document.documentElement.dataset.result')) as string,
          ) as object;
          expect(result).toMatchObject({ engine: 'wasm', warnings: [] });
          const link =
            '(async () => [...new Uint8Array(await (await fetch(document.getElementById("glb").href)).arrayBuffer())])()';
          const made = await decodeGlb(Uint8Array.from((await tab.evaluate(link)) as number[]));
          const truth = await decodeGlb(new Uint8Array(expected));
          expect(Buffer.from(made.indices.buffer).equals(Buffer.from(truth.indices.buffer))).toBe(true);
          const gap = made.positions.reduce(
            (most, value, i) => Math.max(most, Math.abs(value - truth.positions[i]!)),
            0,
          );
          expect(gap).toBeLessThan(1e-3);
        } finally {
          await browser.close();
          server.closeAllConnections();
          server.close();
        }
      },
      PATIENCE,
    );
  });
});
