import { fromDb, type Sound } from '../../../../core/audio/sound.js'
import type { SoundRequest } from '../../../../core/generation/sound-request.js'
import { createRandom, type Random } from '../../random.js'
import { burst, thump } from '../ingredients.js'
import type { Layer } from '../layer.js'
import { foldLoop, mixLayers, synthesisRateHz } from '../mix-layers.js'
import { readDuration, baseForms } from '../read-sound-prompt.js'
import { scaleToPeak } from '../render-effect.js'
import { composeScore, type DrumHit, type Note, type Score } from './compose-score.js'
import { chooseMood, tempoFactor, type Mood } from './moods.js'

const deliveredPeakDb = -1

/** Rounds the crests of drums off, which would keep a piece from its loudness otherwise. */
const musicDrive = 0.2

/** Phrases are four bars; fewer only where the duration leaves no room for them. */
const barChoices = [8, 16, 4, 12, 24, 32, 2, 1, 48, 64]

const tempoLimits = [48, 190] as const

/** A short piece by rules: mood by words, notes by seed. Loops last whole bars and ring on over their seam. */
export function renderMusic(request: SoundRequest): Sound {
  const words = new Set((request.prompt.toLowerCase().match(/[a-z']+/g) ?? []).flatMap(baseForms))
  const random = createRandom(request.seed)
  const mood = chooseMood(words)
  const range = durationRange(request)
  const plan = planBars(mood, random.range(...mood.tempo) * tempoFactor(words), range)
  const score = composeScore(mood, plan.bars, !request.sound.loop, random.fork())
  const beatSeconds = 60 / plan.tempo
  const layers = [...playScore(score, mood, beatSeconds, random.fork())]
  const reverb = { seconds: mood.space > 0.3 ? 1.4 : 0.7, mix: mood.space * 0.5 }
  const lead = mixLayers({ layers, effects: { drive: musicDrive, reverb } }, random.fork())
  const samples = Math.round(plan.bars * mood.beatsInBar * beatSeconds * synthesisRateHz)
  const mix = request.sound.loop ? foldLoop(lead, samples) : endPiece(lead, range)
  return { sampleRateHz: synthesisRateHz, channels: [scaleToPeak(mix, fromDb(deliveredPeakDb))] }
}

function durationRange({ prompt, sound }: SoundRequest): readonly [number, number] {
  const [least, most] = [sound.durationMs.min / 1000, sound.durationMs.max / 1000]
  const named = readDuration(prompt)
  if (named === null) return [least, most]
  // A piece has whole bars: a duration by name gives it a little room.
  const [from, to] = [Math.max(least, named[0] * 0.9), Math.min(most, named[1] * 1.1)]
  return from <= to ? [from, to] : [least, most]
}

/** The number of bars and the tempo nearest to `tempo` that fill the range; one of its ends if none does. */
function planBars(
  mood: Mood,
  tempo: number,
  [least, most]: readonly [number, number],
): { readonly bars: number; readonly tempo: number } {
  const lasting = (bars: number, atTempo: number): number => (bars * mood.beatsInBar * 60) / atTempo
  let best = { bars: 1, tempo: tempoLimits[1] as number, away: Infinity }
  barChoices.forEach((bars, rank) => {
    const seconds = Math.max(least * 1.001, Math.min(most * 0.999, lasting(bars, tempo)))
    const needed = (bars * mood.beatsInBar * 60) / seconds
    if (needed < tempoLimits[0] || needed > tempoLimits[1]) return
    // A tempo that is off by a tenth weighs as much as five places in the list of lengths.
    const away = Math.abs(Math.log(needed / tempo)) * 50 + rank
    if (away < best.away) best = { bars, tempo: needed, away }
  })
  // Shorter than a bar at the fastest tempo: the bar is played faster than anybody would.
  if (best.away === Infinity) return { bars: 1, tempo: (mood.beatsInBar * 60) / most }
  return best
}

/** A piece with an end fades out where the duration asked for ends. */
function endPiece(mix: Float32Array, [, most]: readonly [number, number]): Float32Array {
  const samples = Math.min(mix.length, Math.floor(most * 0.995 * synthesisRateHz))
  const fade = Math.min(samples, Math.round(0.8 * synthesisRateHz))
  return mix.slice(0, samples).map((sample, at) => {
    const left = samples - at
    return left >= fade ? sample : sample * (left / fade)
  })
}

function playScore(score: Score, mood: Mood, beatSeconds: number, random: Random): Layer[] {
  const duty = random.pick([0.5, 0.25, 0.125])
  const chordWave = random.pick(['triangle', 'square'] as const)
  return [
    ...score.melody.flatMap((note) => playLead(note, mood, beatSeconds, duty)),
    ...score.chords.map((note) => playChord(note, mood, beatSeconds, chordWave)),
    ...score.bass.map((note) => playBass(note, beatSeconds)),
    ...score.drums.flatMap((hit) => playDrum(hit, mood, beatSeconds)),
  ]
}

function playLead(note: Note, { lead }: Mood, beatSeconds: number, duty: number): Layer[] {
  const hz = hertz(note.midi)
  const seconds = note.beats * beatSeconds
  const at = note.beat * beatSeconds
  if (lead === 'bell')
    return [1, 2, 3.01].map((ratio, index) => ({
      wave: 'sine' as const,
      at,
      seconds: (seconds + 0.8) / (1 + index * 0.6),
      level: (0.3 * note.level) / (1 + index * 1.2),
      hz: hz * ratio,
      fall: 3,
    }))
  const wave = lead === 'pulse' ? 'square' : lead
  return [
    {
      wave,
      at,
      seconds: seconds * 0.95 + 0.04,
      level: (wave === 'square' ? 0.16 : 0.32) * note.level,
      hz,
      duty: lead === 'pulse' ? 0.25 : duty,
      attack: 0.008,
      hold: seconds * 0.55,
      fall: 1.5,
      vibrato: { hz: 5.5, semitones: seconds > 0.4 ? 0.18 : 0 },
      filter: { kind: 'low', hz: 5_500 },
    },
  ]
}

function playChord(note: Note, { chords }: Mood, beatSeconds: number, wave: 'triangle' | 'square'): Layer {
  const seconds = note.beats * beatSeconds
  const isPad = chords === 'pad'
  return {
    wave,
    at: note.beat * beatSeconds,
    seconds: isPad ? seconds * 1.1 : seconds * 1.3,
    level: (wave === 'square' ? 0.05 : 0.12) * note.level,
    hz: hertz(note.midi),
    duty: 0.25,
    attack: isPad ? Math.min(0.25, seconds * 0.2) : 0.005,
    hold: isPad ? seconds * 0.5 : seconds * 0.3,
    filter: { kind: 'low', hz: isPad ? 1_800 : 3_000 },
  }
}

function playBass(note: Note, beatSeconds: number): Layer {
  const seconds = note.beats * beatSeconds
  return {
    wave: 'triangle',
    at: note.beat * beatSeconds,
    seconds: seconds + 0.02,
    level: 0.38 * note.level,
    hz: hertz(note.midi),
    attack: 0.006,
    hold: seconds * 0.6,
    fall: 1.4,
  }
}

function playDrum({ beat, drum, level }: DrumHit, { drums }: Mood, beatSeconds: number): Layer[] {
  const at = beat * beatSeconds
  const loud = level * (drums === 'soft' ? 0.5 : 1)
  if (drum === 'kick') return [thump(52, 0.16, 0.55 * loud, at)]
  if (drum === 'tom') return [thump(95, 0.14, 0.35 * loud, at)]
  if (drum === 'snare')
    return [burst(2_400, 0.12, 0.22 * loud, { at, q: 0.5 }), thump(150, 0.08, 0.2 * loud, at)]
  return [burst(8_500, 0.04, 0.09 * loud, { at })]
}

/** Equal temperament, A4 (69) = 440 Hz. */
function hertz(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12)
}
