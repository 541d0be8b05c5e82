import { useState } from 'preact/hooks'

/** A button for what cannot be taken back: pressed once it says what will be, pressed again it does it. */
export function AskTwice(props: {
  readonly label: string
  /** Said to screen readers besides: of what. */
  readonly of: string
  readonly sure: string
  readonly onSure: () => void
}) {
  const [isAsked, setAsked] = useState(false)
  return (
    <>
      <button
        type="button"
        class={isAsked ? 'tone-bad' : 'quiet'}
        aria-label={isAsked ? undefined : `${props.label}: ${props.of}`}
        onClick={() => {
          setAsked(!isAsked)
          if (isAsked) props.onSure()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && isAsked) setAsked(false)
        }}
      >
        {isAsked ? props.sure : props.label}
      </button>
      {isAsked ? (
        <button type="button" onClick={() => setAsked(false)}>
          No
        </button>
      ) : null}
    </>
  )
}
