// Shows a body with three.js, and draws only when something changes.
import type { Measures } from '@vrn/reconstruct';
import {
  Color,
  DirectionalLight,
  Group,
  HemisphereLight,
  PerspectiveCamera,
  Plane,
  Scene,
  SRGBColorSpace,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import type { SurfaceReport, TexturedReport, VolumeReport } from '../protocol/calls.js';
import { bodyMesh, type Look } from './bodyMesh.js';
import { ground } from './ground.js';
import { drawPair, pairNames } from './pair.js';
import { rings } from './rings.js';
import { slicePlane } from './slicePlane.js';
import { VIEWS, type ViewName } from './views.js';

/** Vertical angle of view in degrees; maximum share of the canvas's height and width that the body fills after fit. */
const FIELD_OF_VIEW = 28;
const FILL = 0.86;

/** Duration of a change of view in seconds, and rotation per press of an arrow key in radians. */
const TURN_SECONDS = 0.5;
const KEY_STEP = Math.PI / 18;

/** A second surface to show beside the body, in the frame of the body, and the names of both. */
export interface Second {
  readonly surface: SurfaceReport | TexturedReport;
  readonly names: readonly [body: string, second: string];
}

export interface Viewer {
  /** Shows a textured surface. `fit` places the camera in front of it. */
  show(surface: TexturedReport, options: { readonly fit: boolean }): Promise<void>;
  /** Replaces the surface by one without texture. `fit`, by default false, places the camera in front of it. */
  replace(surface: SurfaceReport, options?: { readonly fit: boolean }): Promise<void>;
  /** Shows a second surface beside the body, with the names of both; undefined shows the body alone. */
  showBeside(second: Second | undefined): Promise<void>;
  setLook(look: Look): void;
  /** Marks the parts of a textured surface that the camera did not see. */
  markHidden(on: boolean): void;
  setView(view: ViewName): void;
  setVolume(volume: VolumeReport): void;
  /** Shows a slice of the volume and cuts away what is in front of it; undefined shows the complete body. */
  setSlice(slice: number | undefined): void;
  setMeasures(measures: Measures | undefined): void;
  /** Fades all tapes except that of the girth with this index; undefined fades none. */
  highlight(girth: number | undefined): void;
  /** Draws the current view as a PNG. */
  picture(): Promise<Blob>;
  /** Draws the body rotated by an angle in radians about the vertical axis; null undoes the rotation. */
  turn(angle: number | null): void;
  readonly canvas: HTMLCanvasElement;
}

/** Makes the viewer inside an element. */
export function createViewer(parent: HTMLElement): Viewer {
  const renderer = new WebGLRenderer({ antialias: true, alpha: true });
  renderer.outputColorSpace = SRGBColorSpace;
  renderer.localClippingEnabled = true;
  const canvas = renderer.domElement;
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', 'The body in 3D. The arrow keys turn it, plus and minus zoom.');
  parent.append(canvas);

  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.05, 50);
  const scene = new Scene();
  const light = new DirectionalLight(0xffffff, 1.6);
  camera.add(light);
  light.position.set(-0.6, 1.2, 1.4);
  scene.add(camera, new HemisphereLight(0xffffff, 0x8f8a84, 1.9));
  const turned = new Group();
  scene.add(turned);

  const controls = new OrbitControls(camera, canvas);
  controls.enableDamping = false;
  controls.zoomSpeed = 0.8;
  const cut = new Plane(new Vector3(0, 0, -1), 0);
  const body = bodyMesh(cut);
  const floor = ground();
  const slice = slicePlane();
  const tapes = rings();
  // The slice and the tapes are drawn on the body, not on the second surface.
  const left = new Group().add(body.object, slice.object, tapes.object);
  const beside = bodyMesh(cut);
  beside.object.visible = false;
  turned.add(left, beside.object, floor.object);
  const showNames = pairNames(parent);
  let isPair = false;
  const place = (side: 0 | 1): void => {
    left.visible = side === 0;
    beside.object.visible = side === 1;
    floor.place((side === 0 ? body : beside).bounds());
  };

  let scheduled = false;
  // Nothing is drawn before the shaders are compiled; compiling them does not block the page.
  let isReady = false;
  const draw = (): void => {
    scheduled = false;
    if (!isReady) return;
    slice.placeCut(cut);
    if (isPair) drawPair({ renderer, scene, camera }, [parent.clientWidth, parent.clientHeight], place);
    else renderer.render(scene, camera);
  };
  const compile = async (): Promise<void> => {
    await renderer.compileAsync(scene, camera);
    isReady = true;
    draw();
  };
  const invalidate = (): void => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(draw);
  };
  controls.addEventListener('change', invalidate);

  const distance = (): number => {
    const size = body.bounds().size.clone();
    if (isPair) size.max(beside.bounds().size);
    const half = Math.tan((FIELD_OF_VIEW * Math.PI) / 360);
    const wide = Math.hypot(size.x, size.z);
    return Math.max(size.y, wide / camera.aspect) / 2 / half / FILL + size.z / 2;
  };

  const placeCamera = (): void => {
    const { centre } = body.bounds();
    controls.target.copy(centre);
    camera.position.copy(VIEWS.front).multiplyScalar(distance()).add(centre);
    controls.minDistance = distance() / 8;
    controls.maxDistance = distance() * 3;
    controls.update();
  };

  const resize = (former = distance()): void => {
    const { clientWidth, clientHeight } = parent;
    if (clientWidth === 0 || clientHeight === 0) return;
    renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    renderer.setSize(clientWidth, clientHeight, false);
    camera.aspect = clientWidth / clientHeight / (isPair ? 2 : 1);
    camera.updateProjectionMatrix();
    if (body.hasSurface()) {
      camera.position
        .sub(controls.target)
        .multiplyScalar(distance() / former)
        .add(controls.target);
    }
    draw();
  };
  new ResizeObserver(() => resize()).observe(parent);

  let moving = 0;
  const moveTo = (direction: Vector3): void => {
    const token = ++moving;
    const from = camera.position.clone().sub(controls.target);
    const to = direction.clone().multiplyScalar(distance());
    const [start, end] = [spherical(from), spherical(to)];
    const around = end.theta - start.theta;
    const theta = Math.atan2(Math.sin(around), Math.cos(around));
    const began = performance.now();
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const step = (): void => {
      if (token !== moving) return;
      const share = calm ? 1 : Math.min(1, (performance.now() - began) / 1000 / TURN_SECONDS);
      const eased = share * share * (3 - 2 * share);
      const radius = start.radius + (end.radius - start.radius) * eased;
      const phi = start.phi + (end.phi - start.phi) * eased;
      camera.position.setFromSphericalCoords(radius, phi, start.theta + theta * eased).add(controls.target);
      controls.update();
      invalidate();
      if (share < 1) requestAnimationFrame(step);
    };
    step();
  };

  canvas.addEventListener('pointerdown', () => moving++);
  canvas.addEventListener('keydown', (event) => {
    const { radius, phi, theta } = spherical(camera.position.clone().sub(controls.target));
    const next = KEYS[event.key]?.({ radius, phi, theta });
    if (next === undefined) return;
    event.preventDefault();
    const upright = Math.min(Math.PI - 0.05, Math.max(0.05, next.phi));
    camera.position.setFromSphericalCoords(next.radius, upright, next.theta).add(controls.target);
    controls.update();
    invalidate();
  });

  const colours = (): void => {
    const style = getComputedStyle(parent);
    const accent = new Color(style.getPropertyValue('--mark').trim() || '#c2542d');
    for (const each of [body, beside]) each.setAccent(accent);
    tapes.setColour(new Color(style.getPropertyValue('--tape').trim() || '#2b5d50'));
    floor.setDark(style.colorScheme.includes('dark') && !style.colorScheme.includes('light'));
    invalidate();
  };
  colours();

  return {
    canvas,
    async show(surface, options) {
      body.show(surface);
      floor.place(body.bounds());
      colours();
      if (options.fit) placeCamera();
      resize();
      await compile();
    },
    async replace(surface, options = { fit: false }) {
      body.replace(surface);
      if (!options.fit) {
        invalidate();
        return;
      }
      floor.place(body.bounds());
      placeCamera();
      resize();
      await compile();
    },
    async showBeside(second) {
      const former = distance();
      if (second === undefined && !isPair) return;
      if (second !== undefined) {
        if ('texture' in second.surface) beside.show(second.surface);
        else beside.replace(second.surface);
      }
      isPair = second !== undefined;
      showNames(second?.names);
      place(0);
      resize(former);
      if (isPair) await compile();
    },
    setLook(look) {
      for (const each of [body, beside]) each.setLook(look);
      invalidate();
    },
    markHidden(on) {
      for (const each of [body, beside]) each.markHidden(on);
      invalidate();
    },
    setView: (view) => moveTo(VIEWS[view]),
    setVolume: (volume) => slice.setVolume(volume),
    setSlice(at) {
      slice.show(at);
      body.setCut(at !== undefined);
      invalidate();
    },
    setMeasures(measures) {
      tapes.show(measures);
      invalidate();
    },
    highlight(girth) {
      tapes.highlight(girth);
      invalidate();
    },
    picture() {
      draw();
      return new Promise((resolve, reject) => {
        canvas.toBlob(
          (blob) => (blob === null ? reject(new Error('the picture is empty')) : resolve(blob)),
          'image/png',
        );
      });
    },
    turn(angle) {
      const { centre } = body.bounds();
      turned.rotation.y = angle ?? 0;
      turned.position.copy(centre).sub(centre.clone().applyAxisAngle(new Vector3(0, 1, 0), angle ?? 0));
      draw();
    },
  };
}

interface Place {
  readonly radius: number;
  readonly phi: number;
  readonly theta: number;
}

const spherical = ({ x, y, z }: Vector3): Place => {
  const radius = Math.hypot(x, y, z);
  return { radius, phi: Math.acos(y / radius), theta: Math.atan2(x, z) };
};

/** How each key rotates the camera about its target, or zooms. */
const KEYS: Readonly<Record<string, (place: Place) => Place>> = {
  ArrowLeft: (place) => ({ ...place, theta: place.theta - KEY_STEP }),
  ArrowRight: (place) => ({ ...place, theta: place.theta + KEY_STEP }),
  ArrowUp: (place) => ({ ...place, phi: place.phi - KEY_STEP }),
  ArrowDown: (place) => ({ ...place, phi: place.phi + KEY_STEP }),
  '+': (place) => ({ ...place, radius: place.radius / 1.1 }),
  '=': (place) => ({ ...place, radius: place.radius / 1.1 }),
  '-': (place) => ({ ...place, radius: place.radius * 1.1 }),
};
