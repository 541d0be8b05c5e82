import { mapChannels, type Sound } from './sound.js'

/** The sound with raised-cosine fades at its ends; fades that would overlap share the sound's length. */
export function fadeSound(sound: Sound, fades: { readonly inMs: number; readonly outMs: number }): Sound {
  return mapChannels(sound, (channel) => {
    const toSamples = (ms: number): number => Math.round((ms / 1000) * sound.sampleRateHz)
    const asked = [toSamples(fades.inMs), toSamples(fades.outMs)] as const
    const share = Math.min(1, channel.length / Math.max(1, asked[0] + asked[1]))
    const [fadeIn, fadeOut] = [Math.floor(asked[0] * share), Math.floor(asked[1] * share)]
    const out = channel.slice()
    for (let at = 0; at < fadeIn; at++) out[at]! *= raisedCosine((at + 0.5) / fadeIn)
    for (let at = 0; at < fadeOut; at++) out[out.length - 1 - at]! *= raisedCosine((at + 0.5) / fadeOut)
    return out
  })
}

function raisedCosine(share: number): number {
  return 0.5 - 0.5 * Math.cos(Math.PI * share)
}
