import type { FrameMode } from '../spec-form.js'
import { AnimationFields } from './animation-fields.js'
import type { FieldControlsProps } from './field-controls.js'

/** One picture, animations, or states (the layers of a backdrop). */
export function FramesControls({ spec, form, isWrong, onChange }: FieldControlsProps) {
  const stand = spec.assetType === 'backdrop' ? 'layers' : 'states'
  const modes: readonly (readonly [FrameMode, string])[] = [
    ['still', 'one picture'],
    ['animations', 'animations'],
    ['states', stand],
  ]
  return (
    <>
      <div class="segments" role="group" aria-label="Frames">
        {modes.map(([mode, name]) => (
          <button
            key={mode}
            type="button"
            aria-pressed={mode === form.frames}
            onClick={() => onChange({ frames: mode })}
          >
            {name}
          </button>
        ))}
      </div>
      {form.frames === 'animations' ? (
        <div>
          <AnimationFields
            animations={form.animations}
            isWrong={isWrong}
            onChange={(animations) => onChange({ animations })}
          />
        </div>
      ) : form.frames === 'states' ? (
        <div>
          <input
            type="text"
            aria-label={stand}
            placeholder={stand === 'layers' ? 'sky, hills, trees' : 'normal, hover, pressed'}
            value={form.states}
            aria-invalid={isWrong}
            onInput={(event) => onChange({ states: event.currentTarget.value })}
          />
        </div>
      ) : null}
    </>
  )
}
