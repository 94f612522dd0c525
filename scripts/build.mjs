// `npm run build [-- --force]` installs, then builds packages that changed; all of them with --force.
import { build, install } from './setup.mjs';

install();
build({ force: process.argv.includes('--force') });
