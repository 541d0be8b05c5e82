import { newAnimation, type AnimationRow } from '../spec-form.js'
import { NumberField } from './number-field.js'

interface AnimationFieldsProps {
  readonly animations: readonly AnimationRow[]
  readonly isWrong: boolean
  readonly onChange: (animations: readonly AnimationRow[]) => void
}

/** A line for each animation: name, frames, frames a second, loop. Lines are added and taken away. */
export function AnimationFields({ animations, isWrong, onChange }: AnimationFieldsProps) {
  const set = (at: number, part: Partial<AnimationRow>) =>
    onChange(animations.map((one, place) => (place === at ? { ...one, ...part } : one)))
  const add = (event: MouseEvent) => {
    const { frames, fps, loop } = newAnimation('')
    const rows = (event.currentTarget as HTMLElement).parentElement
    onChange([...animations, { name: '', frames: String(frames), fps: String(fps), loop }])
    // Once it is drawn.
    requestAnimationFrame(() =>
      rows?.querySelector<HTMLElement>('.animation-row:last-of-type input')?.focus(),
    )
  }
  const invalid = isWrong ? { 'aria-invalid': true } : {}
  return (
    <div class="animation-rows">
      {animations.map((row, at) => (
        <div class="animation-row" key={at}>
          <input
            type="text"
            value={row.name}
            aria-label="Name of the animation"
            onInput={(event) => set(at, { name: event.currentTarget.value })}
            {...invalid}
          />
          <NumberField
            label="Frames"
            value={row.frames}
            isWrong={isWrong}
            onInput={(frames) => set(at, { frames })}
          />
          <span class="dim">frames</span>
          <NumberField
            label="Frames a second"
            value={row.fps}
            isWrong={isWrong}
            onInput={(fps) => set(at, { fps })}
          />
          <span class="dim">fps</span>
          <label class="check-label">
            <input
              type="checkbox"
              checked={row.loop}
              aria-label="Loops"
              onChange={(event) => set(at, { loop: event.currentTarget.checked })}
            />{' '}
            loop
          </label>
          <button
            type="button"
            class="quiet"
            aria-label={`Remove ${row.name || 'this animation'}`}
            onClick={() => onChange(animations.filter((_, place) => place !== at))}
          >
            ✕
          </button>
        </div>
      ))}
      <button type="button" class="quiet" onClick={add}>
        + animation
      </button>
    </div>
  )
}
