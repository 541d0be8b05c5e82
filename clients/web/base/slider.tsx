import { normalizeProps, useMachine } from '@zag-js/preact'
import * as slider from '@zag-js/slider'
import { useId } from 'preact/hooks'

export interface SliderProps {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly onChange: (value: number) => void
  /** The value in words: `60 %`. */
  readonly describe?: (value: number) => string
  readonly hideLabel?: boolean
}

/** One number by hand, arrows, Home and End. */
export function Slider(props: SliderProps) {
  const { label, value, min, max, step, describe } = props
  const service = useMachine(slider.machine, {
    ...{ id: useId(), value: [value], min, max, step, 'aria-label': [label] },
    onValueChange: ({ value: [next] }) => {
      if (next !== undefined) props.onChange(next)
    },
    getAriaValueText: ({ value: told }) => describe?.(told) ?? String(told),
  })
  const api = slider.connect(service, normalizeProps)
  return (
    <div {...api.getRootProps()} class="slider">
      {props.hideLabel === true ? null : (
        <span class="slider-label">
          {label} <output class="figures dim">{describe?.(value) ?? value}</output>
        </span>
      )}
      <div {...api.getControlProps()} class="slider-control">
        <div {...api.getTrackProps()} class="slider-track">
          <div {...api.getRangeProps()} class="slider-range" />
        </div>
        <div {...api.getThumbProps({ index: 0 })} class="slider-thumb" />
      </div>
    </div>
  )
}
