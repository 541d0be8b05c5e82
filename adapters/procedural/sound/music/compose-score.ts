import type { Random } from '../../random.js'
import type { Mood } from './moods.js'

/** A note: when and how long in beats, how high as a MIDI number, how loud as a share. */
export interface Note {
  readonly beat: number
  readonly beats: number
  readonly midi: number
  readonly level: number
}

export interface DrumHit {
  readonly beat: number
  readonly drum: 'kick' | 'snare' | 'hat' | 'tom'
  readonly level: number
}

export interface Score {
  readonly bars: number
  readonly beatsInBar: number
  readonly melody: readonly Note[]
  readonly chords: readonly Note[]
  readonly bass: readonly Note[]
  readonly drums: readonly DrumHit[]
}

/**
 * A piece of `bars` bars by rules. Four bars of chords from the mood's list, repeated with a turn at the end; a melody of
 * one-bar motifs in the form A A' B A', whose strong beats lie on chord notes and whose others move by step; `ending`
 * closes on the key note instead of leading back to the beginning.
 */
export function composeScore(mood: Mood, bars: number, ending: boolean, random: Random): Score {
  const scale = random.pick(mood.scales)
  const key = random.int(mood.key[0], mood.key[1])
  const progression = random.pick(mood.progressions)
  const steps = Array.from({ length: bars }, (_, bar) => progression[bar % progression.length]!)
  if (ending) steps[bars - 1] = 0
  // The last bar of a second round leads home by the fifth.
  else if (bars > 4) steps[bars - 1] = 4
  const pitch = (step: number): number => key + scale[((step % 7) + 7) % 7]! + 12 * Math.floor(step / 7)
  const context: ScoreContext = { mood, steps, pitch, ending, random }
  return {
    bars,
    beatsInBar: mood.beatsInBar,
    melody: composeMelody(context),
    chords: composeChords(context),
    bass: composeBass(context),
    drums: composeDrums(context),
  }
}

interface ScoreContext {
  readonly mood: Mood
  /** Root of each bar's chord as a step of the scale. */
  readonly steps: readonly number[]
  /** MIDI number of a step of the scale. */
  readonly pitch: (step: number) => number
  readonly ending: boolean
  readonly random: Random
}

/** Which eighths of a bar have a note, and where each goes from the one before. */
interface Motif {
  readonly places: readonly number[]
  readonly moves: readonly number[]
}

function drawMotif({ mood, random }: ScoreContext): Motif {
  const eighths = mood.beatsInBar * 2
  const places = Array.from({ length: eighths }, (_, place) => place).filter((place) => {
    const isBeat = place % 2 === 0
    const drawn = random.next()
    return place === 0 || drawn < mood.density * (isBeat ? 1.1 : 0.6)
  })
  return { places, moves: places.map(() => random.pick([-2, -1, -1, 1, 1, 2, 0, 3, -3])) }
}

function composeMelody(context: ScoreContext): Note[] {
  const { mood, steps, pitch, ending, random } = context
  const [first, second] = [drawMotif(context), drawMotif(context)]
  const form = [first, first, second, first]
  const notes: Note[] = []
  // An octave above the chords, and never far from it.
  let step = 7 + random.pick([0, 2, 4])
  steps.forEach((root, bar) => {
    const motif = form[bar % form.length]!
    const isLast = bar === steps.length - 1
    motif.places.forEach((place, index) => {
      const move = motif.moves[index]! + (bar % 4 === 1 && index > 1 ? 1 : 0)
      step = Math.max(5, Math.min(16, step + move))
      if (place % 4 === 0) step = nearestChordStep(step, root)
      if (ending && isLast && index > 0) return
      const until = motif.places[index + 1] ?? mood.beatsInBar * 2
      const beats = ending && isLast ? mood.beatsInBar : Math.min(2, (until - place) / 2)
      const midi = pitch(ending && isLast ? 7 : step)
      notes.push({ beat: bar * mood.beatsInBar + place / 2, beats, midi, level: place % 4 === 0 ? 1 : 0.8 })
    })
  })
  return notes
}

/** The step nearest to `step` that belongs to the triad on `root`. */
function nearestChordStep(step: number, root: number): number {
  for (const away of [0, 1, -1, 2, -2])
    if ([0, 2, 4].includes((((step + away - root) % 7) + 7) % 7)) return step + away
  return step
}

