// Tests rules of the architecture: which package imports which, and how networks and files are written.
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, named, PACKAGES, root, sourcesOf } from './sources.js';

/** What each library's sources may import, apart from their own files. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  voxel: ['ndarray'],
  mesh: ['@vrn/voxel', 'earcut', 'fflate'],
  metrics: ['@vrn/voxel'],
  'vrn-model': ['@vrn/voxel', '@tensorflow/tfjs-core', 'protobufjs', 'node:fs/promises', 'node:path'],
  bodies: ['@vrn/voxel', '@vrn/mesh', 'fast-png', 'fflate', 'jpeg-js'],
  pretrained: ['node:fs/promises'],
  detectors: ['node:fs/promises', 'node:module', 'node:path'],
  reconstruct: [
    '@vrn/voxel',
    '@vrn/mesh',
    '@vrn/metrics',
    '@vrn/model',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-converter',
    'fflate',
  ],
};

/**
 * Additional imports of two entries: `dataset` runs in Node.js with optional peer dependencies, and `evaluate` reads
 * samples of @vrn/bodies.
 */
const ENTRY_ALLOWED: readonly (readonly [folder: RegExp, names: readonly string[]])[] = [
  [/packages\/bodies\/src\/dataset(?:\.ts|\/)/, ['node:', 'sharp', 'tinypool']],
  [/packages\/reconstruct\/src\/evaluate(?:\.ts|\/)/, ['@vrn/bodies']],
];

const text = (path: string) => readFileSync(path, 'utf8');
const offenders = (paths: readonly string[], rule: (source: string, path: string) => boolean) =>
  paths.filter((path) => rule(text(path), path)).map(named);

const sources = PACKAGES.flatMap(sourcesOf);
/** The worker that makes data sets; its thread pool calls its default export. */
const WORKER = 'packages/bodies/src/dataset/make/datasetWorker.ts';

const libraries = sources.filter((path) => !/packages\/(cli|test-utils)\//.test(path));
const all = ['packages', 'apps', 'examples', 'tests'].flatMap((folder) => filesBelow(join(root, folder), /\.ts$/));

/** Removes comments, so that words in them do not count. */
const code = (source: string) => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');

/** Names of the modules from which a file imports or re-exports values or types. */
const imports = (path: string): string[] =>
  [...code(text(path)).matchAll(/(?:from|import)\s*\(?\s*'([^'\n]+)'/g)].map((match) => match[1]!);

describe('imports', () => {
  it.each(PACKAGES.filter((name) => !['cli', 'test-utils'].includes(name)))('%s imports only what it may', (name) => {
    const refused = sourcesOf(name).flatMap((path) => {
      const more = ENTRY_ALLOWED.filter(([folder]) => folder.test(path)).flatMap(([, names]) => names);
      const allowed = [...(ALLOWED[name] ?? []), ...more];
      const isAllowed = (from: string): boolean =>
        allowed.some((each) => from === each || from.startsWith(each.endsWith(':') ? each : `${each}/`));
      const foreign = imports(path).filter((from) => !from.startsWith('.') && !isAllowed(from));
      const src = join(root, 'packages', name, 'src');
      const outside = imports(path).filter((from) => {
        return from.startsWith('.') && relative(src, resolve(dirname(path), from)).startsWith('..');
      });
      return [...foreign, ...outside].map((from) => `${named(path)}: ${from}`);
    });
    expect(refused).toEqual([]);
  });

  it('libraries name no backend and no runtime, one file excepted', () => {
    const found = offenders(libraries, (source) =>
      /['"`](?:wasm|webgl|webgpu|cpu|tensorflow)['"`]|(?:from|import)\s*\(?\s*['"`][^'"`]*(?:tfjs-backend|onnxruntime)|^[^'"`]*\bsetBackend\s*\(/m.test(
        code(source),
      ),
    );
    expect(found).toEqual(['packages/vrn-model/src/wasm/backend.ts']);
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
  it('have at most 300 lines', () => {
    expect(offenders(all, (source) => source.split('\n').length > 301)).toEqual([]);
  });

  it('take random numbers as an argument', () => {
    expect(offenders(all, (source) => /Math\.random\s*\(/.test(code(source)))).toEqual([]);
  });

  it('list their exports: no export *, no default exports in libraries, no enums', () => {
    expect(offenders(all, (source) => /^export \*/m.test(source))).toEqual([]);
    expect(offenders(libraries, (source) => /^export default/m.test(source))).toEqual([WORKER]);
    expect(offenders(all, (source) => /^\s*(?:export )?(?:const )?enum /m.test(source))).toEqual([]);
  });

  it('call ndarray() in one place', () => {
    expect(offenders(libraries, (source) => /\bndarray\(/.test(code(source)))).toEqual([
      'packages/voxel/src/core/volume.ts',
    ]);
  });

  it('keep the defaults of options that are undefined', () => {
    const rule = /\.\.\.\w*DEFAULTS[\w.]*, \.\.\.(?!defined\()/;
    expect(offenders(libraries, (source) => rule.test(code(source)))).toEqual([]);
  });

  it('throw one class of errors', () => {
    // `pretrained` and `detectors` import no other package, so they cannot import the class.
    const others = libraries.filter((path) => !/\/(?:pretrained|detectors)\//.test(path));
    const bare = offenders(others, (source) => /throw new (?:Error|TypeError|RangeError)\b/.test(code(source)));
    expect(bare).toEqual([]);
  });
});

describe('repository', () => {
  const tracked = filesBelow(root, /\.(?:ts|mjs|json|md|yml|npmrc)$|^run$/);

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

  it.each(PACKAGES.filter((name) => name !== 'test-utils'))('package %s has a README and a licence', (folder) => {
    for (const file of ['README.md', 'LICENSE']) {
      expect(text(join(root, 'packages', folder, file)).length).toBeGreaterThan(100);
    }
  });
});
