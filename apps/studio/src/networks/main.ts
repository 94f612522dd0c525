// Starts the page of networks: its colours, and its files without a connection.
import { keepOffline, registerServiceWorker } from '../offline/register.js';
import { startTheme } from '../page/theme.js';

startTheme(() => {});
registerServiceWorker();
const drawings = document.querySelectorAll<HTMLAnchorElement>('figcaption a');
void keepOffline([...[...document.images].map(({ src }) => src), ...[...drawings].map(({ href }) => href)]);
