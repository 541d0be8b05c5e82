import { createProceduralSoundProvider } from '../../../adapters/procedural/sound/procedural-sound-provider.js'
import { readWav } from '../../../core/audio/wav.js'
import { sampleCount, type Sound } from '../../../core/audio/sound.js'
import type { SoundRequest } from '../../../core/generation/sound-request.js'
import type { SoundSpec } from '../../../core/spec/asset-spec.schema.js'

export const effectSpec: SoundSpec = {
  durationMs: { min: 40, max: 3_000 },
  loop: false,
  formats: ['ogg'],
  peakDb: -1,
  trimBelowDb: -40,
}

export const seedA = '0123456789abcdef'
export const seedB = 'fedcba9876543210'

export function buildRequest(prompt: string, more: Partial<SoundRequest> = {}): SoundRequest {
  return { prompt, negative: '', assetType: 'sfx', sound: effectSpec, seed: seedA, ...more }
}

const provider = createProceduralSoundProvider()

export async function renderBytes(request: SoundRequest): Promise<Uint8Array> {
  return (await provider.render(request, 1, new AbortController().signal)).wav
}

export async function renderPrompt(prompt: string, more: Partial<SoundRequest> = {}): Promise<Sound> {
  return readWav(await renderBytes(buildRequest(prompt, more)))
}

/** Where the energy lies, hertz: the root mean square of the spectrum's frequencies, from the steps between samples. */
export function brightnessHz(sound: Sound): number {
  const samples = sound.channels[0]!
  let [steps, squares] = [0, 0]
  for (let at = 1; at < samples.length; at++) {
    steps += (samples[at]! - samples[at - 1]!) ** 2
    squares += samples[at]! ** 2
  }
  return (Math.sqrt(steps / squares) * sound.sampleRateHz) / (2 * Math.PI)
}

/** Root mean squares of `count` equal parts. */
export function envelope(sound: Sound, count: number): number[] {
  const samples = sound.channels[0]!
  const width = Math.max(1, Math.floor(sampleCount(sound) / count))
  return Array.from({ length: count }, (_, part) => {
    const piece = samples.subarray(part * width, (part + 1) * width)
    return Math.sqrt(piece.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, piece.length))
  })
}

/** How often a second the sound gets suddenly louder. */
export function onsetsPerSecond(sound: Sound): number {
  const seconds = sampleCount(sound) / sound.sampleRateHz
  const parts = envelope(sound, Math.round(seconds / 0.02))
  const most = Math.max(...parts)
  const onsets = parts.filter((part, at) => at > 0 && part > parts[at - 1]! * 1.35 && part > most * 0.2)
  return onsets.length / seconds
}
