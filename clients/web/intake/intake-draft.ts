import type { SubmitWishlistBody } from '../../../core/http/http-api.js'

/** What somebody typed and has not handed in. */
export interface IntakeDraft {
  readonly text: string
  readonly name: string
  readonly project: string
  readonly seed: number
  readonly review: 'auto' | 'person'
  readonly palette: { readonly name: string; readonly text: string } | null
}

const draftKey = 'assetloom.intake'

export const emptyDraft: IntakeDraft = {
  ...{ text: '', name: 'pasted-list.txt', project: 'default', seed: 1, review: 'person', palette: null },
}

/** What this browser kept of an earlier visit. */
export function readDraft(): IntakeDraft {
  try {
    const kept = JSON.parse(localStorage.getItem(draftKey) ?? '{}') as Record<string, unknown>
    const text = (name: 'text' | 'name' | 'project') =>
      typeof kept[name] === 'string' ? kept[name] : emptyDraft[name]
    return { ...emptyDraft, text: text('text'), name: text('name'), project: text('project') }
  } catch {
    return emptyDraft
  }
}

/** Kept at every change, so that a closed tab loses nothing; forgotten once the run has begun. */
export function keepDraft(draft: IntakeDraft | null): void {
  try {
    if (draft === null) localStorage.removeItem(draftKey)
    else {
      const { text, name, project } = draft
      localStorage.setItem(draftKey, JSON.stringify({ text, name, project }))
    }
  } catch {
    // A browser that keeps nothing keeps it as long as the page is open.
  }
}

/** What is sent; `hold`: nothing is made before Start. */
export function bodyOf(draft: IntakeDraft, hold: boolean): SubmitWishlistBody {
  const { name, text, seed, review, palette } = draft
  return {
    ...{ name, text, seed, review },
    ...(palette === null ? {} : { palette }),
    ...(hold ? { hold: true as const } : {}),
  }
}

/** What must be mended before it can be read; empty = nothing. */
export function faultOf({ text, name, project, seed }: IntakeDraft): string {
  if (text.trim() === '') return 'Write or paste a list first.'
  if (name.trim() === '') return 'The list needs a name: the same name again is its next revision.'
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(project))
    return 'The project is lower-case words joined by -: lantern-keep.'
  return Number.isSafeInteger(seed) && seed >= 0 ? '' : 'The seed is a whole number from 0.'
}
