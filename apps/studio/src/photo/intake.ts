// Receives photographs: dropped, chosen, pasted, taken with the camera, or the sample.

import sampleUrl from '../../../../assets/sample.png?url';
import { byId } from '../page/dom.js';

export interface Photograph {
  readonly file: Blob;
  /** Name of the file without its ending, after which the files of the body are named. */
  readonly name: string;
}

/**
 * Connects all inputs.
 *
 * @param onPhotograph  called with each file, which need not be a picture.
 */
export function receivePhotographs(onPhotograph: (photo: Photograph) => void): void {
  const give = (file: File | null | undefined): void => {
    if (file) onPhotograph({ file, name: stemOf(file.name) });
  };
  for (const id of ['file', 'camera']) {
    const input = byId<HTMLInputElement>(id);
    input.addEventListener('change', () => {
      give(input.files?.[0]);
      // Otherwise, choosing the same file again would cause no event.
      input.value = '';
    });
  }
  const sample = byId<HTMLButtonElement>('sample');
  sample.addEventListener('click', async () => {
    sample.disabled = true;
    try {
      onPhotograph({ file: await (await fetch(sampleUrl)).blob(), name: 'sample' });
    } finally {
      sample.disabled = false;
    }
  });
  document.addEventListener('paste', ({ clipboardData }) => {
    give([...(clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/')));
  });
  receiveDrops(give);
}

function receiveDrops(give: (file: File | undefined) => void): void {
  const drop = byId('drop');
  const hasFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;
  // Files are accepted anywhere on the page; a browser would otherwise leave the page and show them.
  document.addEventListener('dragover', (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) drop.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    drop.classList.remove('over');
    give(event.dataTransfer?.files[0]);
  });
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '') || 'body';
