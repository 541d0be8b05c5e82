import type { BitReader } from './bit-reader.js'

/** What the fixed predictors say from the samples before, the newest first (RFC 9639, section 9.2.5). */
const fixedPredictors: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]]

/**
 * The samples of one channel of a frame (RFC 9639, section 9.2): constant, as they are, or the rest that a predictor
 * leaves. Throws a RangeError for what no coder writes.
 */
export function readFlacSubframe(reader: BitReader, samples: number, bits: number): number[] {
  if (reader.read(1) !== 0) throw new RangeError('a channel does not begin where it should')
  const type = reader.read(6)
  const wasted = reader.read(1) === 1 ? reader.readUnary() + 1 : 0
  const width = bits - wasted
  if (width < 1) throw new RangeError('a channel has no bits')
  const values = readSamples(reader, type, samples, width)
  return wasted === 0 ? values : values.map((value) => value * 2 ** wasted)
}

function readSamples(reader: BitReader, type: number, samples: number, width: number): number[] {
  if (type === 0) return new Array<number>(samples).fill(reader.readSigned(width))
  if (type === 1) return Array.from({ length: samples }, () => reader.readSigned(width))
  if (type >= 8 && type <= 12) {
    const predictor = fixedPredictors[type - 8]!
    const values = readWarmUp(reader, predictor.length, samples, width)
    return predict(values, readResidual(reader, samples, predictor.length), predictor, 0)
  }
  if (type < 32) throw new RangeError('a channel is of an unknown kind')
  const order = type - 31
  const values = readWarmUp(reader, order, samples, width)
  const precision = reader.read(4) + 1
  if (precision === 16) throw new RangeError('a predictor has no precision')
  const shift = reader.readSigned(5)
  if (shift < 0) throw new RangeError('a predictor shifts to the wrong side')
  const predictor = Array.from({ length: order }, () => reader.readSigned(precision))
  return predict(values, readResidual(reader, samples, order), predictor, shift)
}

function readWarmUp(reader: BitReader, order: number, samples: number, width: number): number[] {
  if (order > samples) throw new RangeError('a predictor needs more samples than there are')
  return Array.from({ length: order }, () => reader.readSigned(width))
}

/** Sums stay below 2^53: 25 bits of a sample, 15 of a coefficient, 32 of them. */
function predict(
  values: number[],
  residual: readonly number[],
  predictor: readonly number[],
  shift: number,
): number[] {
  const scale = 2 ** shift
  for (const rest of residual) {
    let sum = 0
    for (const [back, factor] of predictor.entries()) sum += factor * values[values.length - 1 - back]!
    values.push(Math.floor(sum / scale) + rest)
  }
  return values
}

/** Section 9.2.7: partitions with a Rice parameter each, or, after an escape, numbers of fixed width. */
function readResidual(reader: BitReader, samples: number, order: number): number[] {
  const method = reader.read(2)
  if (method > 1) throw new RangeError('a residual is of an unknown kind')
  const parameterBits = method === 0 ? 4 : 5
  const escape = 2 ** parameterBits - 1
  const partitions = 2 ** reader.read(4)
  const size = samples / partitions
  if (!Number.isInteger(size) || size < order) throw new RangeError('a residual is parted unevenly')
  const residual: number[] = []
  for (let partition = 0; partition < partitions; partition++) {
    const count = partition === 0 ? size - order : size
    const parameter = reader.read(parameterBits)
    const width = parameter === escape ? reader.read(5) : null
    for (let at = 0; at < count; at++)
      residual.push(width === null ? readRice(reader, parameter) : width === 0 ? 0 : reader.readSigned(width))
  }
  return residual
}

/** Even numbers are the positive ones. */
function readRice(reader: BitReader, parameter: number): number {
  const folded = reader.readUnary() * 2 ** parameter + reader.read(parameter)
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
}
