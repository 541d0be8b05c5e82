import type { SpecView } from '../../http/assetloom-client.js'
import type { FrameView } from './art-source.js'

/** Some frames of a strip that are looked at one after the other. */
export interface Motion {
  readonly name: string
  /** Position of its first frame in the strip. */
  readonly first: number
  readonly frames: number
  readonly fps: number
  readonly loop: boolean
}

/** How long the last frame of a motion that plays once stays before it plays again. */
const holdMs = 700
/** States are no motion; at this pace they can be compared. */
const statesFps = 1.5
const fpsMax = 60

/**
 * Which frame of a strip is shown: plays the animations of the shown spec at their own pace, one at a time, or shows
 * all frames side by side. All variants show the same frame, so that they can be compared.
 */
export class FramePlayer {
  readonly #listeners = new Set<() => void>()
  readonly #onChange: () => void
  #specKey = ''
  #motions: readonly Motion[] = []
  #count = 1
  #chosen = 0
  #at = 0
  /** All frames side by side. */
  #isStrip = false
  /** Asked for by hand; null = as the spec says. */
  #fps: number | null = null
  #isLooping: boolean | null = null
  #isPlaying = !matchMedia('(prefers-reduced-motion: reduce)').matches
  #timer: ReturnType<typeof setTimeout> | null = null

  /** `onChange`: the switches look different; onFrame tells of another frame of the same motion. */
  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** Shows another spec from its first frame on; the same one goes on where it is. */
  update(spec: SpecView | null): void {
    const identity = spec === null ? '' : `${spec.specKey} ${JSON.stringify(spec.animations ?? spec.states)}`
    if (identity === this.#specKey) return
    this.#specKey = identity
    this.#motions = spec === null ? [] : motionsOf(spec)
    this.#count = this.#motions.reduce((sum, { frames }) => sum + frames, 0)
    this.#chosen = 0
    this.#at = 0
    this.#fps = null
    this.#isLooping = null
    // States are to be seen together.
    this.#isStrip = spec?.states !== undefined
    this.#plan()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** null for stills and for all frames side by side. */
  get frame(): FrameView | null {
    const motion = this.#motions[this.#chosen]
    if (motion === undefined || this.#isStrip) return null
    return { index: motion.first + this.#at, count: this.#count }
  }

  togglePlay(): void {
    if (this.#motions.length === 0) return
    if (this.#isStrip) this.#isStrip = false
    else this.#isPlaying = !this.#isPlaying
    this.#plan()
    this.#onChange()
  }

  /** One frame on or back; playing stops. */
  step(by: number): void {
    const motion = this.#motions[this.#chosen]
    if (motion === undefined) return
    this.#isStrip = false
    this.#isPlaying = false
    this.#at = (this.#at + by + motion.frames) % motion.frames
    this.#plan()
    this.#onChange()
  }

  /** The next animation; after the last one all frames side by side. */
  nextMotion(): void {
    if (this.#motions.length === 0) return
    if (this.#isStrip) this.#choose(0)
    else if (this.#chosen + 1 < this.#motions.length) this.#choose(this.#chosen + 1)
    else this.#showStrip()
  }

  /** Names of the animations or states, in their order; empty for stills. */
  get motions(): readonly Motion[] {
    return this.#motions
  }

  /** Position of the one that is shown; null while all frames stand side by side. */
  get chosen(): number | null {
    return this.#isStrip ? null : this.#chosen
  }

  get isPlaying(): boolean {
    return this.#isPlaying && !this.#isStrip
  }

  /** Frames a second at which the chosen motion plays. */
  get fps(): number {
    return this.#fps ?? this.#motions[this.#chosen]?.fps ?? 0
  }

  /** Whether it begins anew after its last frame: a motion that plays once can be looped to be looked at. */
  get isLooping(): boolean {
    return this.#isLooping ?? this.#motions[this.#chosen]?.loop ?? false
  }

  /** The frame before the shown one, for the onion skin; null where there is none. */
  get frameBefore(): FrameView | null {
    const motion = this.#motions[this.#chosen]
    if (motion === undefined || this.#isStrip || motion.frames < 2) return null
    const at = (this.#at - 1 + motion.frames) % motion.frames
    return { index: motion.first + at, count: this.#count }
  }

  /** Another pace than the spec says, until another spec is shown. */
  setFps(fps: number): void {
    if (this.#motions.length === 0) return
    this.#fps = Math.min(fpsMax, Math.max(1, Math.round(fps)))
    this.#plan()
    this.#onChange()
  }

  toggleLoop(): void {
    this.#isLooping = !this.isLooping
    this.#plan()
    this.#onChange()
  }

  /** One motion by its position, or all frames side by side. */
  choose(index: number | null): void {
    if (index === null) this.#showStrip()
    else this.#choose(index)
  }

  /** Tells of each frame that is shown, until the function that is given back is called. */
  onFrame(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #choose(index: number): void {
    this.#chosen = index
    this.#at = 0
    this.#isStrip = false
    this.#plan()
    this.#onChange()
  }

  #showStrip(): void {
    this.#isStrip = true
    this.#plan()
    this.#onChange()
  }

  #plan(): void {
    this.stop()
    const motion = this.#motions[this.#chosen]
    if (motion === undefined || motion.frames < 2 || this.#isStrip || !this.#isPlaying) return
    const isHeld = !this.isLooping && this.#at === motion.frames - 1
    this.#timer = setTimeout(
      () => {
        this.#at = (this.#at + 1) % motion.frames
        for (const listener of this.#listeners) listener()
        this.#plan()
      },
      isHeld ? holdMs : 1000 / this.fps,
    )
  }
}

function motionsOf({ animations, assetType, states }: SpecView): Motion[] {
  const word = assetType === 'backdrop' ? 'Layers' : 'States'
  if (states !== undefined)
    return [{ name: word, first: 0, frames: states.length, fps: statesFps, loop: true }]
  let first = 0
  return (animations ?? []).map(({ name, frames, fps, loop }) => {
    const motion = { name, first, frames, fps, loop }
    first += frames
    return motion
  })
}
