// Records one turn of the body as a video.
import type { Viewer } from './viewer.js';

const SECONDS = 6;
const FRAMES_PER_SECOND = 30;

/** MIME types of videos, best first. */
const KINDS = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4'] as const;

/** Returns the MIME type of the best video that this browser records; undefined if it records none. */
export const videoKind = (): string | undefined =>
  typeof MediaRecorder === 'undefined' || !('captureStream' in HTMLCanvasElement.prototype)
    ? undefined
    : KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));

/** Returns the ending of a file with a MIME type of `videoKind`, without the dot. */
export const videoEnding = (kind: string): string => (kind.startsWith('video/mp4') ? 'mp4' : 'webm');

/**
 * Records one turn of the body about the vertical axis, in real time.
 *
 * @param kind        MIME type, from `videoKind`.
 * @param onProgress  called with the share of the turn that is recorded, 0..1.
 * @param signal      stops the recording when it is aborted; its reason is then thrown.
 */
export async function recordTurn(
  viewer: Viewer,
  { kind, onProgress, signal }: { kind: string; onProgress: (share: number) => void; signal: AbortSignal },
): Promise<Blob> {
  const recorder = new MediaRecorder(viewer.canvas.captureStream(FRAMES_PER_SECOND), { mimeType: kind });
  const chunks: Blob[] = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  const done = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  recorder.start();
  const began = performance.now();
  await new Promise<void>((resolve) => {
    const step = (): void => {
      const share = (performance.now() - began) / 1000 / SECONDS;
      if (share >= 1 || signal.aborted) {
        resolve();
        return;
      }
      viewer.turn(2 * Math.PI * share);
      onProgress(share);
      requestAnimationFrame(step);
    };
    step();
  });
  recorder.stop();
  await done;
  viewer.turn(null);
  signal.throwIfAborted();
  return new Blob(chunks, { type: kind });
}
