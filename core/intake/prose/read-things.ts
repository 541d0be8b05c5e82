import type { AssetType } from '../../spec/asset-spec.schema.js'
import type { ReadContext, Thing } from './thing.js'
import {
  areStates,
  isDescribing,
  isMaterial,
  isPlainlyDescribing,
  startsDescribing,
  tellsAbout,
} from './describing-words.js'
import { emptyFacts, joinAnimations, joinFacts, saysFacts, withDefaults, type Facts } from './facts.js'
import { expandGroup, type Group } from './expand-group.js'
import { isFactsOnly, splitParts, type Part, type PartHints } from './read-part.js'
import { typeOfLabel } from './read-heading.js'
import { isCountedRange, shareNoun } from './read-series.js'
import { splitOutside } from './split-phrases.js'
import { headWords, typeOfName, typeOfNoun } from './thing-words.js'
import { singularOf } from '../singular.js'
import { wordsOf } from './words.js'

export interface ReadThings {
  readonly things: Thing[]
  /** Said without naming a thing. */
  readonly facts: Facts
  /** What tells about the thing before ("green skin", "sky, hills, trees" of its layers). */
  readonly about: readonly Part[]
  /** The type of a label at the front, for what is nested below. */
  readonly label: AssetType | null
}

const labelMark = /\s*[:：](?=\s|$)\s*|\s+[-–—]{1,2}\s+|(?<=\p{L})[–—](?=\p{L}{2})/gu

/** Reads what a phrase asks for: things, each with its facts, or facts alone. Pure; any text gives an answer. */
export function readThings(text: string, context: ReadContext): ReadThings {
  const soundsFor = /^(sounds?|sfx|sound effects?|music) for (.+)$/i.exec(text)
  if (soundsFor !== null && /,|\sand\s/.test(text)) return readThings(`Sounds: ${soundsFor[2]!}`, context)
  const [written, ...others] = splitOutside(withStates(text), labelMark)
  const left =
    written !== undefined && others.length > 0
      ? { ...written, text: written.text.replace(turns, '') }
      : written
  if (left === undefined) return { things: [], facts: emptyFacts(), about: [], label: null }
  const right = others.map((one) => one.text).join(', ')
  const pair = pairOfKinds(left.text, right)
  if (pair !== null) return readThings(pair, context)
  if (right === '' && others.length === 0 && left.text.length === withStates(text).trim().length)
    return readList(left.text, context)
  const label = typeOfLabel(left.text)
  const rightParts = splitParts(right, { assetType: label ?? context.assetType, goesOn: label === null })
  const names = rightParts.filter((part) => part.name !== '').map((part) => part.name)
  if (label !== null && (names.length === 0 || !areStates(names))) {
    const inner = readList(right, { ...context, assetType: soundTypeOf(label) ?? label, goesOn: false })
    const lead = readList(left.text, context)
    const ahead = lead.things[0]?.facts ?? lead.facts
    for (const thing of inner.things) thing.facts = withDefaults(thing.facts, ahead)
    const things = inner.things.map((thing) => ({ ...thing, assetType: thing.assetType ?? label }))
    return { things, facts: right === '' ? joinFacts(ahead, inner.facts) : inner.facts, about: [], label }
  }
  if (isGroupLabel(left.text, names, context)) {
    const inner = readList(right, { ...context, goesOn: false })
    const things = inner.things.map((thing) => ({ ...thing, label: left.text.toLowerCase() }))
    return { ...inner, things }
  }
  return readList(left.text, context, rightParts)
}

/** "Day & season icons: sun, rain": one kind with two words, whose members stand behind the colon. */
function pairOfKinds(left: string, right: string): string | null {
  const isPair = /^\p{L}+ (?:&|and) \p{L}+ \p{L}+s$/iu.test(left) && /,|\sand\s/.test(right)
  return isPair && typeOfLabel(left) === null ? `${left.replace(/ (?:&|and) /, '-and-')}: ${right}` : null
}

/** "The cursor changes: arrow, hand": the verb before the colon names nothing. */
const turns =
  /\s(?:changes?|varies|vary|can be|may be|comes? in|exists? in|is one of|are)(?: (?:between|to|into|as))?$/i

