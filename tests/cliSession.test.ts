// Tests the command in a terminal and in pipes: Ctrl-C, several processes, standard input and output, resumed runs.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeStl, encodeObj, inspect } from '@vrn/mesh';
import { icosphere } from '@vrn/test-utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './fixtures/runCommand.js';
import { timeLimit } from './fixtures/timeLimit.js';

const MAIN = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));
const SAMPLE = join(dirname(fileURLToPath(import.meta.url)), '..', 'assets', 'sample.png');

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const vrn = (...args: string[]) => runCommand(folder, args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-session-'));
  for (const name of ['a', 'b']) {
    await mkdir(at('photos', name), { recursive: true });
    await copyFile(SAMPLE, at('photos', name, 'IMG_0001.png'));
  }
  await writeFile(at('ball.obj'), encodeObj(icosphere({ radius: 1, subdivisions: 3 })));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const canRecord = ((): boolean => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

describe('vrn reconstruct of several photographs', () => {
  it(
    'writes one body per photograph, in separate processes, and keeps the bodies in a second run',
    async () => {
      const first = await vrn('reconstruct', 'photos/*/*.png', '-o', 'out', '--jobs', '2');
      expect(first.code).toBe(0);
      const files = ['a', 'b'].flatMap((name) => [`${name}-IMG_0001.glb`, `${name}-IMG_0001.preview.png`]);
      expect((await readdir(at('out'))).toSorted()).toEqual([
        '.records',
        ...files,
        'bodies.csv',
        'contact-sheet-001.png',
      ]);
      const made = await stat(at('out', files[0]!));
      const second = await vrn('reconstruct', 'photos/*/*.png', '-o', 'out');
      expect(second).toEqual({
        code: 0,
        stdout: '',
        stderr: expect.stringMatching(/^vrn: 2 outputs kept .*; --force/),
      });
      expect((await stat(at('out', files[0]!))).mtimeMs).toBe(made.mtimeMs);
      const named = await vrn(
        'reconstruct',
        'photos/a/IMG_0001.png',
        'photos/b/IMG_0001.png',
        'no.png',
        '-o',
        'out',
        '--json',
      );
      expect(named.code).toBe(1);
      expect(named.stderr).toContain('vrn: overwrote out/a-IMG_0001.glb, out/a-IMG_0001.preview.png\n');
      const values = named.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { input: string; error?: object });
      expect(values.map(({ input, error }) => [input, error !== undefined])).toEqual([
        ['photos/a/IMG_0001.png', false],
        ['photos/b/IMG_0001.png', false],
        ['no.png', true],
      ]);
    },
    timeLimit(300_000),
  );
});

describe('pipes', () => {
  const piped = (line: string): Promise<{ code: number; stdout: Buffer; stderr: string }> =>
    new Promise((resolve) => {
      const vrn = `"${process.execPath}" "${MAIN}"`;
      const command = line.replaceAll('vrn ', `${vrn} `);
      execFile('sh', ['-c', command], { cwd: folder, encoding: 'buffer' }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr: stderr.toString() });
      });
    });

  it.skipIf(process.platform === 'win32')(
    'mesh to volume to mesh through standard input and output (needs sh)',
    async () => {
      const { stdout, stderr } = await piped('cat ball.obj | vrn voxelize - -s 32 | vrn mesh - -o - --format .stl');
      const { closed, components } = inspect(decodeStl(stdout));
      expect({ closed, components }).toEqual({ closed: true, components: 1 });
      expect(stderr).toMatch(/standard output: .* closed/);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'a reader that closes the pipe early is not an error (needs sh)',
    async () => {
      const { stdout, stderr } = await piped('vrn summary multistack --layers | head -1');
      expect(stderr).toBe('');
      expect(stdout.toString()).toMatch(/^multistack .*parameters/);
    },
  );
});

describe.skipIf(!canRecord)('in a terminal (needs script of util-linux)', () => {
  it(
    'Ctrl-C exits with code 130 and restores cursor and line wrapping; the first frame has no remaining time',
    async () => {
      const command = `"${process.execPath}" "${MAIN}" reconstruct "${SAMPLE}" -o stopped`;
      const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd: folder });
      let shown = '';
      let pressed = false;
      child.stdout.on('data', (text: Buffer) => {
        shown += text;
        // Sends Ctrl-C as a terminal does.
        if (!pressed && shown.includes('of 1 photographs')) child.stdin.write('\u0003');
        pressed ||= shown.includes('of 1 photographs');
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(shown).not.toMatch(/0s left/);
      for (const mode of ['?25', '?7']) {
        expect(shown.lastIndexOf(`\u001b[${mode}h`)).toBeGreaterThan(shown.lastIndexOf(`\u001b[${mode}l`));
      }
      expect(code).toBe(130);
    },
    timeLimit(120_000),
  );
});

