import type { RunView, VariantRouteView, VariantView } from '../../core/http/http-api.js'
import type { SpecDetail } from '../../core/http/spec-edits-api.js'
import { routedProviders } from '../../core/generation/generation-route.js'
import type { DecisionRow } from '../../core/ports.js'
import type { AssetloomClient, SpecView } from '../http/assetloom-client.js'
import { el, fill } from './build-element.js'
import { qualityPanel } from './quality-panel.js'
import { showFailure } from './show-failure.js'
import { specPanel } from './spec-panel.js'
import { toggle } from './toggle-button.js'
import { variantDetails } from './variant-details.js'

const routesMax = 500

export interface AsidePanelEvents {
  /** Something that was asked for has arrived. */
  readonly onChange: () => void
  readonly onEdit: () => void
}

/** Beside the pictures: the chosen variant, or the whole spec. Both are read when they are looked at. */
export class AsidePanel {
  readonly element = el('div', { class: 'aside' })
  shows: 'variant' | 'spec' = 'variant'
  readonly #client: AssetloomClient
  readonly #events: AsidePanelEvents
  readonly #decisions = new Map<string, readonly DecisionRow[]>()
  /** null: on its way, or it cannot be had. */
  readonly #routes = new Map<string, VariantRouteView | null>()
  readonly #details = new Map<string, SpecDetail | { readonly failure: unknown } | null>()

  constructor(client: AssetloomClient, events: AsidePanelEvents) {
    this.#client = client
    this.#events = events
  }

  toggle(): void {
    this.shows = this.shows === 'variant' ? 'spec' : 'variant'
    this.#events.onChange()
  }

  /** What was read may have changed: it is read again when it is shown. */
  forget(): void {
    this.#decisions.clear()
    this.#details.clear()
  }

  update(run: RunView, spec: SpecView, variant: VariantView | null): void {
    fill(
      this.element,
      el(
        'div',
        { class: 'aside-tabs switches' },
        toggle('Variant', '', 'Score and origin', this.shows === 'variant', () => this.#show('variant')),
        toggle('Spec', 'S', 'Every field, its source, its revisions', this.shows === 'spec', () =>
          this.#show('spec'),
        ),
      ),
      // First what a person has to know who takes over from the autopilot.
      this.shows === 'spec' && spec.quality !== undefined ? qualityPanel(spec.quality) : null,
      this.shows === 'variant'
        ? variantDetails(spec, variant, this.#decisionsOn(variant), this.#routeOf(variant))
        : this.#specPart(run, spec),
    )
  }

  #show(what: 'variant' | 'spec'): void {
    this.shows = what
    this.#events.onChange()
  }

  #specPart(run: RunView, spec: SpecView): HTMLElement {
    const key = `${spec.specRevisionId} ${run.revision?.newest?.number ?? ''}`
    const detail = this.#details.get(key)
    if (detail === undefined) this.#read(key, run, spec)
    if (detail === undefined || detail === null)
      return el('p', { class: 'details dim' }, 'Reading the spec …')
    if (!('failure' in detail))
      return specPanel(detail, run.revision?.newest ? null : () => this.#events.onEdit())
    return showFailure(detail.failure, () => {
      this.#details.delete(key)
      this.#events.onChange()
    })
  }

  #read(key: string, run: RunView, spec: SpecView): void {
    this.#details.set(key, null)
    this.#client
      .readSpecDetail(run.runId, spec.specKey)
      .then(
        (detail) => this.#details.set(key, detail),
        (failure: unknown) => this.#details.set(key, { failure }),
      )
      .finally(() => this.#events.onChange())
      .catch(() => undefined)
  }

  /** Read once a version of the variant; the panel fills when they are there. */
  #decisionsOn(variant: VariantView | null): readonly DecisionRow[] {
    if (variant === null || variant.version === 0) return []
    const key = `${variant.variantId}@${variant.version}`
    const known = this.#decisions.get(key)
    if (known !== undefined) return known
    this.#decisions.set(key, [])
    void this.#client.listDecisions(variant.variantId).then(
      ({ decisions }) => {
        this.#decisions.set(key, decisions)
        if (decisions.length > 0) this.#events.onChange()
      },
      () => undefined,
    )
    return []
  }

  /** Read once a variant: it does not change. A painter that nobody had to choose has none. */
  #routeOf(variant: VariantView | null): VariantRouteView | null {
    if (variant === null || !routedProviders.includes(variant.provider)) return null
    const { variantId } = variant
    const known = this.#routes.get(variantId)
    if (known !== undefined) return known
    if (this.#routes.size >= routesMax) this.#routes.clear()
    this.#routes.set(variantId, null)
    this.#client.readVariantRoute(variantId).then(
      (route) => {
        this.#routes.set(variantId, route)
        this.#events.onChange()
      },
      // The rest of its origin stands there without.
      () => undefined,
    )
    return null
  }
}
