import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { togetherLimits } from './together-limits.js'

/** Tags as they are kept: blanks at the ends and repeated ones gone, each once. */
export function tidyTags(tags: readonly string[]): string[] {
  const tidy = tags.map((tag) => tag.replace(/\s+/g, ' ').trim())
  return [...new Set(tidy)].filter((tag) => tag !== '')
}

/** What is wrong with tags of a review, as a sentence; null = nothing. */
export function findTagProblem(tags: readonly string[]): string | null {
  const { tagsMax, tagCharsMax } = togetherLimits
  if (tags.length > tagsMax) return `a spec has at most ${tagsMax} tags of its review`
  const unusable = tags.find((tag) => tag.length > tagCharsMax || /\p{Cc}|\p{Surrogate}/u.test(tag))
  if (unusable === undefined) return null
  return `a tag has 1 to ${tagCharsMax} characters without control characters, not "${unusable.slice(0, 80)}"`
}

/** The tags that a bundle and the library show: those of the spec, then those of the review, each once. */
export function joinTags(own: readonly string[], ofReview: readonly string[]): string[] {
  return [...new Set([...own, ...ofReview])]
}

/** A spec as a bundle sees it, and what its review added; without such tags it is the spec itself. */
export function withReviewTags(
  spec: AssetSpec,
  ofReview: readonly string[],
): { readonly spec: AssetSpec; readonly reviewTags?: readonly string[] } {
  if (ofReview.length === 0) return { spec }
  return { spec: { ...spec, tags: joinTags(spec.tags, ofReview) }, reviewTags: ofReview }
}
