import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core'
import type { RefObject } from 'preact'
import { useLayoutEffect, useReducer, useState } from 'preact/hooks'

export interface VirtualRowsInput {
  readonly count: number
  readonly scroll: RefObject<HTMLElement>
  /** CSS pixels. */
  readonly heightOf: (index: number) => number
  /** Changes when heights do: they are asked for again. */
  readonly heightsKey: string
  /** Rows beyond the edge that are drawn already. */
  readonly overscan: number
}

export interface VirtualRows {
  readonly rows: readonly VirtualItem[]
  readonly totalPx: number
  readonly scrollTo: (index: number) => void
}

/** Which of many rows are in sight. Only those are drawn, each at its own place. */
export function useVirtualRows(input: VirtualRowsInput): VirtualRows {
  const [, draw] = useReducer<number, undefined>((count) => count + 1, 0)
  const options = {
    count: input.count,
    getScrollElement: () => input.scroll.current,
    estimateSize: input.heightOf,
    overscan: input.overscan,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => draw(undefined),
  }
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options))
  virtualizer.setOptions(options)
  useLayoutEffect(() => virtualizer._didMount(), [])
  useLayoutEffect(() => virtualizer._willUpdate())
  useLayoutEffect(() => virtualizer.measure(), [input.heightsKey])
  return {
    rows: virtualizer.getVirtualItems(),
    totalPx: virtualizer.getTotalSize(),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  }
}
