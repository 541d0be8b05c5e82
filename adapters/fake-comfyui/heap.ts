/** Python's heapq, move by move: the order in which /queue lists what waits is the order of its array. */

export type IsLess<T> = (a: T, b: T) => boolean

export function pushHeap<T>(heap: T[], item: T, isLess: IsLess<T>): void {
  heap.push(item)
  siftDown(heap, 0, heap.length - 1, isLess)
}

export function popHeap<T>(heap: T[], isLess: IsLess<T>): T | undefined {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return last
  const first = heap[0]!
  heap[0] = last
  siftUp(heap, 0, isLess)
  return first
}

export function makeHeap<T>(items: T[], isLess: IsLess<T>): void {
  for (let at = Math.floor(items.length / 2) - 1; at >= 0; at--) siftUp(items, at, isLess)
}

function siftDown<T>(heap: T[], start: number, from: number, isLess: IsLess<T>): void {
  let at = from
  const item = heap[at]!
  while (at > start) {
    const parentAt = (at - 1) >> 1
    const parent = heap[parentAt]!
    if (!isLess(item, parent)) break
    heap[at] = parent
    at = parentAt
  }
  heap[at] = item
}

function siftUp<T>(heap: T[], from: number, isLess: IsLess<T>): void {
  const end = heap.length
  let at = from
  const item = heap[at]!
  let child = 2 * at + 1
  while (child < end) {
    const right = child + 1
    if (right < end && !isLess(heap[child]!, heap[right]!)) child = right
    heap[at] = heap[child]!
    at = child
    child = 2 * at + 1
  }
  heap[at] = item
  siftDown(heap, from, at, isLess)
}
