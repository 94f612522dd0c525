// Makes HTML text in which every value is escaped, except text that is HTML already.

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

type Value = string | number | Html | readonly Html[] | undefined | false;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function written(value: Value): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
}

/** Template tag: escapes text and numbers, inserts HTML and lists of HTML unescaped, and omits undefined and false. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  html: parts.map((part, at) => part + (at < values.length ? written(values[at]) : '')).join(''),
});

/** Marks text as HTML. */
export const raw = (text: string): Html => ({ html: text });
