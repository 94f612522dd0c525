// `node scripts/batch.mjs [COUNT] [FOLDER]` tests `vrn reconstruct` on COUNT generated photographs (default 200), all
// different: one run is killed midway and started again, one is divided into two shards that run at the same time, and
// one is not disturbed. All must write the same bodies, contact sheets and CSV, byte for byte; the seconds in the CSV
// may differ. Prints times and memory. Needs the built command (npm run build).
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { root } from './workspace.mjs';

const MAIN = join(root, 'packages', 'cli', 'dist', 'main.js');

/** Side of the square panels of assets/preview.png in pixels; all panels after the first are renders of a body. */
const PANEL = 384;

/** Milliseconds between measurements of memory. */
const INTERVAL = 250;

/**
 * Writes `count` photographs of one person each: assets/sample.png and the renders in assets/preview.png, cropped,
 * scaled, partly mirrored, and saved as .jpg of different qualities or as .png. Throws if two have the same bytes.
 *
 * @returns their file names, sorted.
 */
export async function makePhotographs(folder, count) {
  mkdirSync(folder, { recursive: true });
  const sample = await sharp(join(root, 'assets', 'sample.png'))
    .removeAlpha()
    .toBuffer();
  const { width } = await sharp(sample).metadata();
  const renders = [1, 2, 3].map((panel) =>
    sharp(join(root, 'assets', 'preview.png'))
      .extract({ left: panel * PANEL, top: 0, width: PANEL, height: PANEL })
      .removeAlpha()
      .toBuffer(),
  );
  const sources = [
    { picture: sample, side: width },
    ...(await Promise.all(renders)).map((picture) => ({ picture, side: PANEL })),
  ];
  const names = [];
  const digests = new Set();
  for (let n = 0; n < count; n++) {
    const { picture, side } = sources[n % sources.length];
    // Cuts up to 3 % off each side, which leaves the whole person in the picture.
    const cut = (at) => Math.round((((n * at) % 17) / 17) * 0.03 * side);
    const [left, top] = [cut(5), cut(7)];
    const image = sharp(picture)
      .extract({ left, top, width: side - left - cut(11), height: side - top - cut(3) })
      .resize({ width: 240 + ((n * 37) % 200) })
      .flop((n >> 2) % 2 === 1);
    const name = `IMG_${String(n).padStart(4, '0')}.${n % 5 === 4 ? 'png' : 'jpg'}`;
    const bytes = await (n % 5 === 4 ? image.png() : image.jpeg({ quality: 80 + (n % 16) })).toBuffer();
    digests.add(createHash('sha256').update(bytes).digest('hex'));
    writeFileSync(join(folder, name), bytes);
    names.push(name);
  }
  if (digests.size !== count) throw new Error(`${count - digests.size} photographs are equal`);
  return names.sort();
}

/**
 * Runs the command on a folder of photographs. With `killAfter`, kills it once it has printed results of this number of
 * photographs.
 *
 * @returns see `BatchRun` in batch.d.mts.
 */
export function runBatch(photographs, output, { killAfter, args = [] } = {}) {
  const began = performance.now();
  const command = [MAIN, 'reconstruct', photographs, '--output', output, '--engine', 'wasm', '--json', ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  const done = [];
  const memory = [];
  let peak = 0;
  let notes = '';
  let rest = '';
  const measure = () => {
    peak = Math.max(peak, residentMegabytes(child.pid));
  };
  const timer = setInterval(measure, INTERVAL);
  child.stderr.on('data', (text) => {
    notes += text;
  });
  child.stdout.on('data', (text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop();
    for (const line of lines) {
      done.push(basename(JSON.parse(line).input));
      measure();
      memory.push(peak);
      peak = 0;
    }
    if (killAfter !== undefined && done.length >= killAfter) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      const seconds = (performance.now() - began) / 1000;
      resolve({ done, notes, code, signal, seconds, memory: memory.every((each) => each > 0) ? memory : [] });
    });
  });
}

/** Returns the resident memory of a process in megabytes; 0 if the system does not state it in /proc. */
function residentMegabytes(pid) {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return Number(kilobytes) / 1024;
  } catch {
    return 0;
  }
}

/**
 * Returns the SHA-256 digest of each file that a batch wrote, by name. Ignores the records, the CSVs of shards, and the
 * seconds in bodies.csv.
 */
