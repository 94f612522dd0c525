// Saves a file to the downloads of the browser.

/** Seconds until the memory of a saved file is released. */
const RELEASE_SECONDS = 60;

/** Saves the content as a file with this name. */
export function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000 * RELEASE_SECONDS);
}
