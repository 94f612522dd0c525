// Starts the page of networks: applies the theme, and keeps the page's files for use without a connection.
import { keepOffline, registerServiceWorker } from '../offline/register.js';
import { startTheme } from '../page/theme.js';

startTheme(() => {});
registerServiceWorker();
const drawings = document.querySelectorAll<HTMLAnchorElement>('figcaption a');
void keepOffline([...[...document.images].map(({ src }) => src), ...[...drawings].map(({ href }) => href)]);
