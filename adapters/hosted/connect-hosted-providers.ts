import type { SoundCodec } from '../../core/audio/sound-ports.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { PriceTable } from '../../core/generation/price-table.schema.js'
import type { SoundProvider } from '../../core/generation/sound-request.js'
import type { ImageCodec } from '../../core/ports.js'
import { createAutomatic1111Provider } from '../automatic1111/automatic1111-provider.js'
import { homePaths } from '../config/home-folder.js'
import type { Config } from '../config/load-config.js'
import { readSecret } from '../config/secret-file.js'
import { createElevenLabsProvider } from '../elevenlabs/elevenlabs-provider.js'
import { keepSecret } from '../log/redact-secrets.js'
import { createOpenAiImagesProvider } from '../openai-images/openai-images-provider.js'

export interface HostedProviders {
  readonly images: readonly ImageProvider[]
  readonly sounds: readonly SoundProvider[]
  close(): Promise<void>
}

type HostedSettings = Pick<Config, 'hosted' | 'homeDir' | 'gpuHourMicros'>

/**
 * The services that are configured, with the keys of the environment or of the home's files; from then on no log line shows
 * a key. Nothing is asked of them yet. Throws InvalidInput for an empty key file.
 */
export async function connectHostedProviders(
  { hosted, homeDir, gpuHourMicros }: HostedSettings,
  {
    codec,
    soundCodec,
    prices,
  }: { readonly codec: ImageCodec; readonly soundCodec: SoundCodec; readonly prices: PriceTable },
): Promise<HostedProviders> {
  const { automatic1111, openAiImages, elevenLabs, timeoutMs } = hosted
  const { openAiImagesKeyFile, elevenLabsKeyFile } = homePaths(homeDir)
  const images = [
    ...(automatic1111
      ? [createAutomatic1111Provider({ ...automatic1111, timeoutMs, gpuHourMicros, codec })]
      : []),
    ...(openAiImages
      ? [
          createOpenAiImagesProvider({
            ...{ ...openAiImages, timeoutMs, prices, codec },
            apiKey: await keyOf(openAiImages.apiKey, openAiImagesKeyFile),
          }),
        ]
      : []),
  ]
  const sounds = elevenLabs
    ? [
        createElevenLabsProvider({
          ...{ ...elevenLabs, timeoutMs, prices, soundCodec },
          apiKey: await keyOf(elevenLabs.apiKey, elevenLabsKeyFile),
        }),
      ]
    : []
  return {
    ...{ images, sounds },
    close: async () => {
      await Promise.all([...images, ...sounds].map(async (provider) => await provider.close()))
    },
  }
}

async function keyOf(fromEnvironment: string | null, file: string): Promise<string | null> {
  const key = fromEnvironment ?? (await readSecret(file))
  keepSecret(key)
  return key
}
