import { createContext } from 'preact'
import { useContext, useEffect, useReducer } from 'preact/hooks'
import type { ReviewActions } from './review-actions.js'
import type { ReviewDesk } from './review-desk.js'

/** What the parts of a review work with. */
export interface ReviewPlace {
  readonly desk: ReviewDesk
  readonly actions: ReviewActions
}

export const ReviewPlaceContext = createContext<ReviewPlace | null>(null)

/** The review around a component; one outside of it is a mistake of ours. */
export function useReview(): ReviewPlace {
  const place = useContext(ReviewPlaceContext)
  if (place === null) throw new Error('This component stands outside of a review.')
  return place
}

/** Draws the component again whenever the desk changes. */
export function useDeskChanges(desk: ReviewDesk): void {
  const [, draw] = useReducer<number, undefined>((count) => count + 1, 0)
  useEffect(() => desk.subscribe(() => draw(undefined)), [desk])
}
