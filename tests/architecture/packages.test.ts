// The house rules that a reader can check: who imports whom, how the networks are held, how files are written.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What each package's sources may import, apart from their own files. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  voxel: ['ndarray'],
  mesh: ['@vrn/voxel', '@gltf-transform/core'],
  metrics: ['@vrn/voxel'],
  'vrn-model': ['@vrn/voxel', '@tensorflow/tfjs-core', 'protobufjs', 'node:fs/promises', 'node:path'],
  bodies: ['@vrn/voxel', '@vrn/mesh', 'fast-png', 'fflate', 'jpeg-js'],
  pretrained: ['node:fs/promises'],
};

const IGNORED = new Set(['node_modules', 'dist', 'out', 'runs', '.git', 'coverage']);

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}

const text = (path: string) => readFileSync(path, 'utf8');
const name = (path: string) => relative(root, path);
const offenders = (paths: readonly string[], rule: (source: string, path: string) => boolean) =>
  paths.filter((path) => rule(text(path), path)).map(name);

const sources = files(join(root, 'packages'), /\.ts$/).filter((path) => /\/src\//.test(path));
const libraries = sources.filter((path) => !/packages\/(cli|test-utils)\//.test(path));
const all = [
  ...files(join(root, 'packages'), /\.ts$/),
  ...files(join(root, 'examples'), /\.ts$/),
  ...files(join(root, 'tests'), /\.ts$/),
];

/** Without comments and strings, so that words in them do not count. */
const code = (source: string) => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');

describe('walls', () => {
  it.each(Object.keys(ALLOWED))('%s imports only what it may', (folder) => {
    const imported = libraries
      .filter((path) => path.includes(`/packages/${folder}/src/`))
      .flatMap((path) =>
        [...code(text(path)).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!),
      );
    const foreign = imported.filter((from) => !from.startsWith('.'));
    const allowed = ALLOWED[folder]!;
    expect(foreign.filter((from) => !allowed.some((each) => from === each || from.startsWith(`${each}/`)))).toEqual([]);
    expect(imported.filter((from) => /^\.\.\/\.\.\/|packages\//.test(from))).toEqual([]);
  });

  it('libraries name no backend and no runtime, one file excepted', () => {
    const named = offenders(libraries, (source) =>
      /['"`](?:wasm|webgl|webgpu|cpu|tensorflow)['"`]|tfjs-backend|onnxruntime|setBackend\s*\(/.test(code(source)),
    );
    expect(named).toEqual(['packages/vrn-model/src/wasm/backend.ts']);
  });
});

describe('networks', () => {
  it('no code branches on a variant', () => {
    const models = libraries.filter((path) => path.includes('/vrn-model/'));
    const branch =
      /(?:if|switch|\?|===|!==)[^\n]*\b(?:variant|name)\b[^\n]*['"](?:vrn-guided|multistack|old-residual|landmarks-only|image-only|mask-only|conv3d)['"]/;
    expect(offenders(models, (source) => branch.test(code(source)))).toEqual([]);
  });
});

describe('files', () => {
  it('say in their first line what they hold', () => {
    const silent = offenders(all, (source) => !/^(?:\/\/ \S.{10,}|#!.*\n\/\/ \S.{10,})/.test(source));
    expect(silent).toEqual([]);
  });

  it('have at most 300 lines', () => {
    expect(offenders(all, (source) => source.split('\n').length > 301)).toEqual([]);
  });

  it('take random numbers as an argument', () => {
    expect(offenders(all, (source) => /Math\.random\s*\(/.test(code(source)))).toEqual([]);
  });

  it('list their exports: no export *, no default exports in libraries, no enums', () => {
    expect(offenders(all, (source) => /^export \*/m.test(source))).toEqual([]);
    expect(offenders(libraries, (source) => /^export default/m.test(source))).toEqual([]);
    expect(offenders(all, (source) => /^\s*(?:export )?(?:const )?enum /m.test(source))).toEqual([]);
  });

  it('call ndarray() in one place', () => {
    expect(offenders(libraries, (source) => /\bndarray\(/.test(code(source)))).toEqual([
      'packages/voxel/src/core/volume.ts',
    ]);
  });

  it('throw one class of errors', () => {
    // pretrained imports nothing, not even the class.
    const others = libraries.filter((path) => !path.includes('/pretrained/'));
    const bare = offenders(others, (source) => /throw new (?:Error|TypeError|RangeError)\b/.test(code(source)));
    expect(bare).toEqual([]);
  });
});

describe('repository', () => {
  const tracked = files(root, /\.(?:ts|mjs|json|md|yml|npmrc)$|^run$/);

  it('names no registry, no download address and no machine', () => {
    const lock = JSON.parse(text(join(root, 'package-lock.json'))) as {
      packages: Record<string, { resolved?: string }>;
    };
    const addresses = Object.entries(lock.packages).filter(([, { resolved }]) => /^https?:/.test(resolved ?? ''));
    expect(addresses).toEqual([]);
    const host = new RegExp(['registry', 'npmjs', 'org'].join('\\.'));
    const place = new RegExp(`["'\`( ]/(?:${['work', 'root', 'home', 'Users'].join('|')})/`);
    expect(offenders(tracked, (source) => host.test(source) || place.test(source))).toEqual([]);
  });

  it.each([...Object.keys(ALLOWED), 'cli'])('package %s has a README and a licence', (folder) => {
    for (const file of ['README.md', 'LICENSE']) {
      expect(text(join(root, 'packages', folder, file)).length).toBeGreaterThan(100);
    }
  });
});
