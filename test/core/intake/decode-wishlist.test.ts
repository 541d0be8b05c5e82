import { expect, it } from 'vitest'
import { decodeWishlist } from '../../../core/intake/check-wishlist-text.js'

it('reads UTF-8 with a BOM and gives the text as it stands', () => {
  const bytes = new TextEncoder().encode('\uFEFFprop: Öllampe 🔥')
  expect(decodeWishlist('a.txt', bytes)).toEqual({ text: '\uFEFFprop: Öllampe 🔥' })
})

it('refuses bytes that are not UTF-8, NUL bytes and files over the limit, each by one problem', () => {
  const bad = [
    new Uint8Array([0x70, 0xff, 0xfe]),
    new Uint8Array([0x70, 0x0a, 0]),
    new Uint8Array(2_000_000).fill(97),
  ]
  for (const bytes of bad) {
    const answer = decodeWishlist('a.txt', bytes)
    expect(answer).toMatchObject({ problem: { file: 'a.txt', hint: expect.any(String) } })
  }
})
