import type { PaintRequest } from './paint-request.js'
import { modelPrompt } from './model-prompt.js'

/** Markup by which a prompt would load models of the server: models are chosen by the spec, where their licence is seen. */
const loadsModels = /<\s*(lora|lyco|hypernet)\s*:[^>]*>/gi

/** A user's words without markup that a server would act on. */
export function plainWords(words: string): string {
  return words.replace(loadsModels, ' ').replace(/\s+/g, ' ').trim()
}

/** The words for one frame of several: what it is and where in its movement it stands. */
export function frameWords({
  name,
  animation,
  index,
  count,
}: NonNullable<PaintRequest['frames']>[number]): string {
  if (animation === null) return `${name.replaceAll('-', ' ')} state`
  return `${animation.replaceAll('-', ' ')} animation, frame ${index + 1} of ${count}`
}

export interface PromptOptions {
  /** The service takes no negative prompt: what is not wanted is said in words. */
  readonly saysNegative: boolean
  /** Clear pixels come from the service itself. */
  readonly deliversAlpha: boolean
}

/**
 * The whole prompt of a hosted or local diffusion service: document B's template, what the picture is for, and a background
 * that can be removed where clear pixels do not come by themselves. Content only.
 */
export function hostedPrompt(request: PaintRequest, { saysNegative, deliversAlpha }: PromptOptions): string {
  const words = modelPrompt(plainWords(request.prompt), request.assetType)
  const isCut = request.background === 'transparent'
  const negative = plainWords(request.negative)
  return [
    words,
    ...(request.seamless ? ['seamless texture that continues at every edge'] : []),
    ...(isCut && !request.seamless ? ['one subject, centred, whole, with a margin around it'] : []),
    ...(isCut && !deliversAlpha ? ['on a plain flat background of one colour, no shadow on it'] : []),
    ...(request.palette.length > 0 ? [`colours: ${request.palette.slice(0, 16).join(' ')}`] : []),
    ...(saysNegative && negative !== '' ? [`without: ${negative}`] : []),
  ].join(', ')
}
