import { AssetloomError } from '../../core/errors.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { SoundProvider } from '../../core/generation/sound-request.js'
import type { Log } from '../../core/log.js'
import type { ObjectStore } from '../../core/ports.js'
import type { StoreOperation, WorkMeter } from '../../core/work-meter.js'
import { traceWork } from '../tracing/trace-work.js'

interface Observers {
  readonly meter: WorkMeter
  readonly log: Log
}

/** `store` with a measurement, a span and, where it refuses, a line for every call. */
export function observeStore(store: ObjectStore, { meter, log }: Observers): ObjectStore {
  const observed = async <Result>(
    operation: StoreOperation,
    attributes: Readonly<Record<string, string | number>>,
    work: () => Promise<Result>,
    sizeOf: (result: Result) => number,
  ): Promise<Result> => {
    const startedMs = performance.now()
    try {
      const result = await traceWork(`store ${operation}`, attributes, work)
      meter.observeStore(operation, (performance.now() - startedMs) / 1000, sizeOf(result))
      return result
    } catch (error) {
      const type = typeOf(error)
      meter.countStoreFailure(operation, type)
      const { message, hint } = error as { message?: string; hint?: string }
      log('warn', `object store: ${message ?? String(error)}`, { operation, type, hint, ...attributes })
      throw error
    }
  }
  return {
    put: (bytes) =>
      observed(
        'put',
        { sizeBytes: bytes.length },
        () => store.put(bytes),
        () => bytes.length,
      ),
    get: (sha256) =>
      observed(
        'get',
        { sha256 },
        () => store.get(sha256),
        (bytes) => bytes.length,
      ),
    has: (sha256) =>
      observed(
        'has',
        { sha256 },
        () => store.has(sha256),
        () => 0,
      ),
  }
}

/** `provider` with a measurement and a span for every picture. */
export function observeProvider(provider: ImageProvider, { meter }: Pick<Observers, 'meter'>): ImageProvider {
  const { name, version } = provider
  return {
    ...provider,
    paint: (request, attempt, signal, context) =>
      observeMaking(meter, { name, version, attempt }, () =>
        provider.paint(request, attempt, signal, context),
      ),
  }
}

/** The same for every sound; sounds count as paints of their provider. */
export function observeSoundProvider(
  provider: SoundProvider,
  { meter }: Pick<Observers, 'meter'>,
): SoundProvider {
  const { name, version } = provider
  return {
    ...provider,
    render: (request, attempt, signal, context) =>
      observeMaking(meter, { name, version, attempt }, () =>
        provider.render(request, attempt, signal, context),
      ),
  }
}

async function observeMaking<Result>(
  meter: WorkMeter,
  { name, version, attempt }: { readonly name: string; readonly version: string; readonly attempt: number },
  work: () => Promise<Result>,
): Promise<Result> {
  const startedMs = performance.now()
  try {
    const made = await traceWork(`paint ${name}`, { provider: name, version, attempt }, work)
    meter.observePaint(name, (performance.now() - startedMs) / 1000)
    return made
  } catch (error) {
    meter.countPaintFailure(name, typeOf(error))
    throw error
  }
}

function typeOf(error: unknown): string {
  return error instanceof AssetloomError ? error.type : 'Unexpected'
}
