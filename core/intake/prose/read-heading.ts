import type { AssetType } from '../../spec/asset-spec.schema.js'
import { lookUpCategory } from '../find-category.js'
import { takeBrackets } from './split-phrases.js'
import { typeOfNoun } from './thing-words.js'
import { singularOf } from '../singular.js'
import { wordSet, wordsOf } from './words.js'

/** What the lines under a heading are. */
export type SectionRole = 'assets' | 'rules' | 'left-out'

export interface Section {
  readonly assetType: AssetType | null
  readonly role: SectionRole
  /** As written, without what stands in brackets; empty at the top. */
  readonly title: string
  /** "nice to have" and the like: its assets carry the tag. */
  readonly isOptional: boolean
}

/** Words that name a whole section, beyond those of `category: prompt` lists. Singular. */
const sectionTypes: Readonly<Record<AssetType, string>> = {
  character: `actor ally animal avatar cast citizen creep critter fauna foe folk hero humanoid livestock minion mob npc
    opponent party people player protagonist rival troop unit villager wildlife survivor fighter crew crewmate pet
    familiar spirit undead player-character playable boss enemy monster creature character sprite-character`,
  prop: `building structure clutter crop decor decoration decorations destructible dressing environment-object
    environment-prop flora foliage furnishing furniture hazard interactable landmark machine machinery obstacle plant
    prop rock set-dressing station tower trap tree turret vegetation vehicle ship spaceship spacecraft fleet object
    asteroid level-object world-object`,
  item: `ammo ammunition artifact artefact bonus card collectable collectible consumable deck drop equipment equippable
    food gear gem good ingredient inventory item key-item loot material pick-up pickup piece potion power-up powerup
    resource reward tool treasure weapon produce seed token`,
  tile: `floor flooring ground level-tile map-tile autotile path road terrain tile tilemap tileset wall platform-tile
    ground-tile block platform surface`,
  ui: `button cursor font glyph gui hud icon interface letter menu number panel screen ui user-interface ux widget
    hud-element ui-element`,
  vfx: `effect explosion fx magic projectile spell vfx visual-effect bullet shot special-effect`,
  backdrop: `backdrop background parallax scene scenery sky skybox`,
  particle: `particle weather`,
  sfx: `audio foley sfx sound soundfx noise voice vo sound-effect audio-cue`,
  music: `ambience ambient bgm music ost song soundtrack theme track tune score`,
}

const typeOfSection: ReadonlyMap<string, AssetType> = new Map(
  Object.entries(sectionTypes).flatMap(([type, words]) =>
    words.split(/\s+/).map((word): [string, AssetType] => [word, type as AssetType]),
  ),
)

const fillers =
  wordSet(`the a an and or of for in on our all other more misc various main general game games asset
  assets art list needed we need want wanted element elements thing things stuff set sets pass first sprite sprites
  small big large little animated static basic core common extra some few level levels world map kit pack graphics
  visual pixel 2d also needs etc below following here are is new special etcetera friendly hostile regular i you please list`)

const ruleWords =
  wordSet(`style styles look looks technical tech constraint constraints rule rules guideline guidelines
  requirement requirements general note notes remark remarks overview summary palette colours colors colour color camera
  view perspective mood tone direction art-direction art delivery deliverables export target targets platform engine
  engines format formats specs specification settings setup global globals default defaults variant variants variation
  variations size sizes resolution technicalities intro introduction about concept pitch genre reference references
  inspiration inspirations theme-and-mood budget deadline conventions naming quality audience`)

const leftOut =
  /\b(?:out of scope|not (?:in|for) (?:this|now|v1|scope)|not needed|not wanted|don'?ts?|do not (?:make|want|need)|won'?t|no-?gos?|excluded|already (?:done|have|made))\b/i
