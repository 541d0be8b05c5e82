import { useQuery } from '@tanstack/preact-query'
import { useState } from 'preact/hooks'
import { FailureNotice } from '../base/failure-notice.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { reviewRequests } from './review-requests.js'
import { useReview } from './use-desk.js'

const tagsMax = 40
const charsMax = 60

/** The tags of a spec to click: those of the project's groups, and free ones. Nothing where the API keeps none. */
export function TagChips({ spec }: { readonly spec: SpecView }) {
  const { desk } = useReview()
  const { runId } = desk.store
  const requests = reviewRequests(desk.app.client, runId, spec.specKey)
  const { data, refetch } = useQuery({
    queryKey: ['run', runId, 'tags', spec.specKey],
    queryFn: () => requests.readTags(),
  })
  const [failure, setFailure] = useState<unknown>(null)
  if (data === undefined || data === null) return null
  const save = (tags: readonly string[]) => {
    requests
      .saveTags(tags.slice(0, tagsMax), data.version)
      .then(
        () => setFailure(null),
        (error: unknown) => setFailure(error),
      )
      // Refused or not: what holds now is what is shown.
      .finally(() => void refetch())
      .catch(() => undefined)
  }
  const toggle = (tag: string) =>
    save(data.tags.includes(tag) ? data.tags.filter((one) => one !== tag) : [...data.tags, tag])
  const groups = Object.entries(data.groups)
  const grouped = new Set(groups.flatMap(([, tags]) => tags))
  const free = data.tags.filter((tag) => !grouped.has(tag))
  return (
    <>
      <h3>Tags</h3>
      {groups.map(([name, tags]) => (
        <ChipRow key={name} label={name} tags={tags} chosen={data.tags} onToggle={toggle} />
      ))}
      {free.length === 0 ? null : <ChipRow label="" tags={free} chosen={data.tags} onToggle={toggle} />}
      {data.own.length === 0 ? null : (
        <p class="dim" title="Edit the spec to change them (E)">
          from the list: {data.own.join(', ')}
        </p>
      )}
      <FreeTag onAdd={(tag) => !data.tags.includes(tag) && save([...data.tags, tag])} />
      {failure === null ? null : <FailureNotice failure={failure} />}
    </>
  )
}

interface ChipRowProps {
  readonly label: string
  readonly tags: readonly string[]
  readonly chosen: readonly string[]
  readonly onToggle: (tag: string) => void
}

function ChipRow({ label, tags, chosen, onToggle }: ChipRowProps) {
  return (
    <div class="chips" role="group" aria-label={label === '' ? 'Free tags' : label}>
      {label === '' ? null : <span class="dim chip-group">{label}</span>}
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          class="chip"
          aria-pressed={chosen.includes(tag)}
          onClick={() => onToggle(tag)}
        >
          {tag}
        </button>
      ))}
    </div>
  )
}

function FreeTag({ onAdd }: { readonly onAdd: (tag: string) => void }) {
  const [text, setText] = useState('')
  return (
    <form
      class="note-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() === '') return
        onAdd(text.trim())
        setText('')
      }}
    >
      <input
        type="text"
        data-focus="tags"
        maxLength={charsMax}
        aria-label="Add a tag"
        aria-keyshortcuts="#"
        placeholder="+ tag"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <button type="submit" disabled={text.trim() === ''}>
        Tag
      </button>
    </form>
  )
}