const statesBehind =
  /\s*[,–—-]?\s(each )?(?:one )?(?:comes? |is |are )?(?:with|in|has|have|having) ((?:[\p{L}-]{2,20}(?:, (?:and |or )?| and | or | & ))+[\p{L}-]{2,20}) (?:states|versions|variants)\b/iu

/** "Button with normal and pressed states" as "button (normal and pressed)". */
function withStates(text: string): string {
  const match = statesBehind.exec(text)
  if (match === null || !areStates(match[2]!.split(/, (?:and |or )?| (?:and|or|&) /))) return text
  const told = match[1] === undefined ? ` (${match[2]!})` : `, each ${match[2]!}`
  return `${text.slice(0, match.index)}${told}${text.slice(match.index + match[0].length)}`
}

function soundTypeOf(type: AssetType): AssetType | null {
  return type === 'sfx' || type === 'music' ? 'sfx' : null
}

/** "Kitchen: pot, pan, knife": nothing that could be drawn, before known things. */
function isGroupLabel(left: string, names: readonly string[], { assetType }: ReadContext): boolean {
  if (names.length < 2 || left.includes(',') || wordsOf(left).length > 3) return false
  if (typeOfName(left) !== undefined || isDescribing(left)) return false
  const types = names.map((name) => typeOfName(name))
  const known = types.filter((type) => type !== undefined)
  return (
    known.length * 2 > names.length &&
    assetType !== 'character' &&
    !known.includes('character') === (typeOfNoun(left) === undefined)
  )
}

function readList(text: string, context: ReadContext, right: readonly Part[] = []): ReadThings {
  const hints: PartHints = { assetType: context.assetType, goesOn: context.goesOn }
  const parts = shareNouns(splitParts(text, hints))
  const groups: Group[] = []
  const about: Part[] = []
  let ahead = emptyFacts()
  // Facts behind the last thing so far: its own when another thing follows, of all when none does.
  let tail = emptyFacts()
  for (const part of parts) {
    const group = groups.at(-1)
    // "Animations:" alone says nothing.
    if (part.name === '' && part.brackets.length === 0 && !isFactsOnly(part)) continue
    if (isFactsOnly(part)) {
      if (group === undefined) ahead = joinFacts(ahead, part.facts)
      else {
        tail = spread(joinFacts(tail, part.facts), part)
        group.quantity ??= part.quantity
      }
    } else if (group === undefined && context.goesOn) about.push(part)
    else if (group !== undefined && (part.name === '' || isAbout(part, group, context)))
      group.qualifiers.push(part)
    else {
      if (group !== undefined) group.facts = joinFacts(group.facts, tail)
      tail = emptyFacts()
      groups.push(newGroup(part))
    }
  }
  const rightNames = right.filter((part) => !isFactsOnly(part))
  const rightFacts = right
    .filter(isFactsOnly)
    .reduce((facts, part) => spread(joinFacts(facts, part.facts), part), emptyFacts())
  const last = groups.at(-1)
  if (last === undefined) {
    const facts = joinFacts(ahead, rightFacts)
    const layered = facts.layers !== undefined && !context.goesOn && rightNames.length > 1
    if (!layered) return { things: [], facts, about: [...about, ...rightNames], label: null }
    const head = {
      ...rightNames[0]!,
      name: 'parallax background',
      brackets: [],
      facts: emptyFacts(),
      quantity: null,
    }
    const group = { ...newGroup(head), colon: rightNames, facts }
    return {
      things: expandGroup(group, { ...context, assetType: 'backdrop' }),
      facts: emptyFacts(),
      about,
      label: null,
    }
  }
  last.colon.push(...rightNames)
  last.facts = joinFacts(joinFacts(last.facts, tail), rightFacts)
  if (right.some(({ written }) => /^(?:all|each|every|both)\b/i.test(written)))
    tail = joinFacts(tail, rightFacts)
  const shared = isForAll(groups) ? joinFacts(tail, { ...last.head.facts, problems: [] }) : tail
  for (const group of groups.slice(0, -1)) group.facts = applyTail(group.facts, shared)
  for (const group of groups) group.facts = withDefaults(group.facts, ahead)
  readSame(groups, context.previous ?? null)
  shareAhead(groups)
  return {
    things: groups.flatMap((group) => expandGroup(group, context)),
    facts: emptyFacts(),
    about,
    label: null,
  }
}

