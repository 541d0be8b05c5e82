import type { Adjustable } from '../generation/job-adjust.js'
import { didYouMean, listWords, nearestWord } from './nearest-word.js'

interface KnownProvider {
  readonly makes: 'image' | 'audio' | 'both'
  /** Other names that teams write. */
  readonly aliases: readonly string[]
  /** false: known by name, with nothing behind it in any set-up. */
  readonly isBuilt: boolean
  /** What of an adjustment it follows beside the seed; absent = nobody knows, so everything. */
  readonly takes?: Readonly<Record<'image' | 'audio', readonly Adjustable[]>>
}

/** Every provider that a spec may name. Which of them a machine has is another question. */
const providers: Readonly<Record<string, KnownProvider>> = {
  procedural: {
    makes: 'both',
    aliases: ['built-in', 'placeholder'],
    isBuilt: true,
    takes: { image: ['parameters'], audio: [] },
  },
  comfyui: {
    makes: 'both',
    aliases: ['comfy', 'stable-diffusion', 'stable-diffusion-xl', 'sdxl', 'sd', 'flux'],
    isBuilt: true,
  },
  automatic1111: { makes: 'image', aliases: ['a1111', 'sd-webui'], isBuilt: true },
  'openai-images': {
    makes: 'image',
    aliases: ['dalle', 'dall-e', 'dalle-2', 'dall-e-2', 'dalle-3', 'dall-e-3', 'openai', 'gpt-image-1'],
    isBuilt: true,
  },
  firefly: { makes: 'image', aliases: ['adobe-firefly'], isBuilt: false },
  elevenlabs: { makes: 'audio', aliases: ['eleven-labs'], isBuilt: true },
  bark: { makes: 'audio', aliases: ['suno-bark'], isBuilt: true },
  musicgen: { makes: 'audio', aliases: ['music-gen', 'audiogen'], isBuilt: true },
  'stable-audio': { makes: 'audio', aliases: ['stable-audio-open'], isBuilt: true },
}

const names = Object.keys(providers)
const nameOf: ReadonlyMap<string, string> = new Map(
  Object.entries(providers).flatMap(([name, { aliases }]) =>
    [name, ...aliases].map((written): [string, string] => [plain(written), name]),
  ),
)

export type ProviderAnswer = { readonly name: string } | { readonly message: string; readonly hint: string }

/** The provider that a name or alias stands for; case, `-`, `_`, dots and spaces do not matter. */
export function findProvider(written: string, makes: 'image' | 'audio'): ProviderAnswer {
  const name = nameOf.get(plain(written))
  if (name === undefined) {
    const near = nearestWord(written, [...nameOf.keys()])
    return {
      message: `unknown provider "${written}"`,
      hint: `${near === null ? didYouMean(written, names) : `Did you mean "${nameOf.get(near) ?? near}"? `}Known providers: ${listWords(names)}.`,
    }
  }
  const known = providers[name]
  if (known !== undefined && known.makes !== 'both' && known.makes !== makes) {
    const fitting = names.filter((one) => ['both', makes].includes(providers[one]?.makes ?? ''))
    return {
      message: `the provider ${name} makes no ${makes === 'image' ? 'pictures' : 'sounds'}`,
      hint: `Name one that does: ${listWords(fitting)}; or write type: ${known.makes}.`,
    }
  }
  return { name }
}

/** Whether a spec may name it; which of them a machine has is another question. */
export function knowsProvider(name: string): boolean {
  return Object.hasOwn(providers, name)
}

/** What of an adjustment a provider may follow, for pictures, for sounds, or for either. */
export function takesOf(name: string, makes?: 'image' | 'audio'): readonly Adjustable[] {
  const takes = knowsProvider(name) ? providers[name]?.takes : undefined
  if (takes === undefined) return ['promptWeight', 'parameters']
  return makes === undefined ? [...new Set([...takes.image, ...takes.audio])] : takes[makes]
}

export interface ProviderOrder {
  readonly written: string
  readonly name: string
}

export interface ChosenProvider {
  readonly provider: string
  /** Why it is another one than the first that was ordered; null when it is that one. */
  readonly because: string | null
}

/** The first ordered provider that is available; else `byDefault`, the one of the run. */
export function chooseProvider(
  orders: readonly ProviderOrder[],
  available: ReadonlySet<string>,
  byDefault: string,
): ChosenProvider {
  const missing: string[] = []
  for (const { name } of orders) {
    if (available.has(name)) {
      const because = missing.length === 0 ? null : `${missing.join(', and ')}: its fallback ${name} makes it`
      return { provider: name, because }
    }
    missing.push(
      providers[name]?.isBuilt === false ? `${name} is known but not built` : `${name} is not set up here`,
    )
  }
  const because = missing.length === 0 ? null : `${missing.join(', and ')}: ${byDefault} makes it`
  return { provider: byDefault, because }
}

function plain(written: string): string {
  return written.toLowerCase().replace(/[\s._-]+/g, '')
}
