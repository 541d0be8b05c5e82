import { useEffect, useRef, useState } from 'preact/hooks'
import type { ArtSize } from './art-pixels.js'
import { fitStage, zoomStage, type StageView } from './stage-view.js'

/** What keys do with the view that is shown; one at a time. */
export const shownStage: { zoomBy: (step: number) => void } = { zoomBy: () => undefined }

/**
 * One view for all panes of a stage. It fits until somebody moves or zooms; `fitKey` names what is looked at, and another
 * one fits anew.
 */
export function useStageView(native: ArtSize, fitKey: string) {
  const [room, setRoom] = useState<ArtSize>({ width: 0, height: 0 })
  const [byHand, setByHand] = useState<{ readonly key: string; readonly view: StageView } | null>(null)
  const margin = 32 * devicePixelRatio
  const inner = { width: Math.max(1, room.width - margin), height: Math.max(1, room.height - margin) }
  const fitted = fitStage(native, inner)
  const view = byHand?.key === fitKey ? byHand.view : fitted
  const onView = (next: StageView) => setByHand({ key: fitKey, view: next })
  const current = useRef({ view, onView })
  current.current = { view, onView }
  useEffect(() => {
    shownStage.zoomBy = (step) => current.current.onView(zoomStage(current.current.view, step))
    return () => {
      shownStage.zoomBy = () => undefined
    }
  }, [])
  return { view, onView, onRoom: setRoom, fit: () => setByHand(null), isFitted: byHand?.key !== fitKey }
}
