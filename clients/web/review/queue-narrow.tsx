import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useReview } from './use-desk.js'

/** More tags than this are found by the words above the list. */
const tagsShownMax = 30

/** Chips that narrow the list of specs: what waits, what is mine, what has tags. */
export function QueueNarrow() {
  const { desk } = useReview()
  const { narrowing, facts, together } = desk
  const [areTagsShown, showTags] = useState(false)
  const { knownTags } = facts
  const hasMine = together.hasClaims === true || facts.assignments.length > 0
  const chosen = narrowing.tags
  const toggleTag = (tag: string) =>
    desk.narrow({ tags: chosen.includes(tag) ? chosen.filter((one) => one !== tag) : [...chosen, tag] })
  // What narrows the list is never hidden.
  const isOpen = areTagsShown || chosen.length > 0
  // A tag that nothing has any more can still be switched off.
  const gone = chosen.filter((tag) => !knownTags.some((one) => one.tag === tag))
  const tags = [...gone.map((tag) => ({ tag, count: 0 })), ...knownTags.slice(0, tagsShownMax)]
  return (
    <div class="queue-narrow">
      <div class="chips" role="group" aria-label="Show only">
        <Chip isOn={narrowing.isWaiting} onPress={() => desk.narrow({ isWaiting: !narrowing.isWaiting })}>
          Waiting
        </Chip>
        {hasMine ? (
          <Chip isOn={narrowing.isMine} onPress={() => desk.narrow({ isMine: !narrowing.isMine })}>
            Mine
          </Chip>
        ) : null}
        {tags.length === 0 ? null : (
          <button type="button" class="chip" aria-expanded={isOpen} onClick={() => showTags(!isOpen)}>
            Tags {isOpen ? '▴' : '▾'}
          </button>
        )}
      </div>
      {isOpen && tags.length > 0 ? (
        <div class="chips" role="group" aria-label="Only with the tag">
          {tags.map(({ tag, count }) => (
            <Chip key={tag} isOn={chosen.includes(tag)} onPress={() => toggleTag(tag)}>
              {tag} <span class="figures">{count}</span>
            </Chip>
          ))}
        </div>
      ) : null}
    </div>
  )
}

function Chip(props: {
  readonly isOn: boolean
  readonly onPress: () => void
  readonly children: ComponentChildren
}) {
  return (
    <button type="button" class="chip" aria-pressed={props.isOn} onClick={props.onPress}>
      {props.children}
    </button>
  )
}
