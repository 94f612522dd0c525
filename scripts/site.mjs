// `npm run site` builds the documentation and Studio into one static site: out/site, with Studio in its folder studio.
import { join } from 'node:path';
import { install, must, root } from './setup.mjs';

install();
const script = (name, ...args) => must(process.execPath, [join(root, 'scripts', name), ...args]);
const site = join(root, 'out', 'site');
script('docs.mjs', '--out', site);
script('studio.mjs', 'build', '--outDir', join(site, 'studio'), '--logLevel', 'warn');
console.log('site: out/site/index.html, out/site/studio/index.html');