/** "Idle, run, throw (all 6 frames)": the numbers in the last bracket are for all that have none. */
function spread(facts: Facts, { written }: Part): Facts {
  const last = facts.animations.at(-1)
  const isForThem = /\((?:[^()]*\W)?(?:each|all|apiece|both)\b[^()]*\)\s*$/i.test(written)
  if (!isForThem || last === undefined || last.frames === null) return facts
  const animations = facts.animations.map((one) =>
    one.frames === null && one.fps === null
      ? { ...one, frames: last.frames, fps: last.fps, loop: one.loop ?? last.loop }
      : one,
  )
  return { ...facts, animations }
}

function newGroup(head: Part): Group {
  const { facts, quantity } = head
  return { head, base: head.name, same: null, qualifiers: [], colon: [], facts, quantity }
}

/** "Swordsman, archer, cavalry (idle 2 frames, walk 4 frames)": a bracket that lists so much is for all of them. */
function isForAll(groups: readonly Group[]): boolean {
  const last = groups.at(-1)
  if (last === undefined || groups.slice(0, -1).some(({ facts }) => saysFacts(facts))) return false
  const { facts, written } = last.head
  return facts.animations.length > 1 || /\((?:[^()]*\W)?(?:each|all|apiece|both)\b[^()]*\)/i.test(written)
}

/** What a list says at its end ("16x16", "8 fps") for those of it that do not say it themselves. */
function applyTail(own: Facts, tail: Facts): Facts {
  if (!saysFacts(tail)) return own
  const isUnnamed = tail.animations.every(({ name }) => name === null)
  const animations =
    isUnnamed && own.animations.length > 0 ? joinAnimations(own.animations, tail.animations) : null
  const joined = withDefaults(own, { ...tail, problems: [] })
  return animations === null ? joined : { ...joined, animations }
}

/** Runs of parts that share the noun of their last one become one part with members. */
function shareNouns(parts: readonly Part[]): Part[] {
  const shared: Part[] = []
  for (const part of parts) {
    shared.push(part)
    const isPlain = (one: Part) =>
      one.brackets.length === 0 && one.quantity === null && one.members === undefined
    let from = shared.length - 1
    while (
      from > 0 &&
      isPlain(shared[from - 1]!) &&
      shared[from - 1]!.name !== '' &&
      wordsOf(shared[from - 1]!.name).length <= 2
    )
      from -= 1
    for (; from < shared.length - 1; from++) {
      const run = shared.slice(from)
      // Commas alone join words only where there are several: "red, green, blue gems".
      if (part.join !== 'and' && (run.length < 3 || !run.slice(0, -1).every((one) => isDescribing(one.name))))
        continue
      const series = part.quantity === null ? shareNoun(run.map((one) => one.name)) : null
      if (series === null) continue
      const facts = run.reduce((all, one) => joinFacts(all, one.facts), emptyFacts())
      shared.splice(from, run.length, {
        ...part,
        join: run[0]!.join,
        name: series.base,
        members: series.members,
        facts,
      })
      break
    }
  }
  return shared
}

