import type { SpecView } from '../http/assetloom-client.js'
import type { FrameView } from './art-picture.js'
import { el } from './build-element.js'
import { toggle } from './toggle-button.js'

/** Some frames of a strip that are looked at one after the other. */
interface Motion {
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

/**
 * Which frame of a strip is shown: plays the animations of the shown spec at their own pace, one at a time, or shows
 * all frames side by side. All variants show the same frame, so that they can be compared.
 */
export class FramePlayer {
  readonly #onFrame: (frame: FrameView) => void
  readonly #onChange: () => void
  #specKey = ''
  #motions: readonly Motion[] = []
  #count = 1
  #chosen = 0
  #at = 0
  /** All frames side by side. */
  #isStrip = false
  #isPlaying = !matchMedia('(prefers-reduced-motion: reduce)').matches
  #timer: ReturnType<typeof setTimeout> | null = null

  /** `onFrame`: another frame of the same motion. `onChange`: the switches look different. */
  constructor(onFrame: (frame: FrameView) => void, onChange: () => void) {
    this.#onFrame = onFrame
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

  /** Empty for stills. */
  switches(): HTMLElement[] {
    if (this.#motions.length === 0) return []
    const choices = this.#motions.map(({ name }, index) =>
      choice(name, !this.#isStrip && index === this.#chosen, () => this.#choose(index)),
    )
    const all = choice('All', this.#isStrip, () => this.#showStrip())
    const isPlaying = this.#isPlaying && !this.#isStrip
    return [
      el('div', { class: 'segments', role: 'group', 'aria-label': 'Animation' }, ...choices, all),
      toggle(isPlaying ? 'Pause' : 'Play', 'F', 'Play or stop; , and . go frame by frame', isPlaying, () =>
        this.togglePlay(),
      ),
    ]
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
    const isHeld = !motion.loop && this.#at === motion.frames - 1
    this.#timer = setTimeout(
      () => {
        this.#at = (this.#at + 1) % motion.frames
        const { frame } = this
        if (frame !== null) this.#onFrame(frame)
        this.#plan()
      },
      isHeld ? holdMs : 1000 / motion.fps,
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

function choice(label: string, isPressed: boolean, onclick: () => void): HTMLElement {
  return el('button', { type: 'button', 'aria-pressed': String(isPressed), onclick }, label)
}
