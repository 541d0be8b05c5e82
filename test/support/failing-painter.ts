import { AssetloomError } from '../../core/errors.js'
import type { ImageProvider, PaintRequest } from '../../core/generation/paint-request.js'
import { deriveSeed } from '../../core/generation/variant-plan.js'
import type { ImageCodec } from '../../core/ports.js'
import type { Raster } from '../../core/raster/raster.js'

/** How the pictures of a spec's first rounds are bad. */
export interface Failing {
  readonly how: 'palette' | 'duplicates' | 'jitter' | 'throws'
  /** So many rounds from the first on; Infinity = it never succeeds. */
  readonly rounds: number
}

const roundsSeen = 20
const variantsSeen = 4
const foreign = ['#ff00ff', '#00ff00', '#00ffff', '#ff0000']

/**
 * A painter that fails on purpose: it paints as `painter` does, except that the first rounds of the specs in `plan` (by
 * key) are bad. It knows the round by its seed alone. `gate` is awaited before every picture.
 */
export function createFailingPainter(options: {
  readonly painter: ImageProvider
  readonly codec: ImageCodec
  readonly plan: Readonly<Record<string, Failing>>
  readonly runSeed: number
  readonly name?: string
  readonly costMicros?: number
  readonly gate?: (round: number) => Promise<void>
}): ImageProvider {
  const { painter, codec, plan, runSeed, costMicros, gate } = options
  const places = new Map<string, { round: number; failing: Failing }>()
  for (const [key, failing] of Object.entries(plan))
    for (let round = 1; round <= roundsSeen; round++)
      for (let index = 0; index < variantsSeen; index++)
        places.set(deriveSeed(runSeed, key, round, index), { round, failing })
  return {
    name: options.name ?? painter.name,
    version: painter.version,
    takes: ['promptWeight', 'parameters'],
    ...(costMicros === undefined ? {} : { costMicros }),
    async paint(request, attempt, signal) {
      const place = places.get(request.seed)
      await gate?.(place?.round ?? 0)
      const how = place !== undefined && place.round <= place.failing.rounds ? place.failing.how : null
      if (how === 'throws')
        throw new AssetloomError('ContentRejected', 'the words were refused', 'write other words')
      const asked = how === 'palette' ? { ...request, palette: foreign } : request
      const painted = await painter.paint(asked, attempt, signal)
      if (how !== 'duplicates' && how !== 'jitter') return painted
      const strip = await codec.decodePng(painted.png)
      return { ...painted, png: await codec.encodePng(disturbed(strip, request, how)) }
    },
  }
}

/** Every frame becomes the first one; or every second one is pushed aside by a third of its width. */
function disturbed(strip: Raster, request: PaintRequest, how: 'duplicates' | 'jitter'): Raster {
  const count = request.frames?.length ?? 1
  const width = strip.width / count
  const data = strip.data.slice()
  for (let frame = 1; frame < count; frame++)
    for (let y = 0; y < strip.height; y++)
      for (let x = 0; x < width; x++) {
        const aside = frame % 2 === 1 ? Math.ceil(width / 3) : 0
        const own = frame * width
        const from = how === 'duplicates' ? x : x + aside < width ? own + x + aside : own
        const row = y * strip.width
        data.set(strip.data.subarray((row + from) * 4, (row + from) * 4 + 4), (row + own + x) * 4)
      }
  return { ...strip, data }
}
