// Tests the packed packages, installed outside the workspace: lint, import, require, types and training.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIBRARIES, PUBLISHED, root } from '../scripts/workspace.mjs';
import { timeLimit } from './fixtures/timeLimit.js';

const exec = promisify(execFile);
const require = createRequire(import.meta.url);
const names = (packages: typeof PUBLISHED) => packages.map(({ folder }) => folder);

let folder: string;
const tarballs = new Map<string, string>();

/** Runs a program and returns its output. The error of a failure contains both streams. */
async function run(file: string, args: readonly string[], cwd: string) {
  try {
    return await exec(file, args, { cwd, maxBuffer: 1 << 26 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} ${args.join(' ')}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`, { cause: error });
  }
}

const node = (args: readonly string[], cwd: string) => run(process.execPath, args, cwd);
const program = (name: string, path: string) => join(dirname(require.resolve(`${name}/package.json`)), path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-pack-'));
  const packs = join(folder, 'tarballs');
  await mkdir(packs);
  for (const name of names(PUBLISHED)) {
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--silent', '--ignore-scripts=false', '--pack-destination', packs],
      join(root, 'packages', name),
    );
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    tarballs.set(name, join(packs, filename));
  }
  await mkdir(join(folder, 'consumer'));
  await cp(join(root, 'tests', 'fixtures', 'consumer'), join(folder, 'consumer'), { recursive: true });
  const lock = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const version = (name: string) => `${name}@${lock.devDependencies[name]}`;
  await writeFile(join(folder, 'consumer', 'package.json'), '{ "name": "consumer", "private": true }\n');
  await run(
    'npm',
    [
      ...['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
      ...names(LIBRARIES).map((name) => tarballs.get(name)!),
      version('@tensorflow/tfjs-core'),
      version('@tensorflow/tfjs-backend-wasm'),
    ],
    join(folder, 'consumer'),
  );
}, timeLimit(300_000));

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(names(PUBLISHED))('%s', (name) => {
  it('contains its build, README and licence, and no sources or tests', async () => {
    const { stdout } = await run('tar', ['-tzf', tarballs.get(name)!], folder);
    const files = stdout.trim().split('\n');
    expect(files).toEqual(expect.arrayContaining(['package/package.json', 'package/README.md', 'package/LICENSE']));
    expect(
      files.filter(
        (file) => !/^package\/(?:bin|dist|models|weights)\/|^package\/(?:package\.json|README\.md|LICENSE)$/.test(file),
      ),
    ).toEqual([]);
  });

  it('passes publint', async () => {
    const { publint } = await import('publint');
    const { messages } = await publint({ pkgDir: join(root, 'packages', name), strict: true, pack: 'npm' });
    expect(messages).toEqual([]);
  });
});

describe.each(names(LIBRARIES))('%s', (name) => {
  it('has correct types under every module resolution', async () => {
    const attw = program('@arethetypeswrong/cli', 'dist/index.js');
    const { stdout } = await node(
      [attw, tarballs.get(name)!, '--format', 'ascii', '--no-color', '--exclude-entrypoints', './weights/*'],
      folder,
    );
    expect(stdout).toContain('No problems found');
  });
});

describe('a consumer', () => {
  const expected = {
    shape: [32, 32, 32],
    loss: true,
    parameters: expect.any(Number),
    closed: true,
    iou: 1,
    glb: true,
    card: 'people-64-fine',
  };

  it.each(['step.mjs', 'step.cjs', 'dynamic.cjs'])(
    'runs and trains in plain Node with %s, without output on stderr',
    async (file) => {
      const { stdout, stderr } = await node([file], join(folder, 'consumer'));
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual(expected);
    },
  );

  it.each([
    ['node16', 'node16', 'typed.mts'],
    ['node16', 'node16', 'typed.cts'],
    ['bundler', 'esnext', 'typed.ts'],
  ])('compiles under %s resolution (%s, %s)', async (moduleResolution, module, file) => {
    const consumer = join(folder, 'consumer');
    if (file !== 'typed.ts') await cp(join(consumer, 'typed.ts'), join(consumer, file));
    const options = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: [],
      skipLibCheck: false,
    };
    const config = { compilerOptions: { ...options, moduleResolution, module }, files: [file] };
    await writeFile(join(consumer, 'tsconfig.json'), JSON.stringify(config));
    const compiler = [program('typescript', 'bin/tsc'), '-p', 'tsconfig.json', '--pretty', 'false'];
    const { stdout } = await exec(process.execPath, compiler, { cwd: consumer }).catch(
      (error) => error as { stdout: string },
    );
    // The declarations of tfjs-core use a type that they do not import.
    const ours = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('node_modules/@tensorflow/'));
    expect(ours).toEqual([]);
  });

  it('installs no packages other than the expected ones', async () => {
    const installed = await readdir(join(folder, 'consumer', 'node_modules'));
    expect(installed.length).toBeLessThan(40);
  });
});
