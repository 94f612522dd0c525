// `npm run build [-- --force]` installs dependencies if needed, then builds the packages that are out of date; with
// --force, all packages.
import { build, install } from './setup.mjs';

install();
build({ force: process.argv.includes('--force') });
