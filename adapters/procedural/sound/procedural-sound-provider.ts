import { durationMsOf } from '../../../core/audio/sound.js'
import { writeWav } from '../../../core/audio/wav.js'
import type { RenderedSound, SoundProvider, SoundRequest } from '../../../core/generation/sound-request.js'
import { readFaultWords, sufferFaults } from '../fault-words.js'
import { renderMusic } from './music/render-music.js'
import { renderEffect } from './render-effect.js'

/** Changes whenever the same request may give other bytes: it is part of the cache key. */
export const proceduralSoundVersion = 'procedural-sound/1'

export interface ProceduralSoundProviderOptions {
  /** Honours the fault words of fault-words.ts; off unless asked for, so that no user's prompt can trip them. */
  readonly faults?: boolean
}

/**
 * The built-in synthesiser: retro sound effects and short music by rules, without a GPU, a model or an account; 44,100 Hz,
 * one channel. Its sounds are placeholders and say so. The same request gives the same bytes on one build of Node and one
 * kind of processor: sine and power functions may differ in their last bit elsewhere, which rounding to 16 bits hides
 * nearly always but not by law.
 */
export function createProceduralSoundProvider(options: ProceduralSoundProviderOptions = {}): SoundProvider {
  return {
    name: 'procedural',
    version: proceduralSoundVersion,
    async render(request, attempt, signal): Promise<RenderedSound> {
      signal.throwIfAborted()
      const read = options.faults === true ? readFaultWords(request.prompt) : null
      if (read !== null) await sufferFaults(read.faults, attempt, signal)
      const sound = renderSound(read === null ? request : { ...request, prompt: read.prompt })
      if (read?.faults.empty === true) sound.channels.forEach((channel) => channel.fill(0))
      // A sound that is cut off ends in the middle of it, with a click.
      const wav = writeWav(
        read?.faults.cutOff === true
          ? { ...sound, channels: sound.channels.map((channel) => channel.slice(0, channel.length / 3)) }
          : sound,
      )
      signal.throwIfAborted()
      return { wav, durationMs: Math.round(durationMsOf(sound)), placeholder: true }
    },
  }
}

function renderSound(request: SoundRequest): ReturnType<typeof renderEffect> {
  return request.assetType === 'music' ? renderMusic(request) : renderEffect(request)
}