const optional =
  /\b(?:nice[- ]to[- ]haves?|if (?:there(?:'s| is)|we have) time|later|stretch(?: goals?)?|optional|bonus|maybe|wish(?:es)? for later|low priority)\b/i

const isFiller = (word: string): boolean => fillers.has(word) || /^\d/.test(word)

/** The asset type of one section word, plural or not. */
export function typeOfSectionWord(word: string): AssetType | undefined {
  const single = singularOf(word)
  return typeOfSection.get(word) ?? typeOfSection.get(single) ?? lookUpCategory(word)
}

/** What a heading says about the lines under it. */
export function readSection(heading: string): Section {
  const { base } = takeBrackets(heading)
  const written = base.replace(/^[\d.]+\s+|[:：]$/g, '').trim()
  const words = wordsOf(written)
  // "We need:" leads a list and names nothing.
  const title = words.every(isFiller) ? '' : written
  const isOptional = optional.test(heading)
  if (leftOut.test(heading)) return { assetType: null, role: 'left-out', title, isOptional }
  // What stands behind the name of a long heading are its facts: "Enemies - 32x32 each, idle 4 frames".
  const named = words.length > 8 ? wordsOf(written.split(/\s[–—-]\s|[:,]|\s(?=\d)/)[0] ?? '') : words
  const assetType = typeOfHeading(named) ?? typeOfBrackets(heading)
  if (
    assetType === null &&
    words.length > 0 &&
    words.length <= 6 &&
    words.some((word) => ruleWords.has(word))
  )
    return { assetType, role: 'rules', title, isOptional }
  return { assetType, role: 'assets', title, isOptional }
}

function typeOfHeading(words: readonly string[]): AssetType | null {
  if (words.length > 8) return null
  // Under "SFX and music" each line says itself which it is.
  const types = new Set(words.map((word) => typeOfSectionWord(word)))
  if (types.has('sfx') && types.has('music')) return 'sfx'
  const pairs = words.slice(1).map((word, index) => `${words[index]}-${singularOf(word)}`)
  for (const pair of pairs) {
    const type = typeOfSection.get(pair)
    if (type !== undefined) return type
  }
  // Of several ("enemies and bosses", "player ship") the last noun is what the lines are, unless "and" joins equals.
  const and = words.findIndex((word) => word === 'and' || word === 'or')
  const first = and > 0 ? words.slice(0, and) : words
  for (const part of [first, words]) {
    // "Card frames" are frames.
    const noun = part.at(-1) ?? ''
    const own = part.length > 1 && typeOfSectionWord(noun) === undefined ? typeOfNoun(noun) : undefined
    if (own === 'ui' || own === 'character' || own === 'prop') return own
    const found = part.toReversed().find((word) => typeOfSectionWord(word) !== undefined)
    if (found !== undefined) return typeOfSectionWord(found) ?? null
  }
  const last = words.at(-1)
  if (last === undefined || words.some((word) => ruleWords.has(word))) return null
  return typeOfNoun(last) ?? null
}

/** "Suits (32x32 icons)". */
function typeOfBrackets(heading: string): AssetType | null {
  const words = takeBrackets(heading).brackets.flatMap(wordsOf)
  const word = words.find((one) => typeOfLabel(one) !== null || one === 'icons' || one === 'tiles')
  return word === undefined ? null : (typeOfSectionWord(word) ?? null)
}

/** A heading without brackets and without the facts behind its comma: "Structures, 128x128". */
function nameOf(heading: string): string {
  const { base } = takeBrackets(heading)
  const [name = '', ...rest] = base.split(',')
  const areFacts = rest.every((piece) =>
    /^\s*(?:\d|seamless|tileable|transparent|opaque|animated|all\b|each\b|pivot)/i.test(piece),
  )
  return areFacts ? name : base
}

/** Whether all of a line names a section ("Tiles (16x16)", "Sound effects"), so that it is a heading by itself. */
export function isSectionName(line: string): boolean {
  const name = nameOf(line)
  const words = wordsOf(name)
  if (words.length === 0 || words.length > 4 || /[,;.!?/]/.test(name)) return false
  const names = words.filter((word) => !isFiller(word))
  return (
    names.length > 0 && names.every((word) => typeOfSectionWord(word) !== undefined) && isPluralName(names)
  )
}

/** Whether all of a numbered line names a section, in the singular too: "Player", "FX". */
export function isOutlineName(line: string): boolean {
  const name = nameOf(line)
  const words = wordsOf(name).filter((word) => !isFiller(word))
  return (
    words.length > 0 &&
    words.length <= 4 &&
    !/[;.!?]/.test(name) &&
    words.every((word) => typeOfSectionWord(word) !== undefined || ruleWords.has(word))
  )
}

/** Whether a heading names nothing but rules: "Style", "Technical notes". */
export function namesOnlyRules(heading: string): boolean {
  return wordsOf(takeBrackets(heading).base).every((word) => ruleWords.has(word) || isFiller(word))
}

/** Section words that are things all the same: in "potions: red, blue" they belong to the name of each. */
const alsoThings =
  wordSet(`rock tree trap turret tower asteroid ship spaceship spacecraft potion card button cursor icon
  font glyph letter number panel wall floor road path block bullet explosion spell projectile gear gem token deck seed
  plant crop voice sky track theme song shot window machine station vehicle structure building fighter piece menu screen
  weather surface platform score bonus drop key-item digit`)

const uncountable = wordSet(
  'ui hud gui vfx fx sfx audio music sound terrain furniture scenery foliage flora fauna loot',
)

function isPluralName(names: readonly string[]): boolean {
  return names.some((word) => uncountable.has(word) || singularOf(word) !== word)
}

/**
 * The type that a label before a colon gives to what follows: "Sounds", "UI", "Enemies". Not that of a single thing
 * ("boss: a giant crab"), which is the name of that thing; null when it gives none.
 */
export function typeOfLabel(label: string): AssetType | null {
  const words = wordsOf(nameOf(label)).filter((word) => !isFiller(word) && word !== 'section')
  if (words.length === 0 || words.length > 3 || !words.every((word) => typeOfSectionWord(word) !== undefined))
    return null
  if (alsoThings.has(singularOf(words.at(-1)!))) return null
  return isPluralName(words) ? (typeOfSectionWord(words.at(-1)!) ?? null) : null
}
