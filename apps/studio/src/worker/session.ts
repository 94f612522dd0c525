// Answers the calls of the page about the current photograph and its body.
import {
  type Body,
  bodyAt,
  findPeople,
  measure,
  type Person,
  type Picture,
  reconstruct,
  surfaceAt,
} from '@vrn/reconstruct';
import { VolumetricError } from '@vrn/voxel';
import type { CallName, Calls, Step } from '../protocol/calls.js';
import { Problem } from '../protocol/problem.js';
import { reportSurface, reportTextured, reportVolume } from './bodyReport.js';
import type { CallContext } from './callContext.js';
import { scoreBodies } from './compare/scoreBodies.js';
import { secondBody } from './compare/secondBody.js';
import { decode } from './decode.js';
import { givenMask, maskData, reportPerson } from './people.js';
import { countTensors, currentTools, toolsFor } from './tools.js';
import { write } from './write.js';

type Answers = {
  readonly [Name in CallName]: (input: Calls[Name][0], context: CallContext) => Promise<Calls[Name][1]>;
};

/** The current photograph and its people; undefined before the first. */
let photo: { readonly picture: Picture; readonly people: readonly Person[] } | undefined;

/** The latest body of the current photograph, with the surface at the level that was coloured last. */
let body: Body | undefined;

/** The body of a second network, and the value of `body` with which it was compared; stale once `body` has changed. */
let second: { readonly of: Body; readonly body: Body } | undefined;

function currentBody(): Body {
  if (body === undefined) throw new Error('there is no body yet');
  return body;
}

/** The answers to all calls. */
export const ANSWERS: Answers = {
  async start(choice, { onProgress }) {
    return (await toolsFor(choice, onProgress)).report;
  },

  async open(file, { signal, onProgress }) {
    onProgress({ step: 'decode' });
    const { pixels, picture } = await decode(file);
    const { detectors } = await currentTools();
    onProgress({ step: 'find' });
    const people = await findPeople(pixels, detectors, { signal });
    photo = { picture: pixels, people };
    body = undefined;
    return { width: pixels.width, height: pixels.height, picture, people: people.map(reportPerson) };
  },

  async reconstruct({ person: number, landmarks, mask }, { signal, onProgress }) {
    const person = photo?.people.find((each) => each.number === number);
    if (photo === undefined || person === undefined) throw new Error(`there is no person ${number}`);
    const { network } = await currentTools();
    const clock = stopwatch();
    const made = await reconstruct(photo.picture, {
      network,
      person,
      ...(landmarks !== undefined && { landmarks }),
      ...(mask !== undefined && { mask: givenMask(mask) }),
      signal,
      onStep: (step) => {
        clock.begin(step);
        onProgress({ step });
      },
    });
    const surface = await reportTextured(made.textured, made);
    // If the page has cancelled the call, the former body is kept.
    signal.throwIfAborted();
    body = made;
    const { facts, square } = made;
    return {
      surface,
      volume: reportVolume(made),
      facts,
      square,
      landmarks: made.landmarks,
      mask: maskData(made.mask),
      seconds: clock.end(),
      loaded: performance.getEntriesByType('resource').map(({ name }) => name),
      tensors: countTensors(),
    };
  },

  async surface(level) {
    return reportSurface(atLevel(() => surfaceAt(currentBody(), level)));
  },

  async colour(level) {
    body = atLevel(() => bodyAt(photo!.picture, currentBody(), level));
    return reportTextured(body.textured, body);
  },

  async measure(height) {
    return measure(currentBody(), height === undefined ? {} : { height });
  },

  async write(input) {
    return write(currentBody(), input);
  },

  async compare({ network, height }, context) {
    const of = currentBody();
    const made = await secondBody(photo!.picture, { first: of, network, height }, context);
    second = { of, body: made.body };
    return made.report;
  },

  async score(input, context) {
    const first = currentBody();
    return scoreBodies({ first, second: second?.of === first ? second.body : undefined }, input, context);
  },
};

/**
 * Runs a step at a level of the slider. Converts the error `bad-argument`, which here can only mean that no probability
 * exceeds the level, to a `Problem`.
 */
function atLevel<T>(step: () => T): T {
  try {
    return step();
  } catch (cause) {
    if (!(cause instanceof VolumetricError) || cause.code !== 'bad-argument') throw cause;
    throw new Problem('At this level there is no surface.', 'Choose a lower level.', { cause });
  }
}

/** Measures the seconds of consecutive steps. */
function stopwatch(): { begin(step: Step): void; end(): Record<string, number> } {
  const seconds: Record<string, number> = {};
  let [current, since] = ['', performance.now()];
  const close = (): void => {
    const now = performance.now();
    if (current !== '') seconds[current] = (seconds[current] ?? 0) + (now - since) / 1000;
    since = now;
  };
  return {
    begin(step) {
      close();
      current = step;
    },
    end() {
      close();
      return seconds;
    },
  };
}