describe('vrn train', () => {
  const spec = {
    config: { inputs: ['landmarks', 'mask'], features: 8, stem: [4, 8, 8], stacks: 2, modules: 1, depth: 2 },
    size: 16,
    samples: 8,
    validation: 2,
    epochs: 3,
    batch: 4,
    schedule: 1e-3,
    engine: 'wasm',
    checkpointEvery: 1,
  };

  it.skipIf(process.platform === 'win32')(
    'resumes after SIGTERM and ends with the same weights (skipped on Windows, which has no SIGTERM)',
    async () => {
      await writeFile(at('unbroken.json'), JSON.stringify({ ...spec, name: 'net', output: 'unbroken' }));
      await writeFile(at('stopped.json'), JSON.stringify({ ...spec, name: 'net', output: 'parts' }));
      const unbroken = await vrn('train', 'unbroken.json', '--json');
      expect(unbroken.stderr).toBe('');
      expect(JSON.parse(unbroken.stdout.trim().split('\n').at(-1)!)).toMatchObject({ finished: true, steps: 6 });
      const files = ['net.checkpoint', 'net.iou.svg', 'net.jsonl', 'net.loss.svg', 'net.safetensors'];
      expect((await readdir(at('unbroken'))).toSorted()).toEqual(files);

      const child = spawn(process.execPath, [MAIN, 'train', 'stopped.json'], { cwd: folder });
      let printed = '';
      child.stdout.on('data', (text: Buffer) => {
        printed += text;
        // Sent only once, because a second signal would end the command immediately.
        if (printed.includes('epoch 1 of 3') && !child.killed) child.kill('SIGTERM');
      });
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(143);
      expect(printed).toMatch(/stopped by SIGTERM after \d steps; run the same command again/);
      expect(await readdir(at('parts'))).not.toContain('net.safetensors');
      expect((await vrn('train', 'stopped.json')).code).toBe(0);
      for (const file of ['net.safetensors', 'net.jsonl']) {
        expect((await readFile(at('parts', file))).equals(await readFile(at('unbroken', file)))).toBe(true);
      }

      const { config, size, ...rest } = spec;
      const continued = { ...rest, epochs: 1, weights: 'unbroken/net.safetensors', name: 'more', output: 'more' };
      await writeFile(at('continued.json'), JSON.stringify(continued));
      expect((await vrn('train', 'continued.json')).stderr).toBe('');
      const losses = async (...path: string[]): Promise<number[]> =>
        (await readFile(at(...path), 'utf8'))
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).loss);
      const [first] = await losses('more', 'more.jsonl');
      expect(first).toBeLessThan((await losses('unbroken', 'net.jsonl')).at(-1)!);
    },
    timeLimit(300_000),
  );

  it('names the unknown field of a spec', async () => {
    await writeFile(at('wrong.json'), JSON.stringify({ ...spec, epoch: 3 }));
    const { code, stderr } = await vrn('train', 'wrong.json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^vrn: wrong\.json: the spec has an unknown field 'epoch'; did you mean 'epochs'\?/);
  });
});

describe('vrn dataset make of scans', () => {
  const windows = ' (skipped on Windows, which has no named pipes)';
  it.skipIf(process.platform === 'win32')(
    `a named pipe in the folder neither hangs the command nor keeps it from ending at SIGTERM${windows}`,
    async () => {
      await mkdir(at('scans'));
      await copyFile(at('ball.obj'), at('scans', 'ball.obj'));
      await writeFile(at('scans', 'ball.mtl'), 'newmtl skin\nmap_Kd skin.png\n');
      await writeFile(at('scans', 'textured.obj'), `mtllib ball.mtl\n${await readFile(at('ball.obj'), 'utf8')}`);
      execFileSync('mkfifo', [at('scans', 'skin.png')]);
      const spec = { name: 'scans', source: { meshes: 'scans' }, samples: 2, shape: [32, 32, 32] };
      await writeFile(at('scans.json'), JSON.stringify(spec));
      const textures = await vrn('dataset', 'make', 'scans.json', '-o', 'of-scans');
      expect(textures.code).toBe(0);
      execFileSync('mkfifo', [at('scans', 'more.obj')]);
      const meshes = await vrn('dataset', 'make', 'scans.json', '-o', 'of-more-scans');
      expect([meshes.code, meshes.stderr]).toEqual([1, expect.stringMatching(/more\.obj: must be a regular file/)]);

      // Thousands of samples take longer than the test waits.
      await rm(at('scans', 'more.obj'));
      await writeFile(at('long.json'), JSON.stringify({ ...spec, samples: 100_000 }));
      const child = spawn(process.execPath, [MAIN, 'dataset', 'make', 'long.json', '-o', 'long'], { cwd: folder });
      const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
      // The folder is created after the digests of the scans are computed, before the first sample is made.
      while ((await stat(at('long')).catch(() => undefined)) === undefined) {
        expect(child.exitCode).toBeNull();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill('SIGTERM');
      expect(await ended).toBe(143);
    },
    timeLimit(120_000),
  );
});
