import type { MixEffects } from './layer.js'

/**
 * The mix through its effects, in this order: drive, crush, high and low pass, echo, reverb. Returns samples of the same
 * length: the caller leaves room for tails (`effectTailSeconds`).
 */
export function applyEffects(mix: Float32Array, effects: MixEffects, sampleRateHz: number): Float32Array {
  let out = mix
  const { drive, crush, highPassHz, lowPassHz, echo, reverb } = effects
  if (drive !== undefined) out = saturate(out, drive)
  if (crush !== undefined) out = coarsen(out, crush.bits, crush.hold)
  if (highPassHz !== undefined) out = onePole(out, highPassHz, sampleRateHz, 'high')
  if (lowPassHz !== undefined) {
    // Two in a row: one alone falls so gently that nothing sounds muffled.
    out = onePole(out, lowPassHz, sampleRateHz, 'low')
    out = onePole(out, lowPassHz, sampleRateHz, 'low')
  }
  if (echo !== undefined) out = addEcho(out, Math.round(echo.seconds * sampleRateHz), echo.feedback, echo.mix)
  if (reverb !== undefined && reverb.mix > 0) out = addReverb(out, reverb.seconds, reverb.mix, sampleRateHz)
  return out
}

/** How long effects sound on after the last layer, until they are 60 dB down. */
export function effectTailSeconds({ echo, reverb }: MixEffects): number {
  const echoes = echo === undefined ? 0 : echo.seconds * Math.ceil(Math.log(0.001) / Math.log(echo.feedback))
  return Math.min(6, Math.max(echoes, reverb === undefined || reverb.mix === 0 ? 0 : reverb.seconds))
}

function saturate(mix: Float32Array, drive: number): Float32Array {
  let peak = 1e-9
  for (const sample of mix) peak = Math.max(peak, Math.abs(sample))
  const scale = (1 + drive) / peak
  const norm = Math.tanh(1 + drive)
  return mix.map((sample) => Math.tanh(sample * scale) / norm)
}

function coarsen(mix: Float32Array, bits: number, hold: number): Float32Array {
  const steps = 2 ** (bits - 1)
  let peak = 1e-9
  for (const sample of mix) peak = Math.max(peak, Math.abs(sample))
  const out = new Float32Array(mix.length)
  for (let at = 0; at < mix.length; at++)
    out[at] = (Math.round((mix[at - (at % hold)]! / peak) * steps) / steps) * peak
  return out
}

function onePole(mix: Float32Array, hz: number, sampleRateHz: number, kind: 'low' | 'high'): Float32Array {
  const share = 1 - Math.exp((-2 * Math.PI * Math.min(hz, sampleRateHz * 0.45)) / sampleRateHz)
  const out = new Float32Array(mix.length)
  let low = 0
  for (let at = 0; at < mix.length; at++) {
    low += share * (mix[at]! - low)
    out[at] = kind === 'low' ? low : mix[at]! - low
  }
  return out
}

function addEcho(mix: Float32Array, delay: number, feedback: number, share: number): Float32Array {
  const line = new Float32Array(mix.length)
  const out = mix.slice()
  for (let at = delay; at < mix.length; at++) {
    line[at] = mix[at - delay]! + feedback * line[at - delay]!
    out[at]! += share * line[at]!
  }
  return out
}

/** Delays of the parallel combs and the all-passes behind them, seconds (after Schroeder, 1962). */
const combSeconds = [0.0297, 0.0371, 0.0411, 0.0437]
const allPassSeconds = [0.005, 0.0017]

function addReverb(mix: Float32Array, seconds: number, share: number, sampleRateHz: number): Float32Array {
  let wet = new Float32Array(mix.length)
  for (const delaySeconds of combSeconds) {
    const delay = Math.round(delaySeconds * sampleRateHz)
    const feedback = 0.001 ** (delaySeconds / seconds)
    const line = new Float32Array(mix.length)
    let damped = 0
    for (let at = 0; at < mix.length; at++) {
      const back = at >= delay ? line[at - delay]! : 0
      // Walls take the high parts first.
      damped += 0.6 * (back - damped)
      line[at] = mix[at]! + feedback * damped
      wet[at]! += back / combSeconds.length
    }
  }
  for (const delaySeconds of allPassSeconds) {
    const delay = Math.round(delaySeconds * sampleRateHz)
    const line = new Float32Array(mix.length)
    const out = new Float32Array(mix.length)
    for (let at = 0; at < mix.length; at++) {
      const back = at >= delay ? line[at - delay]! : 0
      line[at] = wet[at]! + 0.7 * back
      out[at] = back - 0.7 * line[at]!
    }
    wet = out
  }
  return mix.map((sample, at) => sample + share * wet[at]!)
}
