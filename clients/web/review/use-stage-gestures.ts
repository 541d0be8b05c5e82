import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ArtSize } from './art-pixels.js'
import { moveStage, pinchStage, zoomStage, type StageView } from './stage-view.js'

export interface StageGestures {
  readonly view: StageView
  readonly native: ArtSize
  /** Device pixels. */
  readonly room: ArtSize
  readonly onChange: (view: StageView) => void
}

/** Wheel and pinch zoom, dragging moves; one finger or the mouse, two fingers for both. */
export function useStageGestures(element: RefObject<HTMLElement>, gestures: StageGestures): void {
  const current = useRef(gestures)
  current.current = gestures
  useEffect(() => {
    const place = element.current
    if (place === null) return
    const points = new Map<number, { x: number; y: number }>()
    const fromMiddle = (x: number, y: number) => {
      const box = place.getBoundingClientRect()
      return {
        x: (x - box.left - box.width / 2) * devicePixelRatio,
        y: (y - box.top - box.height / 2) * devicePixelRatio,
      }
    }
    let pinchFrom = { distance: 0, zoom: 1 }
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const { view, onChange } = current.current
      const at = fromMiddle(event.clientX, event.clientY)
      if (event.deltaY !== 0) onChange(zoomStage(view, event.deltaY < 0 ? 1 : -1, at.x, at.y))
    }
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return
      place.setPointerCapture(event.pointerId)
      points.set(event.pointerId, { x: event.clientX, y: event.clientY })
      if (points.size === 2) pinchFrom = { distance: spread(points), zoom: current.current.view.zoom }
    }
    const onMove = (event: PointerEvent) => {
      const before = points.get(event.pointerId)
      if (before === undefined) return
      points.set(event.pointerId, { x: event.clientX, y: event.clientY })
      const { view, native, room, onChange } = current.current
      if (points.size === 2 && pinchFrom.distance > 0) {
        const middle = middleOf(points)
        const at = fromMiddle(middle.x, middle.y)
        onChange(pinchStage(view, (pinchFrom.zoom * spread(points)) / pinchFrom.distance, at.x, at.y))
      } else if (points.size === 1) {
        const [x, y] = [event.clientX - before.x, event.clientY - before.y]
        onChange(moveStage(view, x * devicePixelRatio, y * devicePixelRatio, native, room))
      }
    }
    const onUp = (event: PointerEvent) => points.delete(event.pointerId)
    place.addEventListener('wheel', onWheel, { passive: false })
    place.addEventListener('pointerdown', onDown)
    place.addEventListener('pointermove', onMove)
    place.addEventListener('pointerup', onUp)
    place.addEventListener('pointercancel', onUp)
    return () => {
      place.removeEventListener('wheel', onWheel)
      place.removeEventListener('pointerdown', onDown)
      place.removeEventListener('pointermove', onMove)
      place.removeEventListener('pointerup', onUp)
      place.removeEventListener('pointercancel', onUp)
    }
  }, [])
}

type Points = ReadonlyMap<number, { readonly x: number; readonly y: number }>

function spread(points: Points): number {
  const [a, b] = [...points.values()]
  return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y)
}

function middleOf(points: Points): { x: number; y: number } {
  const all = [...points.values()]
  return {
    x: all.reduce((sum, { x }) => sum + x, 0) / all.length,
    y: all.reduce((sum, { y }) => sum + y, 0) / all.length,
  }
}
