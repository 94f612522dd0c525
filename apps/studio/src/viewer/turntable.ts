// Records one turn of the body as a video.
import type { Viewer } from './viewer.js';

const SECONDS = 6;
const FRAMES_PER_SECOND = 30;

/** Kinds of video, best first. */
const KINDS = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4'] as const;

/** Returns the kind of video that this browser records; undefined if it records none. */
export const videoKind = (): string | undefined =>
  typeof MediaRecorder === 'undefined' || !('captureStream' in HTMLCanvasElement.prototype)
    ? undefined
    : KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));

/** Ending of the file of a kind of video. */
export const videoEnding = (kind: string): string => (kind.startsWith('video/mp4') ? 'mp4' : 'webm');

/**
 * Records one turn.
 *
 * @param onProgress  called with the share that is recorded.
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
