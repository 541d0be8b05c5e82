import type { LibraryQuery } from '../library-ports.js'
import { assetTypes, type AssetType } from '../spec/asset-spec.schema.js'
import { labOfHex } from './measure-look.js'

/** What a search was given, as text. */
export interface LibraryWish {
  readonly words?: string
  readonly type?: string
  readonly tag?: string
  readonly colour?: string
}

type Read = Pick<LibraryQuery, 'words' | 'type' | 'tag' | 'colour'>
export type LibraryWishAnswer =
  | { readonly query: Read }
  | { readonly member: 'q' | 'type' | 'tag' | 'colour'; readonly message: string; readonly hint: string }

const wordsMax = 10
const tagLengthMax = 60

/** The query of a search, or why a part of it is not usable. Marks between words do not count, nor does case. */
export function readLibraryWish({ words = '', type, tag, colour }: LibraryWish): LibraryWishAnswer {
  const list = words
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
  if (list.length > wordsMax)
    return {
      member: 'q',
      message: `${list.length} words are too many`,
      hint: `Search by at most ${wordsMax}.`,
    }
  if (type !== undefined && !isAssetType(type))
    return {
      member: 'type',
      message: `"${type.slice(0, 40)}" is no type`,
      hint: `Types: ${assetTypes.join(', ')}.`,
    }
  if (tag !== undefined && (tag.trim() === '' || tag.length > tagLengthMax))
    return { member: 'tag', message: 'this is no tag', hint: `Tags have 1 to ${tagLengthMax} characters.` }
  const hex = colour === undefined ? undefined : hexOf(colour)
  if (hex === null)
    return {
      member: 'colour',
      message: `"${colour?.slice(0, 40)}" is no colour`,
      hint: "Write it like '#c98a52'.",
    }
  return {
    query: {
      words: [...new Set(list)],
      ...(type === undefined ? {} : { type }),
      ...(tag === undefined ? {} : { tag: tag.trim() }),
      ...(hex === undefined ? {} : { colour: labOfHex(hex) }),
    },
  }
}

function isAssetType(text: string): text is AssetType {
  return assetTypes.some((type) => type === text)
}

/** `#c98a52`, `c98a52` and `#ca5` mean a colour; null for anything else. */
function hexOf(text: string): string | null {
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text.trim())?.[1]?.toLowerCase()
  if (digits === undefined) return null
  return `#${digits.length === 3 ? Array.from(digits, (digit) => digit + digit).join('') : digits}`
}
