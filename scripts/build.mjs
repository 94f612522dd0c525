// npm run build: installs and builds what is stale.
import { build, install } from './setup.mjs';

install();
build();
