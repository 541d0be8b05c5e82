import { soundDefaults } from '../intake/sound-defaults.js'
import type { SoundSpec } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import { saysDuration } from './fold-prompt.js'
import { quote, type SpecReport, type ValuePath } from './open-report.js'
import { makeRoomForLoop, noteLoopEnd, readLoop } from './read-loop.js'
import { amountExamples, parseAmount, type AmountKind } from './parse-amount.js'
import { readSteps, type StepsByAction } from './read-steps.js'
import { extensionOf, type Integration } from './read-integration.js'
import { soundFormats, type SpecFile } from './spec-file.schema.js'

export interface SoundInput {
  readonly data: SpecFile
  readonly assetType: 'sfx' | 'music'
  readonly prompt: string
  readonly report: SpecReport
  readonly integration: Integration | undefined
}

type SoundFormat = SoundSpec['formats'][number]

const defaultBitrateKbps = 192
/** Around one duration that is asked for, since nothing hits it to the millisecond. */
const durationTolerance = 0.2

/** What a sound has to be, from the blocks of its spec; each default is a note, each contradiction a problem. */
export function readSound(input: SoundInput): SoundSpec {
  const { data, prompt, report } = input
  const steps = readSteps(data.post_processing, 'audio', report)
  for (const check of steps.wordChecks)
    if (check !== 'file_size_reasonable')
      report.refuse(
        ['post_processing'],
        `${check} is a check of pictures`,
        'Leave it out, or write type: image.',
      )
  const formats = readFormats(input, steps)
  const bitrateKbps = readBitrate(formats, steps, report)
  const { normalize, trimSilence } = steps
  const peakDb = readLevel(
    normalize?.value.peak,
    [...(normalize?.path ?? []), 'peak'],
    'decibels',
    [-24, 0],
    report,
  )
  const loudness = [...(normalize?.path ?? []), 'loudness']
  const loudnessLufs = readLevel(normalize?.value.loudness, loudness, 'loudness', [-40, -6], report)
  const threshold = [...(trimSilence?.path ?? []), 'threshold']
  const trimBelowDb = readLevel(trimSilence?.value.threshold, threshold, 'decibels', [-90, -20], report)
  const written = readLoop(data.prompt.parameters, prompt, report)
  const { loop, loopMs } = written
  const usual = usualSound(input, loop)
  noteDefaults(input, usual, { loop, isMarked: written.path !== null, peakDb, trimBelowDb })
  noteLoopEnd(written, formats, report)
  // A team that says how to normalise says all of it.
  const loudnessOrUsual = loudnessLufs ?? (normalize === null ? usual.loudnessLufs : undefined)
  return {
    durationMs: makeRoomForLoop(written, readDuration(input, steps, usual.durationMs), report),
    loop: loop ?? usual.loop,
    ...(loopMs === undefined ? {} : { loopMs }),
    formats,
    ...(bitrateKbps === null ? {} : { bitrateKbps }),
    peakDb: peakDb ?? usual.peakDb,
    ...(loudnessOrUsual === undefined ? {} : { loudnessLufs: loudnessOrUsual }),
    trimBelowDb: trimBelowDb ?? usual.trimBelowDb,
    ...readInfluence(input),
  }
}

function usualSound({ assetType, prompt }: SoundInput, loop: boolean | null): SoundSpec {
  const usual = soundDefaults(assetType, prompt, { durationMs: null, loop, formats: null })
  if (usual === undefined) throw new Error(`${assetType} is a sound`)
  return usual
}

function noteDefaults(
  { data, report }: SoundInput,
  usual: SoundSpec,
  said: {
    readonly loop: boolean | null
    readonly isMarked: boolean
    readonly peakDb: number | null
    readonly trimBelowDb: number | null
  },
): void {
  const { peakDb, loudnessLufs, trimBelowDb } = usual
  if (data.prompt.parameters?.loop === undefined && !said.isMarked) {
    if (said.loop !== null)
      report.note(
        ['prompt', 'base'],
        `${said.loop ? 'loops' : 'does not loop'}, from the words of the prompt`,
      )
    else if (usual.loop) report.note([], 'music loops, since nothing says that it does not')
  }
  if (data.post_processing === undefined) {
    const loudness = loudnessLufs === undefined ? '' : `, ${loudnessLufs} LUFS`
    report.note(
      [],
      `no post_processing: peak ${peakDb} dB${loudness}, silence below ${trimBelowDb} dB is trimmed`,
    )
    return
  }
  if (said.peakDb === null) report.note(['post_processing'], `no peak given: ${peakDb} dB`)
  if (said.trimBelowDb === null)
    report.note(['post_processing'], `no trim_silence threshold given: ${trimBelowDb} dB`)
}

function readLevel(
  written: string | number | undefined,
  path: ValuePath,
  kind: AmountKind,
  [min, max]: readonly [number, number],
  report: SpecReport,
): number | null {
  if (written === undefined) return null
  const value = parseAmount(written, kind)
  if (value === null) {
    report.refuse(
      path,
      `${quote(written)} is no level`,
      `Write a number with its unit, such as ${amountExamples[kind]}.`,
    )
    return null
  }
  if (value >= min && value <= max) return value
  const unit = kind === 'loudness' ? 'LUFS' : 'dB'
  report.refuse(
    path,
    `${quote(written)} is outside the limits of ${min} to ${max} ${unit}`,
    `Write for example ${amountExamples[kind]}.`,
  )
  return null
}

