import type { VariantView } from '../../../core/http/http-api.js'
import type { SpecView } from '../../http/assetloom-client.js'

/** Decoded sounds of a few specs; one is some hundred kilobytes. */
const soundsMax = 32

/**
 * Plays the chosen variant of a sound: one at a time, loops as loops. Choosing another variant by hand plays it, so that
 * two are compared by two keys.
 */
export class SoundPlayer {
  readonly #onChange: () => void
  readonly #sounds = new Map<string, Promise<AudioBuffer>>()
  #context: AudioContext | null = null
  #source: AudioBufferSourceNode | null = null
  #url: string | null = null
  #isLoop = false
  #loopMs: NonNullable<SpecView['sound']>['loopMs'] = undefined
  /** Of the last press: a sound that arrives after another press is not played any more. */
  #press = 0

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  update(spec: SpecView | null, variant: VariantView | null): void {
    const url = spec?.sound === undefined ? null : (variant?.imageUrl ?? null)
    this.#isLoop = spec?.sound?.loop ?? false
    this.#loopMs = spec?.sound?.loopMs
    if (url === this.#url) return
    this.stop()
    this.#url = url
  }

  /** Does nothing where no sound is chosen. */
  play(): void {
    const url = this.#url
    if (url === null) return
    this.stop()
    const press = this.#press
    // Browsers give sound only after a press; this is one.
    this.#context ??= new AudioContext()
    const context = this.#context
    void context.resume()
    this.#load(context, url).then(
      (buffer) => {
        if (press !== this.#press) return
        const source = context.createBufferSource()
        source.buffer = buffer
        source.loop = this.#isLoop
        if (this.#loopMs !== undefined) {
          source.loopStart = this.#loopMs.start / 1000
          // An end of 0 would be no loop points at all; one behind the sound is its end.
          source.loopEnd = this.#loopMs.end === undefined ? buffer.duration : this.#loopMs.end / 1000
        }
        source.connect(context.destination)
        source.addEventListener('ended', () => {
          if (this.#source !== source) return
          this.#source = null
          this.#onChange()
        })
        source.start()
        this.#source = source
        this.#onChange()
      },
      // The figure says that the sound cannot be loaded.
      () => undefined,
    )
  }

  toggle(): void {
    if (this.#source === null) this.play()
    else {
      this.stop()
      this.#onChange()
    }
  }

  stop(): void {
    this.#press += 1
    const source = this.#source
    this.#source = null
    source?.stop()
  }

  /** Null where no sound is chosen. */
  get isPlaying(): boolean | null {
    return this.#url === null ? null : this.#source !== null
  }

  #load(context: AudioContext, url: string): Promise<AudioBuffer> {
    const known = this.#sounds.get(url)
    if (known !== undefined) return known
    const loading = fetch(url).then(async (answer) => {
      if (!answer.ok) throw new Error(`the sound answers ${answer.status}`)
      return await context.decodeAudioData(await answer.arrayBuffer())
    })
    this.#sounds.set(url, loading)
    loading.catch(() => this.#sounds.delete(url))
    const oldest = this.#sounds.keys().next().value
    if (this.#sounds.size > soundsMax && oldest !== undefined) this.#sounds.delete(oldest)
    return loading
  }
}
