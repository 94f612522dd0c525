// Measures the bundle sizes of the built packages and prints them; with --write, also corrects the READMEs.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { LIBRARIES, root } from './workspace.mjs';

/** Functions whose bundle, with all code that they import except ndarray, has at most `LIMIT` bytes, gzipped. */
export const ALONE = { voxelize: '@vrn/voxel', marchingCubes: '@vrn/mesh' };
export const LIMIT = 9000;

const NAMES = new Map(LIBRARIES.map(({ folder, manifest }) => [folder, manifest.name]));

/** External modules of a package: the other libraries of this workspace, ndarray, tfjs, and modules of Node.js. */
const others = (name) =>
  [...NAMES.values()].filter((each) => each !== name).concat('ndarray', '@tensorflow/*', 'node:*');

/** Bundles one function with all its dependencies except ndarray. */
const alone = (verb, name) => bundle(`export { ${verb} } from '${name}'`, ['ndarray']);
/** Bundles all exports of a package, with its own code only. */
const everything = (name) => bundle(`export * from '${name}'`, others(name));
const everythingBut = async (name, ...verbs) => {
  const all = (await everything(name)).exports;
  return bundle(`export { ${all.filter((verb) => !verbs.includes(verb))} } from '${name}'`, others(name));
};

/** The line in a package's README after `Size: `, with # for every figure, and a function that measures the figures. */
const LINES = {
  voxel: [
    'voxelize alone # kB, everything # kB, minified and gzipped, without ndarray.',
    () => [alone('voxelize', '@vrn/voxel'), everything('@vrn/voxel')],
  ],
  mesh: [
    'marchingCubes alone # kB including code from @vrn/voxel, everything but .glb files # kB, everything # kB, minified and gzipped.',
    () => [
      alone('marchingCubes', '@vrn/mesh'),
      everythingBut('@vrn/mesh', 'encodeGlb', 'decodeGlb'),
      everything('@vrn/mesh'),
    ],
  ],
  metrics: [
    'iou alone # kB including code from @vrn/voxel, everything # kB, minified and gzipped.',
    () => [alone('iou', '@vrn/metrics'), everything('@vrn/metrics')],
  ],
  'vrn-model': [
    "everything # kB, and # kB for training with tfjs' gradients, minified and gzipped, without tfjs.",
    () => [everything('@vrn/model'), bundle(`export * from '@vrn/model/train'`, others('@vrn/model'))],
  ],
  bodies: [
    'everything # kB, minified and gzipped, without @vrn/voxel and @vrn/mesh.',
    () => [everything('@vrn/bodies')],
  ],
  pretrained: [
    '# kB of code, minified and gzipped; the rest is data, # kB, from which a program loads only the network that it requests.',
    () => [everything('@vrn/pretrained'), weights()],
  ],
};

/** Returns the total size of the files in packages/pretrained/weights, as `{ bytes }`. */
function weights() {
  const folder = join(root, 'packages', 'pretrained', 'weights');
  return { bytes: readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) };
}

/**
 * Bundles a program of one line for browsers.
 *
 * @returns size in bytes, minified and gzipped; exported names; external imports; source files.
 */
export async function bundle(code, external) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: join(root, 'scripts') },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    external,
    absWorkingDir: root,
    logLevel: 'error',
  });
  const [{ imports, inputs, exports }] = Object.values(metafile.outputs);
  const used = Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0);
  return {
    bytes: gzipSync(outputFiles[0].contents, { level: 9 }).length,
    exports,
    imports: [...new Set(imports.map(({ path }) => path))],
    sources: used.flatMap((input) => sourcesOf(join(root, input))),
  };
}

/**
 * Lists the sources of a file in a package's `dist`, read from the metafile of its build; any other file is its own
 * source. Paths are relative to the root.
 */
function sourcesOf(file) {
  const own = relative(root, file).split(sep);
  const path = join(root, ...own.slice(0, 2));
  const metafile = join(path, 'dist', 'metafile-esm.json');
  if (own[0] !== 'packages' || own[2] !== 'dist' || !existsSync(metafile)) return [own.join('/')];
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8'));
  const { inputs } = outputs[own.slice(2).join('/')];
  const used = Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0);
  return used.map((input) => relative(root, join(path, input)).replaceAll(sep, '/'));
}

const kilobytes = (bytes) => (bytes < 1000 ? (bytes / 1000).toFixed(2) : (bytes / 1000).toFixed(bytes < 1e5 ? 1 : 0));
const FIGURE = /\d+(?:\.\d+)?(?= kB)/g;

/** Returns, for each library, the line of sizes in its README, the correct line, and the largest relative error. */
export async function sizes() {
  return Promise.all(
    LIBRARIES.map(async ({ folder }) => {
      const [text, measure] = LINES[folder] ?? [
        'everything # kB, minified and gzipped.',
        () => [everything(NAMES.get(folder))],
      ];
      const measured = (await Promise.all(measure())).map(({ bytes }) => bytes);
      const figures = measured.map(kilobytes);
      const expected = `Size: ${text.replace(/#/g, () => figures.shift())}`;
      const readme = join(root, 'packages', folder, 'README.md');
      const found = /^Size: .*$/m.exec(readFileSync(readme, 'utf8'))?.[0];
      const blank = (line) => line?.replace(FIGURE, '#');
      const errors =
        blank(found) === blank(expected)
          ? found.match(FIGURE).map((figure, i) => Math.abs((1000 * figure) / measured[i] - 1))
          : [Number.POSITIVE_INFINITY];
      return { folder, name: NAMES.get(folder), readme, found, expected, error: Math.max(...errors) };
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const write = process.argv.includes('--write');
  for (const { name, readme, found, expected } of await sizes()) {
    console.log(`${name}: ${expected}`);
    if (!write || found === expected) continue;
    const text = readFileSync(readme, 'utf8');
    writeFileSync(
      readme,
      found === undefined ? `${text.trimEnd()}\n\n${expected}\n` : text.replace(found, () => expected),
    );
  }
}