function readFormats({ integration, report }: SoundInput, steps: StepsByAction): SoundFormat[] {
  const formats: SoundFormat[] = []
  for (const { value, path } of steps.formats) {
    const format = soundFormats.find((one) => one === value)
    if (format === undefined)
      report.refuse(path, `${value} is a format of pictures`, `Sounds: ${soundFormats.join(', ')}.`)
    else if (!formats.includes(format)) formats.push(format)
  }
  const extension = soundFormats.find((one) => one === extensionOf(integration?.manifestPath))
  if (extension !== undefined && !formats.includes(extension)) {
    formats.unshift(extension)
    report.note(['integration'], `format ${extension}, as the file is named`)
  }
  for (const { value, path } of steps.valueChecks) {
    const wanted = soundFormats.find((one) => one === value.format)
    if (value.format === undefined) continue
    const at = [...path, 'format']
    if (wanted === undefined)
      report.refuse(at, `${value.format} is a format of pictures`, `Sounds: ${soundFormats.join(', ')}.`)
    else if (formats.length === 0) formats.push(wanted)
    else if (!formats.includes(wanted))
      report.refuse(
        at,
        `the check wants ${wanted}, and ${formats.join(' and ')} is made`,
        `Add ${wanted} to convert, or check another format.`,
      )
  }
  if (formats.length > 0) return formats
  report.note([], 'no format given: ogg')
  return ['ogg']
}

function readBitrate(
  formats: readonly SoundFormat[],
  steps: StepsByAction,
  report: SpecReport,
): number | null {
  for (const { value, path } of steps.valueChecks) {
    if (value.bitrate === undefined) continue
    const at = [...path, 'bitrate']
    const bitrate = parseAmount(value.bitrate, 'kilobits')
    if (bitrate === null || bitrate < 32 || bitrate > 320) {
      report.refuse(at, `${quote(value.bitrate)} is no bit rate from 32k to 320k`, 'Write for example 192k.')
      return null
    }
    return Math.round(bitrate)
  }
  if (!formats.includes('mp3')) return null
  report.note([], `no bit rate given: ${defaultBitrateKbps}k for mp3`)
  return defaultBitrateKbps
}

function readDuration(
  input: SoundInput,
  steps: StepsByAction,
  usual: SoundSpec['durationMs'],
): SoundSpec['durationMs'] {
  const { data, prompt, report } = input
  const checked = readDurationCheck(steps, usual, report)
  const asked = data.prompt.parameters?.durationSeconds
  if (checked !== null) {
    if (asked !== undefined && (asked * 1000 < checked.min || asked * 1000 > checked.max))
      report.refuse(
        ['prompt', 'parameters', 'durationSeconds'],
        `${asked} s is not within the ${checked.min / 1000} to ${checked.max / 1000} s that the check allows`,
        'Change one of the two.',
      )
    return checked
  }
  const path = ['prompt', 'parameters', 'durationSeconds']
  if (asked !== undefined) return withinLimits(tolerate(asked), path, report)
  const said = saysDuration(prompt)
  if (said !== null) {
    const range =
      said.min === said.max
        ? tolerate(said.min)
        : { min: Math.round(said.min * 1000), max: Math.round(said.max * 1000) }
    report.note(
      ['prompt', 'base'],
      `${range.min / 1000} to ${range.max / 1000} s, from the words of the prompt`,
    )
    return withinLimits(range, ['prompt', 'base'], report)
  }
  report.note([], `no duration given: ${usual.min / 1000} to ${usual.max / 1000} s`)
  return usual
}

function readDurationCheck(
  steps: StepsByAction,
  usual: SoundSpec['durationMs'],
  report: SpecReport,
): SoundSpec['durationMs'] | null {
  for (const { value, path } of steps.valueChecks) {
    const key = value.duration_range === undefined ? 'duration' : 'duration_range'
    const range = value[key]
    if (range === undefined) continue
    const at = [...path, key]
    const [min, max] = range.map((end) => parseAmount(end, 'seconds'))
    if (min === null || max === null || min === undefined || max === undefined) {
      report.refuse(at, `${quote(range)} is no range of seconds`, 'Write [0.2, 0.6] or [200 ms, 600 ms].')
      return usual
    }
    if (min > max) report.refuse(at, `${min} s is longer than ${max} s`, 'Write the shorter one first.')
    return withinLimits({ min: Math.round(min * 1000), max: Math.round(max * 1000) }, at, report)
  }
  return null
}

function tolerate(seconds: number): SoundSpec['durationMs'] {
  const ms = seconds * 1000
  return { min: Math.round(ms * (1 - durationTolerance)), max: Math.round(ms * (1 + durationTolerance)) }
}

function withinLimits(
  range: SoundSpec['durationMs'],
  path: ValuePath,
  report: SpecReport,
): SoundSpec['durationMs'] {
  if (range.min < 10 || range.max > limits.soundMsMax)
    report.refuse(
      path,
      `the duration is outside the limits of 0.01 to ${limits.soundMsMax / 1000} s`,
      'Write for example 0.5.',
    )
  return range
}

/** Kept as written: only services that make sounds of words take it. */
function readInfluence({ data }: SoundInput): Pick<SoundSpec, 'promptInfluence'> {
  const written = data.prompt.parameters?.promptInfluence
  return written === undefined ? {} : { promptInfluence: written }
}