function composeChords({ mood, steps, pitch, ending }: ScoreContext): Note[] {
  const beats = mood.beatsInBar
  return steps.flatMap((root, bar): Note[] => {
    const from = bar * beats
    // Close voicing about the key note: high roots go down an octave.
    const base = root > 3 ? root - 7 : root
    const triad = [0, 2, 4].map((third) => pitch(base + third))
    const isLast = ending && bar === steps.length - 1
    if (mood.chords === 'none') return []
    if (mood.chords === 'pad' || isLast) return triad.map((midi) => ({ beat: from, beats, midi, level: 0.7 }))
    if (mood.chords === 'arpeggio') {
      const order = [...triad, triad[0]! + 12, triad[2]!, triad[1]!]
      return Array.from({ length: beats * 2 }, (_, eighth) => ({
        beat: from + eighth / 2,
        beats: 0.55,
        midi: order[eighth % order.length]!,
        level: eighth % 2 === 0 ? 0.8 : 0.6,
      }))
    }
    const places = mood.chords === 'waltz' ? [1, 2] : [0.5, 1.5, 2.5, 3.5].filter((place) => place < beats)
    return places.flatMap((place) =>
      triad.map((midi) => ({ beat: from + place, beats: 0.4, midi, level: 0.7 })),
    )
  })
}

function composeBass({ mood, steps, pitch, ending }: ScoreContext): Note[] {
  const beats = mood.beatsInBar
  return steps.flatMap((root, bar): Note[] => {
    const from = bar * beats
    const base = root > 3 ? root - 7 : root
    const low = (step: number): number => pitch(step) - 12
    if (mood.bass === 'long' || (ending && bar === steps.length - 1))
      return [{ beat: from, beats, midi: low(base), level: 1 }]
    if (mood.bass === 'root-fifth')
      return [
        { beat: from, beats: 1.5, midi: low(base), level: 1 },
        {
          beat: from + Math.floor(beats / 2) + (beats === 3 ? 1 : 0),
          beats: 1,
          midi: low(base + 4),
          level: 0.8,
        },
      ]
    if (mood.bass === 'walking')
      return [0, 2, 4, 2].slice(0, beats).map((step, beat) => ({
        beat: from + beat,
        beats: 0.85,
        midi: low(base + step),
        level: beat === 0 ? 1 : 0.85,
      }))
    return Array.from({ length: beats * 2 }, (_, eighth) => ({
      beat: from + eighth / 2,
      beats: 0.42,
      midi: low(base) + (eighth % 8 === 6 ? 12 : 0),
      level: eighth % 2 === 0 ? 1 : 0.75,
    }))
  })
}

/** Eighths of a bar of four beats for each kind; a bar of three leaves out the last beat. */
const patterns: Readonly<
  Record<Mood['drums'], Readonly<Partial<Record<DrumHit['drum'], readonly number[]>>>>
> = {
  none: {},
  soft: { kick: [0], hat: [2, 4, 6], tom: [] },
  steady: { kick: [0, 4], snare: [2, 6], hat: [0, 1, 2, 3, 4, 5, 6, 7] },
  march: { kick: [0, 4], snare: [2, 3, 6, 7], hat: [] },
  driving: { kick: [0, 3, 4], snare: [2, 6], hat: [0, 1, 2, 3, 4, 5, 6, 7] },
}

function composeDrums({ mood, steps, ending, random }: ScoreContext): DrumHit[] {
  const pattern = patterns[mood.drums]
  const hits: DrumHit[] = []
  steps.forEach((_, bar) => {
    const isLast = bar === steps.length - 1
    for (const [drum, eighths] of Object.entries(pattern) as [DrumHit['drum'], readonly number[]][])
      for (const eighth of eighths) {
        if (eighth >= mood.beatsInBar * 2 || (ending && isLast && eighth > 0)) continue
        const level = eighth % 2 === 0 ? 1 : 0.7
        hits.push({ beat: bar * mood.beatsInBar + eighth / 2, drum, level })
      }
    // A fill every four bars.
    if (mood.drums !== 'none' && mood.drums !== 'soft' && bar % 4 === 3 && !(ending && isLast))
      for (let sixteenth = 0; sixteenth < 4; sixteenth++)
        if (random.chance(0.75))
          hits.push({ beat: (bar + 1) * mood.beatsInBar - 1 + sixteenth / 4, drum: 'tom', level: 0.7 })
  })
  return hits
}
