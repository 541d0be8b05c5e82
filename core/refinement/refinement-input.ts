import type { DocumentRef } from '../documents/document-ports.js'
import type { UsualProviders } from '../generation/default-provider.js'
import type { IntakeNote, IntakeProblem } from '../intake/intake-report.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'

/** What a project has to choose from: the model may name nothing else. */
export interface RefinementCatalogue {
  /** Colours by name, `#rrggbb`. */
  readonly palettes: Readonly<Record<string, readonly string[]>>
  readonly providers: readonly string[]
  readonly styleTags: readonly string[]
  /** Engines that the bundle is for; told, not chosen. */
  readonly targets: readonly string[]
}

/** A piece of a design document that may explain a wish. */
export interface DesignPassage extends DocumentRef {
  /** The headings above it, joined by ` > `; empty where there is none. */
  readonly heading: string
  readonly text: string
}

/** What the rules made of the same text. */
export interface RulesRefinement {
  readonly specs: readonly AssetSpec[]
  readonly problems: readonly IntakeProblem[]
  readonly notes: readonly IntakeNote[]
}

export interface RefinementInput {
  readonly fileName: string
  /** The wishlist as it was written. */
  readonly text: string
  readonly rules: RulesRefinement
  /** Lines that the rules did not understand, from 1, ascending. */
  readonly openLines: readonly number[]
  readonly catalogue: RefinementCatalogue
  readonly passages: readonly DesignPassage[]
  readonly options: {
    readonly palette: readonly string[]
    /** Wins over what the model proposes; null = the proposal, else 4. */
    readonly variantsPerSpec: number | null
    readonly provider: string
    /** Who makes what of a type, instead of `provider`. */
    readonly usualProviders?: UsualProviders
    readonly seed: number
  }
}

/** The lines of a text as its numbers count them; the first loses its byte order mark. */
export function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
}
