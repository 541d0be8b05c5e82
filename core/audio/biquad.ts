/** Coefficients of a second-order filter with a0 = 1. */
export interface Biquad {
  readonly b0: number
  readonly b1: number
  readonly b2: number
  readonly a1: number
  readonly a2: number
}

/** The channel through the filter, from rest (transposed direct form II). */
export function filterChannel(channel: Float32Array, filter: Biquad): Float32Array {
  const { b0, b1, b2, a1, a2 } = filter
  const out = new Float32Array(channel.length)
  let z1 = 0
  let z2 = 0
  for (let index = 0; index < channel.length; index++) {
    const x = channel[index]!
    const y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    out[index] = y
  }
  return out
}

/**
 * The two filters of K-weighting for a sample rate. ITU-R BS.1770-4, annex 1, gives their coefficients for 48 kHz only;
 * here they come from the analogue prototypes behind those tables, so that other rates measure the same.
 */
export function kWeighting(sampleRateHz: number): readonly [shelf: Biquad, highPass: Biquad] {
  const shelfK = Math.tan((Math.PI * 1681.974450955533) / sampleRateHz)
  const shelfQ = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const shelfNorm = 1 + shelfK / shelfQ + shelfK * shelfK
  const passK = Math.tan((Math.PI * 38.13547087602444) / sampleRateHz)
  const passQ = 0.5003270373238773
  const passNorm = 1 + passK / passQ + passK * passK
  return [
    {
      b0: (high + (band * shelfK) / shelfQ + shelfK * shelfK) / shelfNorm,
      b1: (2 * (shelfK * shelfK - high)) / shelfNorm,
      b2: (high - (band * shelfK) / shelfQ + shelfK * shelfK) / shelfNorm,
      a1: (2 * (shelfK * shelfK - 1)) / shelfNorm,
      a2: (1 - shelfK / shelfQ + shelfK * shelfK) / shelfNorm,
    },
    {
      b0: 1,
      b1: -2,
      b2: 1,
      a1: (2 * (passK * passK - 1)) / passNorm,
      a2: (1 - passK / passQ + passK * passK) / passNorm,
    },
  ]
}
