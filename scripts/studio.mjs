// `npm run studio` serves Studio from the sources; `npm run studio:build` builds it into out/studio. No package needs
// a build first.
import { join } from 'node:path';
import { bin, install, must, root } from './setup.mjs';
import { SOURCE_FLAGS } from './workspace.mjs';

install();
const [command = 'dev', ...args] = process.argv.slice(2);
// Vite chooses a production or development build by NODE_ENV, which test runners set to another value.
const env = { ...process.env, NODE_ENV: command === 'build' ? 'production' : 'development' };
const config = join(root, 'apps', 'studio', 'vite.config.ts');
const vite = [bin('vite', 'bin/vite.js'), command, '--config', config, '--configLoader', 'native', ...args];
must(process.execPath, [bin('tsx', 'dist/cli.mjs'), ...SOURCE_FLAGS, ...vite], { env });
