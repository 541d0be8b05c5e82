import type { Catalogue } from '../../core/catalogue.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { ObjectStore } from '../../core/ports.js'
import type { createCrashPoint } from './crash-point.js'

/** The ports of generateVariant, with a crash point before each of its three effects. */
export function crashingGeneration<
  Ports extends {
    readonly catalogue: Catalogue
    readonly store: ObjectStore
    readonly providers: ReadonlyMap<string, ImageProvider>
  },
>(ports: Ports, crashPoint: ReturnType<typeof createCrashPoint>): Ports {
  const { catalogue, store, providers } = ports
  const crashing = (provider: ImageProvider): ImageProvider => ({
    ...provider,
    async paint(request, attempt, signal, context) {
      crashPoint('before-paint')
      return await provider.paint(request, attempt, signal, context)
    },
  })
  return {
    ...ports,
    providers: new Map([...providers].map(([name, provider]) => [name, crashing(provider)])),
    store: {
      ...store,
      async put(bytes) {
        crashPoint('before-store')
        return await store.put(bytes)
      },
    },
    catalogue: {
      ...catalogue,
      generation: {
        ...catalogue.generation,
        async complete(input) {
          crashPoint('before-row')
          return await catalogue.generation.complete(input)
        },
      },
    },
  }
}
