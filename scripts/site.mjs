// `npm run site` builds the documentation and Studio into one static site: out/site, with Studio in its folder studio.
// Both link to each other by relative addresses. `npm run site -- --out FOLDER` builds it elsewhere.
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { install, must, root } from './setup.mjs';

install();
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'out', 'site') } } });
const site = resolve(values.out);
const script = (name, args, env = {}) =>
  must(process.execPath, [join(root, 'scripts', name), ...args], { env: { ...process.env, ...env } });
script('docs.mjs', ['--out', site, '--studio', 'studio/index.html']);
script('studio.mjs', ['build', '--outDir', join(site, 'studio'), '--logLevel', 'warn'], {
  VRN_DOCUMENTATION: '../index.html',
});
console.log(
  `site: ${['index.html', 'studio/index.html'].map((page) => relative(process.cwd(), join(site, page))).join(', ')}`,
);
