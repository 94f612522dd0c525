// Draws one body over the whole canvas, or two beside each other as one camera sees them.
import type { PerspectiveCamera, Scene, WebGLRenderer } from 'three';

export interface PairScene {
  readonly renderer: WebGLRenderer;
  readonly scene: Scene;
  readonly camera: PerspectiveCamera;
}

/**
 * Draws the scene twice, each time over one half of the canvas.
 *
 * @param size   width and height of the canvas in CSS pixels.
 * @param place  shows only what belongs to the left half (0) or the right half (1).
 */
export function drawPair(
  { renderer, scene, camera }: PairScene,
  [width, height]: readonly [number, number],
  place: (side: 0 | 1) => void,
): void {
  const half = Math.floor(width / 2);
  renderer.setScissorTest(true);
  for (const side of [0, 1] as const) {
    place(side);
    renderer.setViewport(side * half, 0, half, height);
    renderer.setScissor(side * half, 0, half, height);
    renderer.render(scene, camera);
  }
  renderer.setScissorTest(false);
  renderer.setViewport(0, 0, width, height);
  place(0);
}

/** Makes the names of both bodies, above them. */
export function pairNames(parent: HTMLElement): (names: readonly [string, string] | undefined) => void {
  const element = document.createElement('div');
  element.className = 'pair-names';
  element.hidden = true;
  parent.append(element);
  return (names) => {
    element.hidden = names === undefined;
    element.replaceChildren(
      ...(names ?? []).map((name) => {
        const label = document.createElement('span');
        label.className = 'pair-name';
        label.textContent = name;
        return label;
      }),
    );
  };
}
