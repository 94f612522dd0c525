// `npm run build [-- --force]` installs dependencies, then builds the packages that changed; with --force, all
// packages.
import { build, install } from './setup.mjs';

install();
build({ force: process.argv.includes('--force') });
