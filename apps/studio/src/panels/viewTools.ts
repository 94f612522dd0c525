// Shows the tools below the viewer, which choose how the surface is drawn and from where it is seen.
import { button, byId, checkbox, choices, make } from '../page/dom.js';
import type { Look } from '../viewer/bodyMesh.js';
import type { Viewer } from '../viewer/viewer.js';
import type { ViewName } from '../viewer/views.js';

const VIEW_LABELS: Readonly<Record<ViewName, string>> = { front: 'Front', left: 'Left', back: 'Back', right: 'Right' };

/** Shows the tools, which replace earlier ones. */
export function showViewTools(viewer: Viewer): void {
  const looks = choices<Look>(
    'Surface',
    [
      { value: 'textured', label: 'Textured' },
      { value: 'plain', label: 'Plain' },
      { value: 'normals', label: 'Normals' },
      { value: 'wireframe', label: 'Wireframe' },
    ],
    (look) => viewer.setLook(look),
  );
  const views = make(
    'div',
    { class: 'row tight', role: 'group', 'aria-label': 'View from' },
    ...(Object.keys(VIEW_LABELS) as ViewName[]).map((view) =>
      button(VIEW_LABELS[view], () => viewer.setView(view), { class: 'button small' }),
    ),
  );
  const hidden = checkbox('Mark what the camera did not see', (on) => viewer.markHidden(on));
  const tools = byId('view-tools');
  tools.replaceChildren(looks.element, views, hidden);
}
