/** What a piece of music is made of; pitches are semitones above the key note. */
export interface Mood {
  /** Words of a prompt that choose it, in the singular. */
  readonly names: readonly string[]
  /** Beats a minute. */
  readonly tempo: readonly [slowest: number, fastest: number]
  readonly scales: readonly (readonly number[])[]
  /** Chords by step of the scale, from 0, one a bar; each row is four bars. */
  readonly progressions: readonly (readonly number[])[]
  /** Key note as a MIDI number, below which the bass lies. */
  readonly key: readonly [lowest: number, highest: number]
  readonly beatsInBar: 3 | 4
  readonly drums: 'none' | 'soft' | 'steady' | 'march' | 'driving'
  readonly bass: 'long' | 'root-fifth' | 'walking' | 'pulse'
  readonly chords: 'pad' | 'arpeggio' | 'stab' | 'waltz' | 'none'
  readonly lead: 'square' | 'pulse' | 'triangle' | 'sine' | 'bell'
  /** Share of possible places where the melody has a note. */
  readonly density: number
  /** Share of reverb. */
  readonly space: number
}

const scales = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  harmonic: [0, 2, 3, 5, 7, 8, 11],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  phrygian: [0, 1, 3, 5, 7, 8, 10],
  dominant: [0, 1, 4, 5, 7, 8, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
} as const

const sad: Mood = {
  names: [
    'sad',
    'melancholic',
    'melancholy',
    'sorrow',
    'lonely',
    'grief',
    'funeral',
    'mourning',
    'lament',
    'nostalgic',
    'wistful',
    'candle',
  ],
  tempo: [62, 78],
  scales: [scales.minor, scales.dorian],
  progressions: [
    [0, 5, 2, 6],
    [0, 3, 5, 4],
    [0, 2, 5, 4],
    [5, 3, 0, 4],
  ],
  key: [55, 60],
  beatsInBar: 4,
  drums: 'none',
  bass: 'long',
  chords: 'arpeggio',
  lead: 'triangle',
  density: 0.45,
  space: 0.45,
}

const calm: Mood = {
  names: [
    'calm',
    'peaceful',
    'ambient',
    'relaxing',
    'relaxed',
    'gentle',
    'night',
    'sleep',
    'lullaby',
    'serene',
    'quiet',
    'soft',
    'forest',
    'garden',
    'underwater',
    'sea',
    'snow',
    'winter',
    'dreamy',
    'exploration',
  ],
  tempo: [70, 88],
  scales: [scales.major, scales.lydian],
  progressions: [
    [0, 5, 3, 4],
    [0, 3, 0, 4],
    [0, 2, 3, 3],
    [3, 0, 3, 4],
  ],
  key: [57, 63],
  beatsInBar: 4,
  drums: 'none',
  bass: 'long',
  chords: 'pad',
  lead: 'bell',
  density: 0.4,
  space: 0.5,
}

const dungeon: Mood = {
  names: [
    'dungeon',
    'cave',
    'crypt',
    'mystery',
    'mysterious',
    'creepy',
    'dark',
    'eerie',
    'ruin',
    'temple',
    'catacomb',
    'ghost',
    'horror',
    'spooky',
    'haunted',
    'sinister',
  ],
  tempo: [76, 94],
  scales: [scales.phrygian, scales.harmonic],
  progressions: [
    [0, 1, 0, 6],
    [0, 5, 1, 4],
    [0, 0, 1, 0],
    [0, 3, 1, 4],
  ],
  key: [50, 56],
  beatsInBar: 4,
  drums: 'soft',
  bass: 'root-fifth',
  chords: 'arpeggio',
  lead: 'pulse',
  density: 0.35,
  space: 0.5,
}

const tense: Mood = {
  names: [
    'tense',
    'tension',
    'suspense',
    'stealth',
    'sneak',
    'danger',
    'dangerous',
    'urgent',
    'chase',
    'escape',
    'countdown',
    'nervous',
    'anxious',
  ],
  tempo: [112, 132],
  scales: [scales.harmonic, scales.phrygian],
  progressions: [
    [0, 0, 1, 1],
    [0, 1, 0, 4],
    [0, 5, 0, 1],
  ],
  key: [52, 58],
  beatsInBar: 4,
  drums: 'steady',
  bass: 'pulse',
  chords: 'stab',
  lead: 'pulse',
  density: 0.4,
  space: 0.2,
}

const battle: Mood = {
  names: [
    'boss',
    'battle',
    'fight',
    'combat',
    'war',
    'action',
    'intense',
    'epic',
    'fast',
    'frantic',
    'rage',
    'metal',
    'final',
  ],
  tempo: [142, 168],
  scales: [scales.minor, scales.harmonic, scales.dominant],
  progressions: [
    [0, 5, 6, 4],
    [0, 0, 5, 6],
    [0, 6, 5, 4],
    [0, 3, 5, 4],
  ],
  key: [50, 56],
  beatsInBar: 4,
  drums: 'driving',
  bass: 'pulse',
  chords: 'stab',
  lead: 'square',
  density: 0.75,
  space: 0.12,
}

