// Starts the first page: connects its settings and its inputs for files, and registers the service worker.
import { DOWNLOAD_BYTES } from 'virtual:detector-models';
import { registerServiceWorker } from './offline/register.js';
import { byId } from './page/dom.js';
import { startEngineSettings } from './page/engineSettings.js';
import { hideProblem } from './page/problems.js';
import { startTheme } from './page/theme.js';
import { receiveFiles } from './photo/intake.js';
import { openMesh, openPhotograph, rerun, startAgain } from './studio.js';

startTheme(() => dispatchEvent(new Event('themechange')));
startEngineSettings(rerun);
receiveFiles({ onPhotograph: (photograph) => void openPhotograph(photograph), onMesh: openMesh });
byId('another').addEventListener('click', startAgain);
byId('home').addEventListener('click', (event) => {
  event.preventDefault();
  startAgain();
});
byId('problem-close').addEventListener('click', hideProblem);
document.addEventListener('click', ({ target }) => {
  const settings = byId<HTMLDetailsElement>('settings');
  if (settings.open && !settings.contains(target as Node)) settings.open = false;
});
byId('download-size').textContent = `${Math.round(DOWNLOAD_BYTES / 1e6)} MB`;
registerServiceWorker();
