import { AssetloomError } from '../core/errors.js'
import { cutoutJobIdOf } from '../core/generation/cutout-job-id.js'
import type { CutoutOutcome, CutoutPicture, CutoutRow } from '../core/generation/cutout-ports.js'
import type { CutoutRoute } from '../core/generation/cutout-route.js'
import type { MakingContext } from '../core/generation/paint-request.js'
import type { PixelPorts } from './activity-ports.js'
import type { MadeVariant, Making } from './choose-making.js'
import { currentAttempt } from './heartbeat.js'
import { isReadable } from './is-readable.js'

/** A server that a removal has to be restarted for is given so many attempts; then the colours decide. */
const restartsMax = 2

export interface CutoutMaking {
  readonly making: Making
  readonly signal: AbortSignal
  readonly context: MakingContext
  /** Stores bytes and gives their SHA-256. */
  readonly keep: (bytes: Uint8Array) => Promise<string>
}

/**
 * Makes a picture and, where its route says so, lets a model remove its background, as a job of its own: the picture is
 * kept first, so that an attempt after it does not make it again, whatever host that is on. Where the model cannot, the
 * picture comes as it is, with the reason: the colours decide when it is finished. Throws as `making.make`, and what may
 * pass (a server that is away, a lease that somebody has).
 */
export async function makeWithCutout(
  { catalogue: { cutouts }, store }: Pick<PixelPorts, 'catalogue' | 'store'>,
  input: CutoutMaking,
): Promise<MadeVariant> {
  const { making, signal, context } = input
  const route = context.route?.cutout
  const { remover } = making
  if (route === undefined || remover === undefined)
    return await making.make(currentAttempt(), signal, context)
  const jobId = cutoutJobIdOf(context.jobId)
  const known = await cutouts.find(jobId)
  const row =
    known !== null && (await isReadable(store, known.picture.sha256))
      ? known
      : await cutouts.begin({
          ...{ jobId, pictureJobId: context.jobId, costMicros: remover.reserveMicros },
          picture: await makePicture(input),
        })
  if (row.outcome !== null && (await isThere(store, row.outcome)))
    return await madeOf(store, row, row.outcome, route)
  const outcome = await removeIt(remover, await store.get(row.picture.sha256), { ...input, jobId }).catch(
    async (error: unknown) => {
      if (signal.aborted && context.cancels(signal.reason)) await cutouts.abandon(jobId)
      throw error
    },
  )
  const settled = await cutouts.settle({ jobId, ...outcome })
  // What was made again for bytes that were lost counts, and not the outcome that has lost them.
  return await madeOf(store, settled, row.outcome === null ? settled.outcome! : outcome.outcome, route)
}

async function makePicture({ making, signal, context, keep }: CutoutMaking): Promise<CutoutPicture> {
  const { bytes, ...rest } = await making.make(currentAttempt(), signal, context)
  return { ...rest, sha256: await keep(bytes) }
}

async function isThere(store: PixelPorts['store'], outcome: CutoutOutcome): Promise<boolean> {
  return 'refused' in outcome || (await isReadable(store, outcome.sha256))
}

async function removeIt(
  remover: NonNullable<Making['remover']>,
  png: Uint8Array,
  { jobId, signal, context, keep }: CutoutMaking & { readonly jobId: string },
): Promise<{ readonly outcome: CutoutOutcome; readonly costMicros: number }> {
  try {
    const cut = await remover.cutOut(png, signal, { ...context, jobId })
    const { costMicros } = cut
    const provenance = { ...cut.provenance, costMicros }
    return { outcome: { sha256: await keep(cut.png), provenance }, costMicros }
  } catch (error) {
    if (signal.aborted || !isFinal(error)) throw error
    return { outcome: { refused: error.message }, costMicros: 0 }
  }
}

/** Of the picture, the graph or the model; what may pass is tried again like the picture itself. */
function isFinal(error: unknown): error is AssetloomError {
  if (!(error instanceof AssetloomError)) return false
  if (error.type === 'InvalidInput') return true
  return (
    error.type === 'ProviderFailed' && (error.details['kind'] !== 'restart' || currentAttempt() > restartsMax)
  )
}

async function madeOf(
  store: PixelPorts['store'],
  { picture }: CutoutRow,
  outcome: CutoutOutcome,
  { graph, uses }: CutoutRoute,
): Promise<MadeVariant> {
  const { sha256, provenance, ...rest } = picture
  if ('refused' in outcome)
    return {
      ...rest,
      bytes: await store.get(sha256),
      provenance: { ...provenance, cutout: { graph, refused: outcome.refused } },
    }
  const models = [...(provenance?.models ?? []), ...uses]
  return {
    ...rest,
    bytes: await store.get(outcome.sha256),
    provenance: {
      ...provenance,
      ...(models.length === 0 ? {} : { models }),
      cutout: outcome.provenance,
    },
  }
}