const happy: Mood = {
  names: [
    'happy',
    'cheerful',
    'upbeat',
    'joyful',
    'fun',
    'bright',
    'overworld',
    'playful',
    'cute',
    'sunny',
    'platformer',
    'adventure',
    'summer',
    'energetic',
    'bouncy',
    'silly',
  ],
  tempo: [122, 142],
  scales: [scales.major, scales.mixolydian],
  progressions: [
    [0, 3, 4, 0],
    [0, 5, 3, 4],
    [0, 4, 5, 3],
    [0, 3, 0, 4],
  ],
  key: [57, 63],
  beatsInBar: 4,
  drums: 'steady',
  bass: 'walking',
  chords: 'stab',
  lead: 'square',
  density: 0.7,
  space: 0.12,
}

const town: Mood = {
  names: [
    'town',
    'village',
    'tavern',
    'shop',
    'market',
    'inn',
    'farm',
    'home',
    'city',
    'medieval',
    'folk',
    'waltz',
    'dance',
    'cozy',
    'cosy',
  ],
  tempo: [98, 116],
  scales: [scales.major, scales.mixolydian, scales.dorian],
  progressions: [
    [0, 3, 4, 0],
    [0, 4, 3, 0],
    [0, 1, 4, 0],
    [0, 5, 1, 4],
  ],
  key: [57, 62],
  beatsInBar: 3,
  drums: 'soft',
  bass: 'root-fifth',
  chords: 'waltz',
  lead: 'triangle',
  density: 0.65,
  space: 0.2,
}

const victory: Mood = {
  names: [
    'victory',
    'win',
    'fanfare',
    'triumph',
    'triumphant',
    'celebration',
    'success',
    'reward',
    'heroic',
    'glory',
    'parade',
    'royal',
    'castle',
    'march',
    'credit',
    'jingle',
  ],
  tempo: [116, 136],
  scales: [scales.major],
  progressions: [
    [0, 3, 4, 0],
    [0, 5, 3, 4],
    [3, 4, 0, 0],
  ],
  key: [57, 62],
  beatsInBar: 4,
  drums: 'march',
  bass: 'root-fifth',
  chords: 'stab',
  lead: 'pulse',
  density: 0.7,
  space: 0.25,
}

const menu: Mood = {
  names: [
    'menu',
    'title',
    'lobby',
    'main theme',
    'intro',
    'select',
    'pause',
    'option',
    'puzzle',
    'space',
    'galaxy',
    'futuristic',
    'cyberpunk',
    'synthwave',
    'neon',
    'theme',
  ],
  tempo: [92, 110],
  scales: [scales.dorian, scales.major, scales.lydian],
  progressions: [
    [0, 3, 5, 4],
    [0, 5, 3, 6],
    [0, 2, 3, 4],
    [0, 4, 3, 3],
  ],
  key: [54, 60],
  beatsInBar: 4,
  drums: 'soft',
  bass: 'root-fifth',
  chords: 'arpeggio',
  lead: 'triangle',
  density: 0.5,
  space: 0.3,
}

const desert: Mood = {
  names: ['desert', 'egypt', 'egyptian', 'arabian', 'oasis', 'bazaar', 'sand', 'western', 'canyon', 'exotic'],
  tempo: [92, 112],
  scales: [scales.dominant, scales.phrygian],
  progressions: [
    [0, 1, 0, 6],
    [0, 0, 1, 0],
    [0, 3, 1, 0],
  ],
  key: [52, 58],
  beatsInBar: 4,
  drums: 'soft',
  bass: 'root-fifth',
  chords: 'arpeggio',
  lead: 'pulse',
  density: 0.55,
  space: 0.25,
}

/** Places before feelings would hide the feelings: "calm town" is a calm piece, so these stand in order of strength. */
export const moods: readonly Mood[] = [battle, sad, tense, victory, calm, happy, dungeon, desert, town, menu]

/** The mood of a prompt: the first of the list that it names; menu music, which suits most places, when it names none. */
export function chooseMood(words: ReadonlySet<string>): Mood {
  return moods.find(({ names }) => names.some((name) => words.has(name))) ?? menu
}

/** How the words of a prompt change the tempo. */
export function tempoFactor(words: ReadonlySet<string>): number {
  if (['slow', 'relaxed', 'sleepy', 'lazy'].some((word) => words.has(word))) return 0.85
  return ['fast', 'quick', 'frantic', 'energetic', 'rapid'].some((word) => words.has(word)) ? 1.15 : 1
}
