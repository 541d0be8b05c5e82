import { useState } from 'preact/hooks'
import type { IntakeDraft } from './intake-draft.js'

const bytesMax = 1_000_000

/** The list as it is typed, pasted, or dropped as a file. */
export function DraftText(props: {
  readonly draft: IntakeDraft
  readonly onChange: (change: Partial<IntakeDraft>) => void
}) {
  const { draft, onChange } = props
  const [fault, setFault] = useState('')
  const [isOver, setOver] = useState(false)
  const take = (file: File | undefined) => {
    setOver(false)
    if (file === undefined) return
    if (file.size > bytesMax) return setFault(`${file.name} is larger than 1 MB: a list is text. Split it.`)
    file.text().then(
      (text) => {
        setFault(text.includes('\u0000') ? `${file.name} is no text file.` : '')
        if (!text.includes('\u0000')) onChange({ text, name: file.name })
      },
      () => setFault(`${file.name} cannot be read.`),
    )
  }
  return (
    <div
      class={`draft-text ${isOver ? 'is-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        take(event.dataTransfer?.files[0])
      }}
    >
      <div class="row">
        <label for="intake-text" class="dim">
          Free text, Markdown, or one &quot;category: prompt&quot; a line
        </label>
        <span class="spacer" />
        <label class="button file-button">
          Open a file …
          <input
            type="file"
            class="visually-hidden"
            accept=".txt,.md,.markdown,.yaml,.yml,.json,.csv,text/*"
            onChange={(event) => take(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      <textarea
        id="intake-text"
        aria-label="The list"
        spellcheck={false}
        value={draft.text}
        placeholder={'# pixel art, 32x32 unless said otherwise\nprop: water barrel\ntile: cracked dry mud'}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      {fault === '' ? null : (
        <p class="tone-bad" role="alert">
          ! {fault}
        </p>
      )}
    </div>
  )
}
