import type { SoundSpec } from '../spec/asset-spec.schema.js'
import { loopObjection } from '../audio/loop-points.js'
import { saysLoop } from './fold-prompt.js'
import { quote, type SpecReport, type ValuePath } from './open-report.js'
import { amountExamples, parseAmount } from './parse-amount.js'
import type { SpecParameters } from './spec-file.schema.js'

export interface WrittenLoop {
  /** null = nothing says it. */
  readonly loop: boolean | null
  readonly loopMs?: NonNullable<SoundSpec['loopMs']>
  /** The value that names the end, or else the start; null where there are no points. */
  readonly path: ValuePath | null
}

const parametersPath = ['prompt', 'parameters']
const example = 'Write loop: {start: 1.5, end: 9.5} in seconds, or loop_start and loop_end.'

/**
 * Whether a sound loops, and between which points: `loop: true`, `loop: {start, end}`, `loop_start`, `loop_end`, or the
 * words of the prompt. Each contradiction is a problem.
 */
export function readLoop(
  parameters: SpecParameters | undefined,
  prompt: string,
  report: SpecReport,
): WrittenLoop {
  const { loop, loop_start, loop_end } = parameters ?? {}
  const isMap = typeof loop === 'object'
  const inMap = isMap ? [...parametersPath, 'loop'] : parametersPath
  const startPath = isMap ? [...inMap, 'start'] : [...inMap, 'loop_start']
  const endPath = isMap ? [...inMap, 'end'] : [...inMap, 'loop_end']
  const [start, end] = isMap ? [loop.start, loop.end] : [loop_start, loop_end]
  const isDoubled = isMap && (loop_start !== undefined || loop_end !== undefined)
  if (isDoubled) report.refuse([...parametersPath, 'loop'], 'the loop points are there twice', example)
  if (isMap && start === undefined && end === undefined)
    report.refuse([...parametersPath, 'loop'], 'the loop has neither start nor end', example)
  if (start === undefined && end === undefined)
    return { loop: isMap ? true : (loop ?? saysLoop(prompt)), path: null }
  if (loop === false)
    report.refuse(
      start === undefined ? endPath : startPath,
      'the sound does not loop, and has loop points',
      'Write loop: true, or leave the points out.',
    )
  const startMs = start === undefined ? 0 : readPoint(start, startPath, report)
  const endMs = end === undefined ? undefined : readPoint(end, endPath, report)
  const path = end === undefined ? startPath : endPath
  if (startMs === null || endMs === null) return { loop: true, path }
  return { loop: true, loopMs: { start: startMs, ...(endMs === undefined ? {} : { end: endMs }) }, path }
}

/** Milliseconds, to the thousandth. */
function readPoint(written: string | number, path: ValuePath, report: SpecReport): number | null {
  const seconds = parseAmount(written, 'seconds')
  if (seconds !== null && seconds >= 0) return Math.round(seconds * 1e6) / 1e3
  const hint = `Write seconds from the beginning, such as ${amountExamples.seconds}.`
  report.refuse(path, `${quote(written)} is no place within a sound`, hint)
  return null
}

/**
 * How long a sound may be so that its loop fits: at least until the loop's end. A loop that begins or ends behind the
 * longest duration is a problem.
 */
export function makeRoomForLoop(
  { loopMs, path }: WrittenLoop,
  durationMs: SoundSpec['durationMs'],
  report: SpecReport,
): SoundSpec['durationMs'] {
  if (loopMs === undefined || path === null) return durationMs
  const objection = loopObjection({ durationMs, loopMs })
  if (objection !== null) {
    report.refuse(
      path,
      objection,
      'Move the points, or allow a longer sound: durationSeconds, duration_range.',
    )
    return durationMs
  }
  const least = Math.ceil(loopMs.end ?? Math.min(loopMs.start + 1, durationMs.max))
  if (least <= durationMs.min) return durationMs
  report.note(path, `lasts ${least / 1000} to ${durationMs.max / 1000} s, so that its loop fits`)
  return { min: least, max: durationMs.max }
}

/** What lies behind the loop is in no file but a WAV: said once, so that nobody misses it. */
export function noteLoopEnd(
  { loopMs, path }: WrittenLoop,
  formats: readonly string[],
  report: SpecReport,
): void {
  const others = formats.filter((format) => format !== 'wav')
  if (loopMs?.end === undefined || path === null || others.length === 0) return
  report.note(
    path,
    `${others.join(' and ')} ends where the loop does: engines know the end of a loop in wav only`,
  )
}
