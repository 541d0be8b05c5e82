/**
 * One voice of a sound: an oscillator with its envelope, slides, modulations and filter. A sound is a list of layers that
 * are added up (mix-layers.ts); times are seconds, pitches hertz, levels amplitudes with full scale 1.
 */
export interface Layer {
  /** `noise` holds each random value for a period of `hz`; `lfsr` is the short, buzzing noise of old sound chips. */
  readonly wave: 'sine' | 'triangle' | 'saw' | 'square' | 'noise' | 'lfsr'
  /** When it starts; 0 unless given. */
  readonly at?: number
  readonly seconds: number
  readonly level: number
  readonly hz: number
  /** Pitch at the end, reached evenly in octaves; `bend` under 1 gets there sooner, over 1 later. */
  readonly toHz?: number
  readonly bend?: number
  /** Share of a square wave that is high, 0.5 unless given. */
  readonly duty?: number
  readonly toDuty?: number
  /** Rise to the full level, and how long it stays there; the rest of the time it falls. */
  readonly attack?: number
  readonly hold?: number
  /** Exponent of the fall to zero: 1 is a straight line, 3 sounds struck. 2 unless given. */
  readonly fall?: number
  /** Louder by this share where the hold begins, gone where it ends. */
  readonly punch?: number
  readonly vibrato?: { readonly hz: number; readonly semitones: number }
  /** Swings the level between 1 and 1 - depth. */
  readonly tremolo?: { readonly hz: number; readonly depth: number }
  /** Random swings of the level, this many a second. */
  readonly flutter?: { readonly hz: number; readonly depth: number }
  /** Pitches to step through, semitones above `hz`, each for `seconds`; the last one stays unless it repeats. */
  readonly steps?: {
    readonly semitones: readonly number[]
    readonly seconds: number
    readonly repeats?: boolean
  }
  readonly filter?: {
    readonly kind: 'low' | 'high' | 'band'
    readonly hz: number
    readonly toHz?: number
    /** Resonance, 0.7 (none) to about 20. */
    readonly q?: number
  }
}

/** What is done to all layers together. */
export interface MixEffects {
  /** Soft saturation, 0 to about 10. */
  readonly drive?: number
  readonly echo?: { readonly seconds: number; readonly feedback: number; readonly mix: number }
  readonly reverb?: { readonly seconds: number; readonly mix: number }
  readonly lowPassHz?: number
  readonly highPassHz?: number
  /** Coarser steps of level, and samples held: the sound of old hardware. */
  readonly crush?: { readonly bits: number; readonly hold: number }
}

export interface SoundPlan {
  readonly layers: readonly Layer[]
  readonly effects?: MixEffects
}
