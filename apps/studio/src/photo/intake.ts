// Receives files: photographs that are dropped, chosen, pasted or taken with the camera, the sample photograph, and
// meshes that are dropped or chosen.

import sampleUrl from '../../../../assets/sample.png?url';
import { byId } from '../page/dom.js';
import { endingOf, isMeshEnding } from '../protocol/meshNames.js';

export interface Photograph {
  readonly file: Blob;
  /** Name of the file without its ending; the files of the body get this name. */
  readonly name: string;
}

export interface Receivers {
  /** Called with the sample, and with each file that is not a mesh; the file need not be a picture. */
  onPhotograph(photo: Photograph): void;
  /** Called with each file whose name has the ending of a mesh file. */
  onMesh(file: File): void;
}

/** Connects all inputs. */
export function receiveFiles({ onPhotograph, onMesh }: Receivers): void {
  const give = (file: File | null | undefined): void => {
    if (!file) return;
    if (isMeshEnding(endingOf(file.name))) onMesh(file);
    else onPhotograph({ file, name: stemOf(file.name) });
  };
  for (const id of ['file', 'camera']) {
    const input = byId<HTMLInputElement>(id);
    input.addEventListener('change', () => {
      give(input.files?.[0]);
      // Otherwise, choosing the same file again would fire no event.
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
  const targets = [byId('drop'), byId('stage')];
  const mark = (isOver: boolean): void => {
    for (const each of targets) each.classList.toggle('over', isOver);
  };
  const hasFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;
  // Files are accepted anywhere on the page; a browser would otherwise leave the page and show them.
  document.addEventListener('dragover', (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener('drop', (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    mark(false);
    give(event.dataTransfer?.files[0]);
  });
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '') || 'body';
