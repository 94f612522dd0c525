// Makes the body of a second network, from the same landmarks and mask as the first.
import { loadVRN, type VRN } from '@vrn/model';
import { loadPretrained } from '@vrn/pretrained';
import { type Body, measure, type Picture, reconstruct } from '@vrn/reconstruct';
import { VolumetricError } from '@vrn/voxel';
import type { CompareInput, NetworkSource, SecondBodyReport } from '../../protocol/calls.js';
import { Problem } from '../../protocol/problem.js';
import { reportTextured } from '../bodyReport.js';
import { type CallContext, pause } from '../callContext.js';
import { agreementOf } from './agreement.js';

/**
 * Makes the body, and disposes the network.
 *
 * @param picture  the photograph of the first body.
 * @throws {Problem} for files that hold no network, and for networks that cannot be downloaded, whose input is not
 * square, or that predict no body.
 */
export async function secondBody(
  picture: Picture,
  { first, network: source, height }: CompareInput & { readonly first: Body },
  { signal, onProgress }: CallContext,
): Promise<{ readonly body: Body; readonly report: SecondBodyReport }> {
  const bytes = await weightsOf(source, { signal, onProgress });
  await pause(signal);
  const network = load(source, bytes);
  try {
    const began = performance.now();
    const { landmarks, mask, square } = first;
    const body = await reconstruct(picture, {
      ...{ network, landmarks, mask, square, signal },
      onStep: (step) => onProgress({ step }),
    });
    const seconds = (performance.now() - began) / 1000;
    onProgress({ step: 'agreement' });
    await pause(signal);
    const { signs, warnings } = body.facts;
    const surface = await reportTextured(body.textured, body);
    const agreement = agreementOf(first.mesh, body.mesh, measure(first, height === undefined ? {} : { height }).scale);
    return { body, report: { surface, seconds, signs, warnings, agreement } };
  } catch (cause) {
    if (!(cause instanceof VolumetricError) || cause.code !== 'no-person') throw cause;
    throw new Problem('This network predicts no body here.', 'Try another one.', { cause });
  } finally {
    network.dispose();
  }
}

async function weightsOf(source: NetworkSource, { signal, onProgress }: CallContext): Promise<Uint8Array> {
  if (typeof source !== 'string') return new Uint8Array(await source.arrayBuffer());
  const tell = (loaded: number, total: number): void => onProgress({ step: 'download', loaded, total });
  const loading = loadPretrained(source, { signal, onProgress: tell });
  return (
    await loading.catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new Problem('The network could not be downloaded.', 'Check the connection and try again.', { cause });
    })
  ).weights;
}

function load(source: NetworkSource, bytes: Uint8Array): VRN {
  const name = typeof source === 'string' ? source : source.name;
  let network: VRN | undefined;
  try {
    network = loadVRN(bytes);
  } catch (cause) {
    if (!(cause instanceof VolumetricError)) throw cause;
    throw new Problem(`${name} holds no network of this kind.`, 'Use a .safetensors file that `vrn train` wrote.', {
      cause,
    });
  }
  const [rows, columns] = network.inputShape;
  if (rows === columns) return network;
  network.dispose();
  throw new Problem(`The input of ${name} is ${rows} × ${columns}.`, 'Use a network whose input is square.');
}
