// Measures the built Studio, in Chromium on Linux: node scripts/studioMeasures.mjs
import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { POLICY } from '../../apps/studio/build/contentSecurityPolicy.js';
import { FLAGS, findChromium } from '../../scripts/chromium.mjs';
import { type Served, serveFolder } from '../../tests/fixtures/studio/serveFolder.js';
import { processesOf, processSeconds, threadSeconds } from './threads.js';
import { mainThreadTasks, TRACE_CATEGORIES } from './trace.js';

/** Number of loads of the start page; the shortest times count. */
const LOADS = 3;
/** Number of bodies that are reconstructed; the shortest times count. */
const BODIES = 2;
const DRAG_SECONDS = 5;

/** Longest task of the main thread that a person does not notice, in milliseconds. */
const LONG_TASK = 50;

const PATIENCE = 600_000;

/** Script that resolves to the time of the first paint, in milliseconds from the start of navigation. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true });
})`;

const [folder, ...parts] = process.argv.slice(2);
const { path: executablePath } = findChromium();
if (folder === undefined || executablePath === undefined) throw new Error('usage: measures.ts FOLDER, with Chromium');

const SOFTWARE = [
  ...FLAGS.filter((flag) => flag !== '--disable-gpu'),
  ...['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
];

const say = (name: string, value: string): void => console.log(`${name.padEnd(44)} ${value}`);
const seconds = (value: number): string => `${value.toFixed(2)} s`;
const launch = (): Promise<Browser> => chromium.launch({ executablePath, args: SOFTWARE });

/** Returns the process id of the page's renderer: the one that has worked most, since others are held in reserve. */
async function rendererOf(browser: Browser): Promise<number> {
  const renderers = (await processesOf(browser)).filter(({ type }) => type === 'renderer');
  return renderers.map(({ pid }) => pid).sort((a, b) => processSeconds(b) - processSeconds(a))[0]!;
}

/** Measures the start page, served from localhost: the time to its first paint, and the work of its main thread. */
async function measureStart(address: string): Promise<void> {
  const paints: number[] = [];
  const busy: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    const browser = await launch();
    const page = await browser.newPage();
    await page.goto(address, { waitUntil: 'load' });
    paints.push(((await page.evaluate(FIRST_PAINT)) as number) / 1000);
    busy.push(threadSeconds(await rendererOf(browser)).get('main')!);
    await browser.close();
  }
  say(`first paint, best of ${LOADS} loads: elapsed`, seconds(Math.min(...paints)));
  say('start page: main thread on the processor', seconds(Math.min(...busy)));
}

/** Measures the download for the first body, the time to reconstruct a body, and the tasks of the main thread. */
async function measureBody({ address, sent }: Served): Promise<void> {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`${address}?engine=wasm`);
  await page.click('#sample');
  await waitForBody(page);
  const kinds: Readonly<Record<string, RegExp>> = {
    'detector models': /^models\//,
    network: /safetensors$/,
    'engine, program and page': /\.(?:js|css|wasm|html|json|svg|webmanifest)$|^(?:\?.*)?$/,
    pictures: /\.(?:png|webp)$/,
  };
  const left = new Map(sent);
  for (const [kind, names] of Object.entries(kinds)) {
    const own = [...left].filter(([name]) => names.test(name));
    for (const [name] of own) left.delete(name);
    say(`download: ${kind}`, megabytes(own.map(([, bytes]) => bytes)));
  }
  say('download for the first body on wasm', megabytes([...sent.values()]));

  const renderer = await rendererOf(browser);
  const times: { elapsed: number; worker: number; main: number }[] = [];
  let tasks = { elapsed: [] as readonly number[], busy: [] as readonly number[] };
  for (let body = 0; body < BODIES; body++) {
    // Scripts and engines start anew; the weights are in the browser's cache.
    await page.goto(`${address}?engine=wasm`);
    await browser.startTracing(page, { categories: [...TRACE_CATEGORIES] });
    const before = threadSeconds(renderer);
    const began = performance.now();
    await page.click('#sample');
    await waitForBody(page);
    const elapsed = (performance.now() - began) / 1000;
    const after = threadSeconds(renderer);
    const spent = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    times.push({ elapsed, worker: spent(workerOf(after)), main: spent('main') });
    tasks = mainThreadTasks(await browser.stopTracing(), renderer);
  }
  const best = (kind: 'elapsed' | 'worker' | 'main'): string => seconds(Math.min(...times.map((each) => each[kind])));
  say(`body on wasm, best of ${BODIES}: elapsed`, best('elapsed'));
  say('body on wasm: worker on the processor', best('worker'));
  say('body on wasm: main thread on the processor', best('main'));
  const list = (all: readonly number[]): string =>
    `${all.filter((time) => time > LONG_TASK).length}, longest ${all
      .slice(0, 5)
      .map((time) => time.toFixed(0))
      .join(', ')} ms`;
  say(`main-thread tasks above ${LONG_TASK} ms, on the processor`, list(tasks.busy));
  say(`main-thread tasks above ${LONG_TASK} ms, elapsed`, list(tasks.elapsed));
  await browser.close();
}

