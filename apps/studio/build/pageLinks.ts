// Writes the links between the pages of Studio, and to the documentation if Studio is part of the documentation's site.
import type { Plugin } from 'vite';

/** Placeholder in the pages. */
const PLACEHOLDER = '<!-- pages -->';

const PAGES: readonly (readonly [file: string, name: string])[] = [
  ['index.html', 'Studio'],
  ['primitives.html', 'Primitives'],
  ['networks.html', 'Networks'],
];

/**
 * Makes the plugin.
 *
 * @param documentation  address of the documentation relative to the pages; without it, there is no link.
 */
export const pageLinks = (documentation: string | undefined): Plugin => ({
  name: 'page-links',
  transformIndexHtml(html, { path }) {
    const links = PAGES.map(([file, name]) => {
      const isCurrent = path.endsWith(`/${file}`) || (path === '/' && file === 'index.html');
      return `<li><a href="./${file}"${isCurrent ? ' aria-current="page"' : ''}>${name}</a></li>`;
    });
    if (documentation !== undefined) links.push(`<li><a href="${documentation}">Documentation</a></li>`);
    return html.replace(PLACEHOLDER, () => `<nav class="pages" aria-label="Pages"><ul>${links.join('')}</ul></nav>`);
  },
});
