// Builds this package. In CommonJS, import.meta.url is derived from __filename.
import { library } from '../../tsup.shared.ts';

export default library(['src/index.ts'], { shims: true, platform: 'node' });
