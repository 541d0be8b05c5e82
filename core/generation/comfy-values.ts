import { graphSeed } from '../graphs/bind-graph.js'
import type { GraphValues } from '../graphs/check-graph-values.js'
import type { GraphInput } from '../graphs/graph-bindings.schema.js'
import type { GraphTemplate } from '../graphs/graph-template.js'
import type { GenerationRoute } from './generation-route.js'
import { frameWords, hostedPrompt, plainWords } from './hosted-prompt.js'
import { phrasesOf, unsaidPhrases } from './model-prompt.js'
import type { PaintRequest } from './paint-request.js'
import type { SoundRequest } from './sound-request.js'

/** Full effort adds half of the steps. */
const effortShare = 0.5
const stepsMax = 150

/** Names of pictures that were put among the inputs of the server. */
export interface UploadedPictures {
  readonly image?: string
  readonly mask?: string
  /** One for each frame. */
  readonly poses?: readonly string[]
}

/** What an input is given, or what it has by itself: a whole number of pixels; null = the graph has no such input. */
export function graphSizeOf(
  { values = {} }: Pick<GenerationRoute, 'values'>,
  { bindings }: GraphTemplate,
): { readonly width: number; readonly height: number } | null {
  const side = (name: 'width' | 'height') => {
    const input = bindings.inputs[name]
    const value =
      input === undefined ? undefined : (values[name] ?? ('default' in input ? input.default : undefined))
    return typeof value === 'number' ? value : null
  }
  const width = side('width')
  const height = side('height')
  return width === null || height === null ? null : { width, height }
}

/**
 * What a graph is told to paint a request: the words with a plain background where one is cut away later, the seed, the
 * size of a delivered frame, what follows from the models, and the pictures that it begins from. Only inputs that the
 * graph has. Content only.
 */
export function paintValues(
  request: PaintRequest,
  route: GenerationRoute,
  template: GraphTemplate,
  pictures: UploadedPictures = {},
): GraphValues {
  const { generatedSize, negative, seed, frames, adjust } = request
  const prompt = hostedPrompt(request, { saysNegative: false, deliversAlpha: false })
  const words = [
    ...unsaidPhrases(route.words ?? [], phrasesOf(prompt)),
    weighted(prompt, adjust?.promptWeight),
    ...(adjust?.parameters?.margin === undefined ? [] : ['wide empty margin on all sides']),
    ...(adjust?.parameters?.simplicity === undefined ? [] : ['few large simple shapes']),
  ].join(', ')
  const perFrame = frames?.map((frame) => `${words}, ${frameWords(frame)}`)
  const modelSeed = graphSeed(seed)
  return known(template, {
    ...modelValues(route, adjust?.parameters?.effort),
    ...{ positive: words, negative: plainWords(negative), seed: modelSeed },
    ...{ outWidth: generatedSize.width, outHeight: generatedSize.height },
    ...(perFrame === undefined ? {} : { framePositive: perFrame, frameSeeds: perFrame.map(() => modelSeed) }),
    ...{ ...pictures, ...strengthOf(request, template) },
  })
}

/** How much of its source a picture keeps is told to a sampler, how much a reference counts to its adapter. */
function strengthOf({ source }: PaintRequest, { bindings }: GraphTemplate): GraphValues {
  if (source?.strength === undefined) return {}
  const name = source.use === 'reference' ? 'strength' : 'denoise'
  const input: GraphInput | undefined = bindings.inputs[name]
  if (input?.kind !== 'number') return {}
  return { [name]: Math.min(input.max, Math.max(input.min, source.strength)) }
}

/** The same for a sound; longer than the longest wished for is never asked. */
export function soundValues(
  request: SoundRequest,
  route: GenerationRoute,
  template: GraphTemplate,
): GraphValues {
  const { prompt, negative, seed, sound, adjust } = request
  const said = phrasesOf(plainWords(prompt))
  const seconds = template.bindings.inputs['seconds']
  const least = seconds?.kind === 'number' ? seconds.min : 0
  const most = seconds?.kind === 'number' ? seconds.max : Infinity
  return known(template, {
    ...modelValues(route, adjust?.parameters?.effort),
    positive: weighted([...unsaidPhrases(route.words ?? [], said), ...said].join(', '), adjust?.promptWeight),
    ...{ negative: plainWords(negative), seed: graphSeed(seed) },
    seconds: Math.min(most, Math.max(least, sound.durationMs.max / 1000)),
  })
}

function modelValues({ models, values = {} }: GenerationRoute, effort = 0): GraphValues {
  const { steps } = values
  return {
    ...(models === undefined ? {} : { checkpoint: models.checkpoint }),
    ...values,
    ...(typeof steps === 'number' && effort > 0
      ? { steps: Math.min(stepsMax, Math.round(steps * (1 + effort * effortShare))) }
      : {}),
  }
}

/** `(words:1.2)`, as ComfyUI reads it. */
function weighted(words: string, weight: number | undefined): string {
  return weight === undefined || weight === 1 ? words : `(${words}:${weight.toFixed(2)})`
}

function known({ bindings }: GraphTemplate, values: GraphValues): GraphValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(bindings.inputs, name)))
}
