import { useEffect, useRef } from 'preact/hooks'
import type { Art, ArtSize } from './art-pixels.js'
import { shownSize } from './art-source.js'
import { placeArt } from './draw-art.js'
import type { FramePlayer } from './frame-player.js'
import type { StageView } from './stage-view.js'
import { useElementSize } from './use-element-size.js'
import { useStageGestures } from './use-stage-gestures.js'

/** One or two pictures on one place, and how the second lies over the first. */
export interface PaneLook {
  readonly arts: readonly Art[]
  /** `slider`: the second from `share` on; `fade`: with `share` of its strength; `difference`: where they differ. */
  readonly blend: 'one' | 'slider' | 'fade' | 'difference'
  /** 0-1. */
  readonly share: number
  /** Art is drawn so often in both directions. */
  readonly repeat: number
  readonly isOnion: boolean
}

export interface StagePaneProps extends PaneLook {
  readonly label: string
  readonly view: StageView
  readonly player: FramePlayer
  readonly onView: (view: StageView) => void
  /** The room that pictures have, device pixels. */
  readonly onRoom: (room: ArtSize) => void
}

/** A place to look at pictures closely: whole zooms, moved by hand. Panes that are given one view move together. */
export function StagePane(props: StagePaneProps) {
  const { view, player, arts, blend, share, repeat, isOnion } = props
  const place = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width, height } = useElementSize(place)
  const room = { width: Math.round(width * devicePixelRatio), height: Math.round(height * devicePixelRatio) }
  const [first] = arts
  const native = first === undefined ? { width: 1, height: 1 } : shownSize(first.native, player.frame)
  useStageGestures(place, { view, native: times(native, repeat), room, onChange: props.onView })
  useEffect(() => {
    if (width > 0) props.onRoom(room)
  }, [width, height])
  useEffect(() => {
    const draw = () => canvas.current !== null && drawPane(canvas.current, room, view, props)
    draw()
    return player.onFrame(draw)
  }, [arts[0], arts[1], view, room.width, room.height, blend, share, repeat, isOnion, player.frame?.index])
  return (
    <div class="stage-pane" ref={place} data-blend={blend}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={props.label}
        style={{ width: `${width}px`, height: `${height}px` }}
      />
    </div>
  )
}

const times = ({ width, height }: ArtSize, repeat: number) => ({
  width: width * repeat,
  height: height * repeat,
})

function drawPane(canvas: HTMLCanvasElement, room: ArtSize, view: StageView, props: StagePaneProps): void {
  if (canvas.width !== room.width) canvas.width = room.width
  if (canvas.height !== room.height) canvas.height = room.height
  const context = canvas.getContext('2d')
  if (context === null) return
  context.clearRect(0, 0, room.width, room.height)
  const { arts, blend, share } = props
  const [below, above] = arts
  if (below !== undefined) {
    context.save()
    if (blend === 'slider') clipTo(context, 0, room.width * share, room.height)
    drawRepeated(context, below, room, view, props)
    context.restore()
  }
  if (above === undefined || blend === 'one') return
  context.save()
  if (blend === 'slider') clipTo(context, room.width * share, room.width, room.height)
  if (blend === 'fade') context.globalAlpha = share
  if (blend === 'difference') context.globalCompositeOperation = 'difference'
  drawRepeated(context, above, room, view, props)
  context.restore()
}

function clipTo(context: CanvasRenderingContext2D, from: number, to: number, height: number): void {
  context.beginPath()
  context.rect(from, 0, to - from, height)
  context.clip()
}

function drawRepeated(
  context: CanvasRenderingContext2D,
  art: Art,
  room: ArtSize,
  { zoom, x, y }: StageView,
  { repeat, player, isOnion }: StagePaneProps,
): void {
  const { width, height } = shownSize(art.native, player.frame)
  const [wide, high] = [Math.round(width * zoom), Math.round(height * zoom)]
  const left = Math.round((room.width - wide * repeat) / 2 + x)
  const top = Math.round((room.height - high * repeat) / 2 + y)
  const look = { frame: player.frame, ghost: isOnion ? player.frameBefore : null }
  for (let row = 0; row < repeat; row += 1)
    for (let column = 0; column < repeat; column += 1)
      placeArt(context, art, { x: left + column * wide, y: top + row * high, zoom }, look)
}
