/** How adjectives change a sound; factors start at 1 and multiply. */
export interface Steering {
  readonly seconds: number
  readonly pitch: number
  readonly bright: number
  /** 0 light to 1 heavy. */
  readonly weight: number
  /** Reverb: 0 none, 1 as the kind of sound has it, more for halls. */
  readonly space: number
  /** Seconds of reverb. */
  readonly hall: number
  readonly soft: boolean
  readonly rough: boolean
}

interface Change {
  readonly seconds?: number
  readonly pitch?: number
  readonly bright?: number
  readonly weight?: number
  readonly space?: number
  readonly hall?: number
  readonly soft?: true
  readonly rough?: true
}

/** Words of a kind count once: "short, quick, snappy" is not three times as short. */
const changes: readonly (readonly [words: readonly string[], change: Change])[] = [
  [['short', 'quick', 'brief', 'snappy', 'fast', 'rapid', 'tiny'], { seconds: 0.65 }],
  [['long', 'slow', 'extended', 'lasting', 'sustained', 'lingering'], { seconds: 1.5 }],
  [['deep', 'low', 'bass', 'dark'], { pitch: 0.7, bright: 0.75 }],
  [['high', 'shrill', 'squeaky', 'cute', 'small', 'little'], { pitch: 1.35, bright: 1.15 }],
  [
    ['heavy', 'big', 'large', 'huge', 'giant', 'massive', 'powerful', 'mega', 'strong'],
    { weight: 0.45, pitch: 0.85, seconds: 1.15 },
  ],
  [['light', 'gentle', 'delicate', 'weak', 'faint'], { weight: -0.4, pitch: 1.12, seconds: 0.9 }],
  [['crisp', 'sharp', 'bright', 'clear', 'clean', 'shiny', 'sparkling'], { bright: 1.5 }],
  [['muffled', 'dull', 'distant', 'underwater', 'far', 'muted', 'warm'], { bright: 0.45 }],
  [['airy', 'breathy', 'soft', 'smooth', 'mellow'], { bright: 1.1, soft: true }],
  [['harsh', 'rough', 'gritty', 'distorted', 'aggressive', 'retro', '8bit', 'chiptune'], { rough: true }],
  [['dry', 'tight'], { space: 0 }],
  [
    ['echo', 'echoing', 'cave', 'cavern', 'hall', 'cathedral', 'reverb', 'distant', 'ethereal', 'dungeon'],
    { space: 2.5, hall: 2 },
  ],
]

/** What the words of a prompt say about a sound whatever its kind is. */
export function steerSound(words: ReadonlySet<string>): Steering {
  let [seconds, pitch, bright, weight, space, hall, soft, rough] = [1, 1, 1, 0.5, 1, 1, false, false]
  for (const [names, change] of changes) {
    if (!names.some((name) => words.has(name))) continue
    seconds *= change.seconds ?? 1
    pitch *= change.pitch ?? 1
    bright *= change.bright ?? 1
    weight += change.weight ?? 0
    // Dry wins: nobody asks for a dry echo by mistake.
    space = space === 0 ? 0 : space * (change.space ?? 1)
    hall *= change.hall ?? 1
    soft ||= change.soft === true
    rough ||= change.rough === true
  }
  return { seconds, pitch, bright, weight: Math.max(0, Math.min(1, weight)), space, hall, soft, rough }
}
