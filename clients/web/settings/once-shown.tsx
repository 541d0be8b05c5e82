import { useState } from 'preact/hooks'

/** A link or a key that is shown this once: nobody can read it again. */
export function OnceShown(props: {
  readonly title: string
  readonly secret: string
  readonly hint: string
  readonly onClose: () => void
}) {
  const [isCopied, setCopied] = useState(false)
  return (
    <div class="notice once-shown" role="status">
      <strong>{props.title}</strong>
      <input
        type="text"
        readOnly
        class="grow"
        aria-label={props.title}
        value={props.secret}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button
        type="button"
        class="primary"
        onClick={() => {
          navigator.clipboard.writeText(props.secret).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }}
      >
        {isCopied ? 'Copied' : 'Copy'}
      </button>
      <button type="button" onClick={props.onClose}>
        Done
      </button>
      <p class="dim notice-line">{props.hint}</p>
    </div>
  )
}