const waitForBody = (page: Page): Promise<unknown> =>
  page.waitForSelector('body[data-state="body"][data-tensors]', { timeout: PATIENCE });

const megabytes = (bytes: readonly number[]): string =>
  `${(bytes.reduce((sum, each) => sum + each, 0) / 1e6).toFixed(2)} MB in ${bytes.length} files`;

/** Script that counts the surfaces for which the page asks its worker. */
const COUNT = `
  globalThis.surfaces = 0;
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...more) {
    if (message.call === 'surface') surfaces++;
    return postMessage.call(this, message, ...more);
  };`;

/** Script that moves the level slider once per frame for `DRAG_SECONDS`. Resolves to the seconds that passed. */
const DRAG = `(async () => {
  const input = [...document.querySelectorAll('.slider')].find((each) => /^Level/.test(each.textContent)).querySelector('input');
  const began = performance.now();
  for (let now = began; now - began < ${1000 * DRAG_SECONDS}; now = performance.now()) {
    input.value = (0.5 + 0.35 * Math.sin((now - began) / 500)).toFixed(2);
    input.dispatchEvent(new Event('input'));
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return (performance.now() - began) / 1000;
})()`;

/** Measures how many surfaces per second follow the level slider, and the work for each. */
async function measureLevel(address: string): Promise<void> {
  const browser = await launch();
  const page = await browser.newPage();
  await page.addInitScript(COUNT);
  await page.goto(`${address}?engine=wasm`);
  await page.click('#sample');
  await waitForBody(page);
  await page.click('summary:has-text("Volume")');
  const voxels = /[\d × ]+(?= voxels)/.exec((await page.textContent('#panels'))!)?.[0].trim();
  const renderer = await rendererOf(browser);
  const graphics = (await processesOf(browser)).find(({ type }) => type === 'GPU')!.pid;
  const surfaces = async (): Promise<number> => (await page.evaluate('surfaces')) as number;
  await page.evaluate(DRAG);
  const [first, before] = [await surfaces(), threadSeconds(renderer)];
  const drawnBefore = processSeconds(graphics);
  const elapsed = (await page.evaluate(DRAG)) as number;
  const [count, after] = [(await surfaces()) - first, threadSeconds(renderer)];
  const perSurface = (spent: number): string => `${((1000 * spent) / count).toFixed(1)} ms`;
  const milliseconds = (name: string): string => perSurface((after.get(name) ?? 0) - (before.get(name) ?? 0));
  say(`level slider, ${voxels} voxels: surfaces per second`, (count / elapsed).toFixed(1));
  say('worker on the processor, per surface', milliseconds(workerOf(after)));
  say('main thread on the processor, per surface', milliseconds('main'));
  say('software in place of a graphics processor', perSurface(processSeconds(graphics) - drawnBefore));
  await browser.close();
}

const workerOf = (threads: ReadonlyMap<string, number>): string =>
  [...threads.keys()].find((name) => name.startsWith('DedicatedWorker'))!;

say('machine', (await readFile('/proc/cpuinfo', 'utf8')).match(/model name\s*: (.*)/)?.[1] ?? 'unknown');
const served = await serveFolder(folder, '/any/path/', POLICY);
const all: Readonly<Record<string, () => Promise<void>>> = {
  start: () => measureStart(served.address),
  body: () => measureBody(served),
  level: () => measureLevel(served.address),
};
for (const part of parts.length === 0 ? Object.keys(all) : parts) await all[part]!();
served.server.closeAllConnections();
served.server.close();
