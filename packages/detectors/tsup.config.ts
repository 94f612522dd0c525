// Builds this package. In CommonJS, import.meta.url is derived from __filename. The build also copies the models, so
// that packing works where npm runs no scripts.
import { fileURLToPath } from 'node:url';
import { writeThirdParty } from '../../scripts/thirdParty.mjs';
import { library } from '../../tsup.shared.ts';
import { copyModels } from './scripts/copyModels.mjs';

export default library(['src/index.ts'], {
  shims: true,
  platform: 'node',
  onSuccess: async () => {
    await copyModels();
    writeThirdParty(fileURLToPath(new URL('.', import.meta.url)));
  },
});
