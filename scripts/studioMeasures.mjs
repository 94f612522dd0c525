// `node scripts/studioMeasures.mjs [start body level]` builds Studio and measures it in Chromium on Linux: `start`, the
// first paint; `body`, the download, the time to reconstruct a body and the tasks of the main thread; `level`, how
// quickly the surface follows the slider. Default: all.
import { join } from 'node:path';
import { bin, install, must, root } from './setup.mjs';
import { SOURCE_FLAGS } from './workspace.mjs';

install();
const folder = join(root, 'out', 'studio-measures');
must(process.execPath, [join(root, 'scripts', 'studio.mjs'), 'build', '--outDir', folder, '--logLevel', 'error']);
const program = join(root, 'bench', 'studio', 'measures.ts');
must(process.execPath, [bin('tsx', 'dist/cli.mjs'), ...SOURCE_FLAGS, program, folder, ...process.argv.slice(2)]);
