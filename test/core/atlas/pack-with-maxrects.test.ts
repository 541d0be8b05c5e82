import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PackedPage, Rectangle } from '../../../core/atlas/pack-rectangles.js'
import { packWithMaxrects } from '../../../core/atlas/pack-with-maxrects.js'

const options = { maxSidePx: 256, paddingPx: 2 }

const rectangleSets = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 })), { maxLength: 40 })
  .map((sizes) => sizes.map(([width, height], index): Rectangle => ({ id: `r${index}`, width, height })))

function placedBoxes(pages: readonly PackedPage[], rectangles: readonly Rectangle[]) {
  const byId = new Map(rectangles.map((rect) => [rect.id, rect]))
  return pages.map((page) => page.places.map(({ id, x, y }) => ({ ...byId.get(id)!, x, y })))
}

describe('packing', () => {
  it('places each rectangle once, within its page, with the padding between all of them', () => {
    fc.assert(
      fc.property(rectangleSets, fc.nat(6), (rectangles, paddingPx) => {
        const pages = packWithMaxrects(rectangles, { ...options, paddingPx })
        const ids = pages.flatMap((page) => page.places.map(({ id }) => id))
        expect(ids.toSorted()).toEqual(rectangles.map(({ id }) => id).toSorted())
        for (const [index, boxes] of placedBoxes(pages, rectangles).entries()) {
          const page = pages[index]!
          expect(Math.max(page.width, page.height)).toBeLessThanOrEqual(options.maxSidePx)
          for (const [position, a] of boxes.entries()) {
            const inside =
              a.x >= 0 && a.y >= 0 && a.x + a.width <= page.width && a.y + a.height <= page.height
            expect(inside).toBe(true)
            for (const b of boxes.slice(position + 1)) {
              const apartX = a.x + a.width + paddingPx <= b.x || b.x + b.width + paddingPx <= a.x
              const apartY = a.y + a.height + paddingPx <= b.y || b.y + b.height + paddingPx <= a.y
              expect(apartX || apartY).toBe(true)
            }
          }
        }
      }),
    )
  })

  it('shrinks every page to what lies on it', () => {
    fc.assert(
      fc.property(rectangleSets, (rectangles) => {
        const pages = packWithMaxrects(rectangles, options)
        for (const [index, boxes] of placedBoxes(pages, rectangles).entries()) {
          expect(Math.max(...boxes.map(({ x, width }) => x + width))).toBe(pages[index]!.width)
          expect(Math.max(...boxes.map(({ y, height }) => y + height))).toBe(pages[index]!.height)
        }
      }),
    )
  })

  it('does not depend on the order of its input', () => {
    fc.assert(
      fc.property(
        rectangleSets.chain((set) =>
          fc.tuple(fc.constant(set), fc.shuffledSubarray(set, { minLength: set.length })),
        ),
        ([set, shuffled]) => {
          expect(packWithMaxrects(shuffled, options)).toEqual(packWithMaxrects(set, options))
        },
      ),
    )
  })

  it('fills nine tenths of a page with two hundred sprites', () => {
    const sizes = Array.from({ length: 200 }, (_, index) => [
      16 + ((index * 37) % 100),
      16 + ((index * 53) % 110),
    ])
    const rectangles = sizes.map(([width, height], index) => ({
      id: `s${index}`,
      width: width!,
      height: height!,
    }))
    const [page, ...more] = packWithMaxrects(rectangles, { maxSidePx: 2048, paddingPx: 0 })
    expect(more).toEqual([])
    const area = rectangles.reduce((sum, { width, height }) => sum + width * height, 0)
    expect(area / (page!.width * page!.height)).toBeGreaterThan(0.9)
  })

  it('uses several pages when one is too small, and none for nothing', () => {
    const rectangles = Array.from({ length: 9 }, (_, index) => ({ id: `${index}`, width: 120, height: 120 }))
    expect(packWithMaxrects(rectangles, options)).toHaveLength(3)
    expect(packWithMaxrects([], options)).toEqual([])
  })

  it('takes a rectangle that is exactly as large as a page', () => {
    expect(packWithMaxrects([{ id: 'a', width: 256, height: 256 }], options)).toEqual([
      { width: 256, height: 256, places: [{ id: 'a', x: 0, y: 0 }] },
    ])
  })
})

describe('refusals say what to do', () => {
  it.each([
    [
      'a rectangle larger than a page',
      [{ id: 'a', width: 257, height: 4 }],
      options,
      /fits no page of 256 px/,
    ],
    ['a repeated id', [1, 2].map((width) => ({ id: 'a', width, height: 4 })), options, /there twice/],
    ['a side of zero', [{ id: 'a', width: 0, height: 4 }], options, /"a" is 0x4 px/],
    ['a fractional side', [{ id: 'a', width: 1.5, height: 4 }], options, /"a" is 1.5x4 px/],
    ['a negative padding', [], { ...options, paddingPx: -1 }, /padding of -1 px/],
    ['an endless page', [], { ...options, maxSidePx: 1e9 }, /page side/],
  ])('%s', (_, rectangles, packOptions, message) => {
    try {
      packWithMaxrects(rectangles, packOptions)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ type: 'InvalidInput', message: expect.stringMatching(message) })
      expect((error as { hint: string }).hint).not.toBe('')
    }
  })
})
