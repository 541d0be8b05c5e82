import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { FailureNotice } from '../base/failure-notice.js'
import { faultOfColours, faultOfName, splitColours, splitTags } from './named-lists.js'
import { PartState } from './part-state.js'
import { useSettings } from './use-settings.js'

interface ListKind {
  readonly member: 'palettes' | 'tagGroups'
  readonly what: string
  readonly one: string
  readonly teach: string
  readonly placeholder: string
  readonly split: (text: string) => string[]
  readonly faultOf: (words: readonly string[]) => string
  readonly face: (words: readonly string[]) => ComponentChildren
}

const palettes: ListKind = {
  ...{ member: 'palettes', what: 'palettes', one: 'palette', placeholder: '#1b1b1b #e0b45c #79b0dc' },
  teach: 'Colours that lists, styles and asset types use by name. No palette yet: add the one of your game.',
  split: splitColours,
  faultOf: faultOfColours,
  face: (colours) => (
    <span class="swatches" aria-hidden="true">
      {colours.map((colour) => (
        <span key={colour} class="swatch" style={{ backgroundColor: colour }} title={colour} />
      ))}
    </span>
  ),
}

const tagGroups: ListKind = {
  ...{ member: 'tagGroups', what: 'tag groups', one: 'group', placeholder: 'boss, undead, night' },
  teach: 'Tags to click while reviewing, in groups. None yet: add the words that your team sorts by.',
  split: splitTags,
  faultOf: (tags) => (tags.length === 0 ? 'Write at least one tag.' : ''),
  face: (tags) => (
    <span class="chips">
      {tags.map((tag) => (
        <span key={tag} class="chip">
          {tag}
        </span>
      ))}
    </span>
  ),
}

export function PalettesPart({ projectId }: { readonly projectId: string }) {
  return <ListsPart projectId={projectId} kind={palettes} />
}

export function TagGroupsPart({ projectId }: { readonly projectId: string }) {
  return <ListsPart projectId={projectId} kind={tagGroups} />
}

/** Named lists of words: shown, changed in place, added, taken out with Undo. */
function ListsPart({ projectId, kind }: { readonly projectId: string; readonly kind: ListKind }) {
  const state = useSettings(projectId)
  return (
    <PartState of={state.of} what={kind.what}>
      {({ settings, revision }) => {
        const lists: Readonly<Record<string, readonly string[]>> = settings[kind.member] ?? {}
        const save = (next: Readonly<Record<string, readonly string[]>>, done: string) =>
          state.save({ [kind.member]: Object.keys(next).length === 0 ? undefined : next }, done)
        const names = Object.keys(lists).sort()
        return (
          <div class="settings-list" key={revision}>
            {names.length === 0 ? <p class="dim">{kind.teach}</p> : null}
            {names.map((name) => (
              <ListRow
                key={name}
                name={name}
                words={lists[name] ?? []}
                kind={kind}
                onSave={(words) => save({ ...lists, [name]: words }, `${name} saved.`)}
                onRemove={() =>
                  save(
                    Object.fromEntries(Object.entries(lists).filter(([one]) => one !== name)),
                    `${name} taken out.`,
                  )
                }
              />
            ))}
            <NewList
              kind={kind}
              taken={names}
              onAdd={(name, words) => save({ ...lists, [name]: words }, `${name} added.`)}
            />
            {state.failure === null ? null : <FailureNotice failure={state.failure} />}
          </div>
        )
      }}
    </PartState>
  )
}

function ListRow(props: {
  readonly name: string
  readonly words: readonly string[]
  readonly kind: ListKind
  readonly onSave: (words: string[]) => void
  readonly onRemove: () => void
}) {
  const { name, words, kind } = props
  const before = words.join(kind.member === 'palettes' ? ' ' : ', ')
  const [text, setText] = useState(before)
  const fault = kind.faultOf(kind.split(text))
  return (
    <div class="settings-row">
      <strong>{name}</strong>
      {kind.face(kind.split(text).slice(0, 64))}
      <input
        type="text"
        aria-label={`${kind.one} ${name}`}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {text !== before ? (
        <button
          type="button"
          class="primary"
          disabled={fault !== ''}
          onClick={() => props.onSave(kind.split(text))}
        >
          Save
        </button>
      ) : null}
      <button type="button" class="quiet" onClick={props.onRemove} aria-label={`Take out ${name}`}>
        Take out
      </button>
      {text !== before && fault !== '' ? <p class="tone-bad settings-fault">! {fault}</p> : null}
    </div>
  )
}

function NewList(props: {
  readonly kind: ListKind
  readonly taken: readonly string[]
  readonly onAdd: (name: string, words: string[]) => void
}) {
  const { kind, taken } = props
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  const [isRefused, setRefused] = useState(false)
  const fault = faultOfName(name, taken) || kind.faultOf(kind.split(text))
  return (
    <form
      class="settings-row"
      onSubmit={(event) => {
        event.preventDefault()
        setRefused(fault !== '')
        if (fault === '') props.onAdd(name, kind.split(text))
      }}
    >
      <input
        type="text"
        aria-label={`Name of a new ${kind.one}`}
        placeholder={`new ${kind.one}`}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <input
        type="text"
        class="grow"
        aria-label={`What is in it`}
        placeholder={kind.placeholder}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit">Add</button>
      {isRefused && fault !== '' ? (
        <p class="tone-bad settings-fault" role="alert">
          ! {fault}
        </p>
      ) : null}
    </form>
  )
}