export function digestsOf(output) {
  const names = readdirSync(output).filter((name) => name !== '.records' && !/^bodies-\d+-of-\d+\.csv$/.test(name));
  return Object.fromEntries(
    names.sort().map((name) => {
      const bytes = readFileSync(join(output, name));
      const content = name === 'bodies.csv' ? withoutSeconds(bytes.toString()) : bytes;
      return [name, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

/** Removes the last column, the seconds, whose values are never quoted. */
const withoutSeconds = (csv) => csv.replace(/,[^,\n]*$/gm, '');

const must = (condition, message) => {
  if (!condition) throw new Error(message);
};

/**
 * Runs a batch with additional arguments `args`, kills it midway, and starts it again. Throws unless the second run did
 * exactly the photographs that the first had not finished, and left the files of the others as they were.
 */
export async function interrupted(photographs, output, count, args = []) {
  const first = await runBatch(photographs, output, { killAfter: Math.floor(count / 2), args });
  must(first.signal === 'SIGKILL', `the first run must have been killed, got exit code ${first.code}: ${first.notes}`);
  const recorded = readdirSync(join(output, '.records')).filter((name) => name.endsWith('.json'));
  const kept = recorded.map((name) => `${basename(name, '.json')}.glb`);
  const times = new Map(kept.map((name) => [name, statSync(join(output, name)).mtimeMs]));
  const second = await runBatch(photographs, output, { args });
  must(second.code === 0, `the second run must succeed, got ${second.code}: ${second.notes}`);
  must(second.done.length === count - kept.length, `${kept.length} of ${count} were done, then ${second.done.length}`);
  const again = second.done.filter((name) => times.has(name.replace(/\.\w+$/, '.glb')));
  must(again.length === 0, `done twice: ${again.join(', ')}`);
  for (const [name, time] of times) must(statSync(join(output, name)).mtimeMs === time, `${name} was written twice`);
  return { kept: kept.length, runs: [first, second] };
}

/**
 * Runs two shards at the same time, with additional arguments `args`. Throws unless each photograph was done once and
 * bodies.csv has the rows of both shards.
 */
export async function sharded(photographs, output, count, args = []) {
  const runs = await Promise.all(
    [0, 1].map((n) => runBatch(photographs, output, { args: [...args, '--shard', `${n}/2`] })),
  );
  for (const { code, notes } of runs) must(code === 0, `both shards must succeed, got ${code}: ${notes}`);
  const all = runs.flatMap(({ done }) => done);
  must(all.length === count && new Set(all).size === count, `${count} photographs, ${all.length} done`);
  const rows = readdirSync(output)
    .filter((name) => /^bodies-\d+-of-\d+\.csv$/.test(name))
    .flatMap((name) => readFileSync(join(output, name), 'utf8').trim().split('\n').slice(1));
  const merged = readFileSync(join(output, 'bodies.csv'), 'utf8').trim().split('\n').slice(1);
  must(
    rows.sort().join('\n') === merged.sort().join('\n'),
    'the CSVs of the shards and the merged one must have the same rows',
  );
  return { runs };
}

/** Throws unless two output folders have the same files, `count` bodies among them. Returns the number of files. */
export function mustBeEqual(a, b, count) {
  const [first, second] = [digestsOf(a), digestsOf(b)];
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  const different = names.filter((name) => first[name] !== second[name]);
  must(different.length === 0, `${a} and ${b} differ in ${different.join(', ')}`);
  const bodies = names.filter((name) => name.endsWith('.glb')).length;
  must(bodies === count, `${count} photographs, ${bodies} bodies`);
  return names.length;
}

/** Returns the maximum of each quarter of a list. */
const quarters = (values) =>
  [0, 1, 2, 3].map((n) => Math.max(...values.slice((n * values.length) / 4, ((n + 1) * values.length) / 4)));

/** Maximum ratio of the peak memory in the last quarter of a run to that in the second; more counts as a leak. */
const MAX_GROWTH = 1.1;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count = 200, folder = join(root, 'out', 'batch')] = [Number(process.argv[2] ?? 200), process.argv[3]];
  rmSync(folder, { recursive: true, force: true });
  const photographs = join(folder, 'photographs');
  await makePhotographs(photographs, count);
  const at = (name) => join(folder, name);
  // The runs take place at the same time and share the cores.
  const [whole, broken, divided] = await Promise.all([
    runBatch(photographs, at('whole')),
    interrupted(photographs, at('interrupted'), count),
    sharded(photographs, at('sharded'), count),
  ]);
  must(whole.code === 0 && whole.done.length === count, `the undisturbed run must succeed: ${whole.notes}`);
  const files = mustBeEqual(at('whole'), at('interrupted'), count);
  mustBeEqual(at('whole'), at('sharded'), count);
  const seconds = (runs) => runs.map((each) => `${each.seconds.toFixed(0)} s`).join(' and ');
  console.log(`${count} photographs, ${files} equal files; the run killed midway kept ${broken.kept}`);
  console.log(
    `undisturbed ${seconds([whole])}; killed and resumed ${seconds(broken.runs)}; shards ${seconds(divided.runs)}`,
  );
  if (whole.memory.length > 0) {
    const peaks = quarters(whole.memory);
    console.log(`peak memory by quarter of the run: ${peaks.map((each) => `${each.toFixed(0)} MB`).join(', ')}`);
    const grows = count >= 100 && peaks[3] > MAX_GROWTH * peaks[1];
    must(!grows, 'the peak memory must not grow during the run');
  }
}
