import type { Sound } from '../../../core/audio/sound.js'

/** A sine; `level` is its amplitude, `phase` in degrees. */
export function sine(
  hz: number,
  seconds: number,
  level: number,
  more: { readonly sampleRateHz?: number; readonly channels?: number; readonly phase?: number } = {},
): Sound {
  const { sampleRateHz = 48_000, channels = 1, phase = 0 } = more
  const samples = Float32Array.from(
    { length: Math.round(seconds * sampleRateHz) },
    (_, at) => level * Math.sin((2 * Math.PI * hz * at) / sampleRateHz + (phase * Math.PI) / 180),
  )
  return { sampleRateHz, channels: Array.from({ length: channels }, () => samples.slice()) }
}

/** Even white noise between -level and level, the same for the same seed. */
export function noise(seconds: number, level: number, seed = 1, sampleRateHz = 48_000): Sound {
  let state = seed >>> 0 || 1
  const samples = Float32Array.from({ length: Math.round(seconds * sampleRateHz) }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return level * (state / 0x8000_0000)
  })
  return { sampleRateHz, channels: [samples] }
}

export function silence(seconds: number, sampleRateHz = 48_000): Sound {
  return { sampleRateHz, channels: [new Float32Array(Math.round(seconds * sampleRateHz))] }
}

/** Sounds of one sample rate and number of channels one after the other. */
export function join(...sounds: readonly Sound[]): Sound {
  const first = sounds[0]!
  return {
    sampleRateHz: first.sampleRateHz,
    channels: first.channels.map((_, channel) => {
      const out = new Float32Array(sounds.reduce((sum, sound) => sum + sound.channels[channel]!.length, 0))
      let at = 0
      for (const sound of sounds) {
        out.set(sound.channels[channel]!, at)
        at += sound.channels[channel]!.length
      }
      return out
    }),
  }
}

/** A blow: noise that dies away over `seconds`. */
export function blow(seconds: number, level: number, seed = 1, sampleRateHz = 48_000): Sound {
  const sound = noise(seconds, level, seed, sampleRateHz)
  const samples = sound.channels[0]!
  samples.forEach((sample, at) => (samples[at] = sample * (1 - at / samples.length) ** 3))
  return sound
}