/** Whether a part tells about the thing before it, rather than naming another one. */
function isAbout(part: Part, group: Group, { assetType, isProse }: ReadContext): boolean {
  if (readsSame(part.name) || part.quantity !== null || part.members !== undefined) return false
  if (isCountedRange(part.name) || /^each\s/i.test(part.written)) return true
  // "Lights off / lights flashing": of one part in turn.
  if (/^(\p{L}+) \p{L}+ ?\/ ?\1 \p{L}+$/iu.test(part.name)) return true
  // "Life icon, warning light on/off": a series with a name of its own.
  if (part.name.includes('/') && wordsOf(part.name.split('/', 1)[0] ?? '').length > 1) return false
  // "Red back, black back", "left door, right door": names of one pattern stand side by side.
  const words = wordsOf(part.name)
  if (words.length > 1 && words.at(-1) === wordsOf(group.head.name).at(-1)) return false
  if (
    words.length === 1 &&
    isMaterial(part.name) &&
    (assetType === 'item' || assetType === 'tile' || assetType === 'ui')
  )
    return false
  const article = /^(?:an?|the)\s/i.test(part.written)
  const named = part.written.trim()
  const headType = assetType ?? typeOfName(group.head.name)
  const type = typeOfName(part.name)
  // "Main menu, slow accordion waltz": what the music of a place is like.
  if (assetType === 'music' && typeOfName(group.head.name) !== 'music')
    if (type === 'music' || (words.length > 1 && isPlainlyDescribing(words[0]!))) return true
  if (headType === 'sfx' || headType === 'music')
    return isPlainlyDescribing(part.name) || startsDescribing(named.replace(/^(?:an?|the)\s/i, ''))
  if (isDescribing(part.name) || (group.quantity !== null && /^(?:one|another|the other)\s/i.test(named)))
    return true
  // "Hat over his eyes" points back; "portly" beside it does as well.
  if (/\b(?:his|her|its|their)\b/i.test(part.name) && !article) return true
  if (isNameless(part, group, headType, isProse)) return true
  const headHasArticle = /^(?:an?|the|some|\d+)\s/i.test(group.head.written) || group.quantity !== null
  if (article) {
    const isApposition = !isProse && part.join !== 'and' && !headHasArticle && !isPlural(group.base)
    if (isApposition) return true
    if (
      part.join !== 'and' &&
      headHasArticle &&
      !isProse &&
      /^\p{Lu}/u.test(part.written.replace(/^\S+\s/, ''))
    )
      return false
  } else if (tellsAbout(named, headType === 'character')) return true
  const hasClause = /\b(?:with|holding|wearing|carrying|riding|has|having|made of|in an?|full of)\b/i.test(
    group.head.written,
  )
  if (hasClause && !(type !== undefined && type === typeOfName(group.head.name))) return !(isProse && article)
  if (headType === 'character' && assetType !== 'backdrop') {
    if (type !== undefined) return type !== 'character' && !isProse
    return wordsOf(part.name).length > 2 && !/^\p{Lu}/u.test(part.name)
  }
  return type === undefined && wordsOf(part.name).length > 4
}

/** "Mayor Humphrey, portly": behind a proper name a word that names nothing tells about it. */
function isNameless(part: Part, { head }: Group, headType: AssetType | undefined, isProse: boolean): boolean {
  return (
    !isProse &&
    headType === 'character' &&
    /^\p{Lu}\S*(?: \p{Lu}\S*){1,3}$/u.test(head.name) &&
    /^\p{Ll}+$/u.test(part.name) &&
    typeOfName(part.name) === undefined
  )
}

function isPlural(name: string): boolean {
  const noun = headWords(name).at(-1) ?? ''
  return singularOf(noun) !== noun
}

const sameThing =
  /^(?:and |the |a )*same(?: (?:thing|one|again|as (?:above|before)))?\b[\s,]*(?:but |in |with |only )?(.*)$/i
const anotherOne =
  /^(?:and )?(?:another |its |one )?(.+?) (?:one|ones|version|variant|copy)(?: of (?:it|that|the same|this|them))?$/i

function readsSame(name: string): boolean {
  const another = anotherOne.exec(name)
  return sameThing.test(name) || (another !== null && isDescribing(another[1]!))
}

/** "The same hut burnt", "a broken version": the thing before, with the words that are new. */
function readSame(groups: Group[], previous: Thing | null): void {
  for (const [index, group] of groups.entries()) {
    const before = groups[index - 1] ?? previous
    if (before === null || !readsSame(group.base)) continue
    const known = new Set(wordsOf(before.base).flatMap((word) => [word, singularOf(word)]))
    const words = sameThing.exec(group.base)?.[1] ?? anotherOne.exec(group.base)?.[1] ?? ''
    const fresh = words
      .split(' ')
      .filter((word) => !known.has(word.toLowerCase()) && !/^(?:but|and|is|the|a)$/i.test(word))
    if (fresh.length === 0) continue
    group.same = fresh.join(' ')
    group.base = before.base
    group.facts = withDefaults(group.facts, { ...before.facts, problems: [] })
  }
}

/** "Dusty shelf top, shelf side": the words before a shared noun belong to all that start with it. */
function shareAhead(groups: Group[]): void {
  const first = groups[0]
  const words = first === undefined ? [] : first.base.split(' ')
  for (const group of groups.slice(1)) {
    const own = group.base.split(' ')
    const at = words.indexOf(own[0] ?? '')
    if (group.same !== null || at <= 0 || at >= words.length - 1 || own.length < 2) continue
    group.base = [...words.slice(0, at), ...own].join(' ')
  }
}
