// Draws two bodies side by side, each seen by the same camera, and their names.
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
 * @param place  called before each half is drawn, and for the left one again at the end: shows only what belongs to
 *               the left half (0) or the right half (1).
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

/** Returns a function that shows the names of both bodies at the top of an element, or hides them for undefined. */
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
