import { lookUpCategory } from '../intake/find-category.js'
import { typeOfName } from '../intake/prose/thing-words.js'
import type { AssetType } from '../spec/asset-spec.schema.js'

export interface FoundType {
  readonly assetType: AssetType
  /** The word that it was found by. */
  readonly word: string
  readonly from: 'category' | 'folder' | 'id' | 'prompt' | 'nothing'
}

export interface TypeClues {
  readonly category: string | undefined
  readonly manifestPath: string | undefined
  readonly manifestSection: string | undefined
  readonly id: string
  readonly prompt: string
}

const musicWords = /^(?:music|song|theme|soundtrack|melod(?:y|ies)|tune|bgm|jingle|anthem|score)s?$/i
const effectWords = /^(?:sfx|fx|sounds?|effects?|foley)$/i
/** Where the thing itself ends and what is said of it begins. */
const afterTheThing =
  /[,.;:(]|\b(?:with|without|of|on|in|at|for|from|to|by|under|over|near|seen|that|which|as|against|holding|wearing)\b/i

/** What a picture is: by its category, the folder it goes to, its id, the thing that its prompt names; else a prop. */
export function findPictureType(clues: TypeClues): FoundType {
  const fromCategory = clues.category === undefined ? undefined : pictureType(clues.category)
  if (clues.category !== undefined && fromCategory !== undefined)
    return { assetType: fromCategory, word: clues.category, from: 'category' }
  const folders = (clues.manifestPath ?? '').split('/').slice(0, -1).toReversed()
  const idWords = clues.id.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const found =
    firstType(folders, 'folder') ??
    firstType(idWords, 'id') ??
    firstType(thingWords(clues.prompt), 'prompt') ??
    namedThing(thingOf(clues.prompt), 'prompt') ??
    namedThing(idWords.join(' '), 'id')
  return found ?? { assetType: 'prop', word: 'prop', from: 'nothing' }
}

/** Music or a sound effect: by category, section, id, then the thing that the prompt names; else a sound effect. */
export function findSoundType(clues: TypeClues): FoundType {
  if (clues.category !== undefined && isMusic(clues.category))
    return { assetType: 'music', word: clues.category, from: 'category' }
  const places: readonly [FoundType['from'], readonly string[]][] = [
    ['folder', `${clues.manifestSection ?? ''}.${clues.manifestPath ?? ''}`.split(/[./]/)],
    ['id', clues.id.split(/[^\p{L}\p{N}]+/u)],
    ['prompt', thingWords(clues.prompt)],
  ]
  if (clues.category !== undefined) return { assetType: 'sfx', word: clues.category, from: 'category' }
  for (const [assetType, wanted] of [
    ['music', musicWords],
    ['sfx', effectWords],
  ] as const)
    for (const [from, words] of places) {
      const word = words.find((one) => wanted.test(one))
      if (word !== undefined) return { assetType, word, from }
    }
  return { assetType: 'sfx', word: 'sfx', from: 'nothing' }
}

function isMusic(category: string): boolean {
  return category.split(/[\s_/-]+/).some((word) => musicWords.test(word))
}

function firstType(words: readonly string[], from: FoundType['from']): FoundType | undefined {
  for (const word of words) {
    const assetType = pictureType(word)
    if (assetType !== undefined) return { assetType, word, from }
  }
  return undefined
}

function pictureType(word: string): AssetType | undefined {
  return unlessSound(lookUpCategory(word))
}

/** What a thing of this name usually is in games: a coin is an item, a knight a character. */
function namedThing(name: string, from: FoundType['from']): FoundType | undefined {
  const assetType = unlessSound(typeOfName(name))
  return assetType === undefined ? undefined : { assetType, word: name, from }
}

function unlessSound(assetType: AssetType | undefined): AssetType | undefined {
  return assetType === 'sfx' || assetType === 'music' ? undefined : assetType
}

/**
 * What stands before the first comma or preposition. Words further on tell about something else ("transparent
 * background", "for the player").
 */
function thingOf(prompt: string): string {
  return (prompt.split(afterTheThing, 1)[0] ?? '').trim().slice(0, 120)
}

/** Its last words, the last one first: "small soft particle" is a particle. */
function thingWords(prompt: string): string[] {
  return thingOf(prompt)
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((word) => word !== '')
    .slice(-4)
    .toReversed()
}
