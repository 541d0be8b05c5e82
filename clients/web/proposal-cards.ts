import type { ProposalList, ProposalView, SpecEditsAccepted } from '../../core/http/spec-edits-api.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { el, fill, keyCap, type Child } from './build-element.js'
import { showFailure } from './show-failure.js'
import { specFacts } from './spec-facts.js'

export interface ProposalCardsEvents {
  readonly onAccepted: (accepted: SpecEditsAccepted, count: number) => void
  /** The list of proposals is another one now. */
  readonly onChange: () => void
}

const stateWords: Readonly<Record<ProposalView['state'], string>> = {
  open: '',
  accepted: '✓ accepted',
  declined: '– dismissed',
  listed: '✓ the list has it by now',
}

/** What a language model proposes, a card each: nothing of it is made before somebody accepts it. */
export class ProposalCards {
  readonly element = el('section', { class: 'proposals', 'aria-label': 'Proposals' })
  readonly #client: AssetloomClient
  readonly #runId: string
  readonly #events: ProposalCardsEvents
  readonly #chosen = new Set<string>()
  #list: ProposalList | null = null
  #failure: unknown = null
  #isBusy = false

  constructor(client: AssetloomClient, runId: string, events: ProposalCardsEvents) {
    this.#client = client
    this.#runId = runId
    this.#events = events
  }

  get openCount(): number {
    return this.#open.length
  }

  /** Keys of open proposals that answer a line. */
  keysAt(line: number, lastLine: number): string[] {
    return this.#open
      .filter(({ lines }) => lines.some((one) => one >= line && one <= lastLine))
      .map(({ key }) => key)
  }

  async load(): Promise<void> {
    try {
      this.#list = await this.#client.listProposals(this.#runId)
      this.#failure = null
    } catch (error) {
      this.#failure = error
    }
    this.#render()
    this.#events.onChange()
  }

  /** A: the chosen ones, else the one that has the focus. D likewise. */
  decide(verb: 'accept' | 'decline'): void {
    const focused = this.element.querySelector<HTMLElement>('.proposal:focus-within')?.dataset['key']
    const keys = this.#chosen.size > 0 ? [...this.#chosen] : focused === undefined ? [] : [focused]
    if (keys.length > 0) void this.#send(verb, keys)
  }

  walk(step: number): void {
    const cards = [...this.element.querySelectorAll<HTMLElement>('.proposal')]
    const at = cards.findIndex((card) => card.contains(document.activeElement))
    cards[Math.min(cards.length - 1, Math.max(0, at + step))]?.focus()
  }

  get #open(): ProposalView[] {
    return this.#list?.proposals.filter(({ state }) => state === 'open') ?? []
  }

  #render(): void {
    const failure = this.#failure === null ? null : showFailure(this.#failure, () => void this.load())
    if (this.#list === null)
      return fill(this.element, failure ?? el('p', { class: 'dim' }, 'Reading the proposals …'))
    const { proposals } = this.#list
    const settled = proposals.filter(({ state }) => state !== 'open')
    fill(
      this.element,
      failure,
      this.#open.length > 0 ? this.#bulkBar() : null,
      ...this.#open.map((one) => this.#card(one)),
      proposals.length === 0 ? emptyState() : null,
      settled.length === 0 ? null : el('h3', {}, `${settled.length} decided`),
      ...settled.map((one) => this.#card(one)),
    )
  }

  #bulkBar(): HTMLElement {
    const count = this.#chosen.size
    const all = this.#open.length
    const toggleAll = () => {
      if (count === all) this.#chosen.clear()
      else for (const { key } of this.#open) this.#chosen.add(key)
      this.#render()
    }
    const send = (verb: 'accept' | 'decline') => void this.#send(verb, [...this.#chosen])
    const isOff = count === 0 || this.#isBusy
    const what =
      count === 0
        ? 'Choose some, or decide one by one.'
        : `${count} ${count === 1 ? 'spec is' : 'specs are'} added, everything else stays.`
    return el(
      'div',
      { class: 'row proposal-bar' },
      el(
        'button',
        { type: 'button', onclick: toggleAll },
        count === all ? 'Choose none' : `Choose all ${all}`,
      ),
      el('span', { class: 'dim', role: 'status' }, what),
      el('span', { class: 'spacer' }),
      el(
        'button',
        { type: 'button', disabled: isOff, onclick: () => send('decline') },
        'Dismiss ',
        keyCap('D'),
      ),
      el(
        'button',
        { type: 'button', class: 'primary', disabled: isOff, onclick: () => send('accept') },
        count === 0 ? 'Accept ' : `Accept ${count} `,
        keyCap('A'),
      ),
    )
  }

  #card(one: ProposalView): HTMLElement {
    const isOpen = one.state === 'open'
    const choose = (event: Event) => {
      const box = event.target as HTMLInputElement
      if (box.checked) this.#chosen.add(one.key)
      else this.#chosen.delete(one.key)
      this.#render()
    }
    const box = el('input', {
      ...{ type: 'checkbox', checked: this.#chosen.has(one.key), 'aria-label': `Choose ${one.key}` },
      onchange: choose,
    })
    return el(
      'article',
      { class: `proposal ${isOpen ? '' : 'is-settled'}`, 'data-key': one.key, tabindex: 0 },
      el(
        'div',
        { class: 'proposal-head' },
        isOpen ? box : null,
        el('strong', {}, one.key),
        el('span', { class: 'dim' }, `${linesWords(one.lines)}, ${one.refinedBy} ${stateWords[one.state]}`),
      ),
      el('blockquote', { class: 'sentence-quote' }, one.spec.source.text),
      isOpen ? specFacts(one.spec) : null,
      el('div', { class: 'row' }, ...this.#verbs(one)),
    )
  }

  #verbs({ key, state }: ProposalView): Child[] {
    const button = (verb: 'accept' | 'decline', label: string) =>
      el(
        'button',
        { type: 'button', disabled: this.#isBusy, onclick: () => void this.#send(verb, [key]) },
        label,
      )
    if (state === 'open') return [button('accept', 'Accept'), button('decline', 'Dismiss')]
    return state === 'declined' ? [button('accept', 'Accept after all')] : []
  }

  async #send(verb: 'accept' | 'decline', keys: readonly string[]): Promise<void> {
    if (this.#isBusy || this.#list === null) return
    this.#isBusy = true
    this.#failure = null
    this.#render()
    try {
      const body = { keys, expectedRevision: this.#list.revision }
      if (verb === 'decline') this.#list = await this.#client.declineProposals(this.#runId, body)
      else this.#events.onAccepted(await this.#client.acceptProposals(this.#runId, body), keys.length)
      this.#chosen.clear()
    } catch (error) {
      this.#failure = error
    }
    this.#isBusy = false
    this.#render()
    this.#events.onChange()
  }
}

function emptyState(): HTMLElement {
  return el(
    'div',
    { class: 'empty' },
    el('h2', {}, 'No proposals'),
    el(
      'p',
      {},
      'A language model proposes specs for sentences that the rules left open, when one is set up. Lists are read by rules without one.',
    ),
    el('p', { class: 'dim' }, 'docs/guides/llm-refinement.md says how to name one.'),
  )
}

const linesWords = (lines: readonly number[]) =>
  `${lines.length === 1 ? 'line' : 'lines'} ${lines.slice(0, 8).join(', ')}${lines.length > 8 ? ' …' : ''}`
