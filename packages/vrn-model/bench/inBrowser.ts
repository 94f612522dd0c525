// Runs a variant in Chromium on a backend that Node lacks, and compares its logits with those of wasm in the same page.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VariantName, VRNConfig } from '@vrn/model';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { buildPage, servePage } from '../../../examples/browser/build.mjs';
import { FLAGS, findChromium } from '../../../scripts/chromium.mjs';

const PAGE = fileURLToPath(new URL('./inBrowser.page.ts', import.meta.url));
const HALF_AN_HOUR = 1_800_000;

/** Returns the largest difference relative to the largest logit. Chromium renders in software (SwiftShader). */
export async function inBrowser(backend: string, name: VariantName, fields: Partial<VRNConfig>): Promise<number> {
  const { path, reason } = findChromium() as { path?: string; reason?: string };
  if (path === undefined) throw new Error(reason);
  const folder = await mkdtemp(join(tmpdir(), 'vrn-engines-'));
  await buildPage(folder);
  await build({
    entryPoints: [PAGE],
    outfile: join(folder, 'page.js'),
    bundle: true,
    format: 'esm',
    logLevel: 'error',
  });
  await writeFile(join(folder, 'page.html'), '<script type="module" src="page.js"></script>');
  const server = await servePage(folder, 0);
  const args = [
    ...FLAGS.filter((flag) => flag !== '--disable-gpu'),
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ];
  const browser = await chromium.launch({ executablePath: path, args });
  try {
    const tab = await browser.newPage();
    const failed = new Promise<never>((_, reject) => {
      tab.on('pageerror', reject);
      tab.on('crash', () => reject(new Error('the page crashed')));
    });
    const query = encodeURIComponent(JSON.stringify({ backend, name, fields }));
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/page.html?${query}`);
    const done = tab.waitForFunction('document.documentElement.dataset.result', undefined, { timeout: HALF_AN_HOUR });
    return Number(await (await Promise.race([done, failed])).jsonValue());
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
