import { areStates, isDescribing, isStateWord, startsDescribing } from './describing-words.js'
import { emptyFacts, joinFacts, saysFacts, withDefaults, type FactProblem, type Facts } from './facts.js'
import { bracketMembers, type Part } from './read-part.js'
import {
  isCountedRange,
  isPluralName,
  seriesMax,
  singularName,
  type Series,
  takeRange,
  takeSlashes,
  trailingStates,
} from './read-series.js'
import type { ReadContext, Thing } from './thing.js'
import { typeOfName } from './thing-words.js'
import { wordsOf } from './words.js'

/** A thing of a list with what was said about it. */
export interface Group {
  readonly head: Part
  base: string
  /** What is new about a thing that is otherwise the one before it. */
  same: string | null
  /** Parts behind a comma that tell about it. */
  readonly qualifiers: Part[]
  /** Parts behind its colon or dash. */
  readonly colon: Part[]
  facts: Facts
  quantity: number | null
}

interface Member {
  readonly name: string
  readonly details: readonly string[]
  readonly facts: Facts
}

interface Expansion {
  base: string
  members: Member[]
  details: string[]
  isRange: boolean
  /** States that each member has: "play / stop buttons, each normal and pressed". */
  states: readonly string[] | null
  isNamed: boolean
  facts: Facts
  readonly problems: FactProblem[]
}

/** The assets that one entry of a list stands for. */
export function expandGroup(group: Group, context: ReadContext): Thing[] {
  const expansion = readMembers(group, context)
  const { members, facts, problems } = expansion
  const assetType = typeOf(group, expansion, context)
  const thing: Thing = {
    base: expansion.base,
    member: group.same,
    details: expansion.details,
    number: null,
    states: null,
    isNamed: expansion.isNamed,
    isOptional: group.head.isOptional,
    key: group.head.key,
    assetType: context.assetType === null ? (assetType ?? null) : null,
    label: null,
    facts,
    problems,
    isGuess: group.head.isAbout,
  }
  if (members.length > 0) {
    checkCount(group.quantity, members.length, group.head.isAbout, problems)
    if (areFrames(expansion, assetType)) {
      const base = expansion.isRange ? expansion.base : singularName(expansion.base)
      return [{ ...thing, base, states: members.map(({ name }) => name) }]
    }
    return crossed(members, assetType === 'ui' ? null : expansion.states).map((member, index) => ({
      ...thing,
      base: expansion.base === '' ? member.name : singularName(expansion.base),
      member: expansion.base === '' ? group.same : [member.name, ...member.details].join(', '),
      details: expansion.base === '' ? [...member.details, ...thing.details] : thing.details,
      states: assetType === 'ui' ? expansion.states : null,
      facts: withDefaults(member.facts, facts),
      problems: index === 0 ? problems : [],
    }))
  }
  const count = group.quantity ?? 1
  if (count < 1 || count > seriesMax) {
    problems.push({
      message: `${count} of "${thing.base}" are outside the limits of 1 to ${seriesMax}`,
      hint: `Write for example "three ${thing.base}"; one is made.`,
    })
    return [thing]
  }
  if (count === 1) return [thing]
  const base = singularName(thing.base)
  return Array.from({ length: count }, (_, index) => ({
    ...thing,
    base,
    number: index + 1,
    problems: index === 0 ? problems : [],
  }))
}

function checkCount(
  quantity: number | null,
  members: number,
  isAbout: boolean,
  problems: FactProblem[],
): void {
  if (quantity === null || quantity === members || isAbout) return
  problems.push({
    message: `it says ${quantity} and names ${members}`,
    hint: `The ${members} that are named are made; correct the number or the names.`,
  })
}

function typeOf(group: Group, { base, members }: Expansion, { assetType }: ReadContext) {
  const words = assetType ?? typeOfName(base) ?? typeOfName(group.head.name)
  if (words !== undefined) return words
  for (const { name } of members) {
    const type = typeOfName(name)
    if (type !== undefined) return type
  }
  return undefined
}

/** UI has its states as frames, a backdrop its layers. */
function areFrames({ members, isRange, base, facts }: Expansion, assetType: string | undefined): boolean {
  if (base === '' || facts.animations.length > 0) return false
  if (facts.layers !== undefined && (assetType === 'backdrop' || assetType === undefined)) return true
  return assetType === 'ui' && (isRange || areStates(members.map(({ name }) => name)))
}

function readMembers(group: Group, context: ReadContext): Expansion {
  const { head } = group
  const expansion: Expansion = {
    base: group.base,
    members: (head.members ?? []).map(memberOf),
    details: [],
    isRange: false,
    states: null,
    isNamed: false,
    facts: group.facts,
    problems: [],
  }
  if (head.members === undefined) readName(expansion)
  for (const bracket of head.brackets) {
    const isPlural = isPluralName(expansion.base) || group.quantity !== null
    const range = expansion.members.length === 0 ? takeRange(bracket) : null
    const isTile = (context.assetType ?? typeOfName(expansion.base)) === 'tile'
    const members = bracketMembers(
      bracket,
      isPlural || isTile,
      group.quantity ?? expansion.facts.layers ?? null,
      isTile,
    )
    if (range !== null && range !== 'too-long') setMembers(expansion, namedMembers(range), true)
    else if (members !== null && expansion.members.length === 0) setMembers(expansion, members, false)
    else expansion.details.push(bracket)
  }
  readQualifiers(group.qualifiers, expansion, group, false)
  readColon(group, expansion, context)
  return expansion
}

/** "A soldier and a bride, each whole or melted": every member in every state. */
function crossed(members: readonly Member[], states: readonly string[] | null): readonly Member[] {
  if (states === null || members.length * states.length > seriesMax) return members
  return members.flatMap((member) => states.map((state) => ({ ...member, name: `${member.name}, ${state}` })))
}

const memberOf = (name: string): Member => ({ name, details: [], facts: emptyFacts() })

function setMembers(expansion: Expansion, names: readonly string[], isRange: boolean): void {
  expansion.members = names.map(memberOf)
  expansion.isRange = isRange
}

function readName(expansion: Expansion): void {
  const range = takeRange(expansion.base)
  if (range === 'too-long')
    expansion.problems.push({
      message: `the series in "${expansion.base.slice(0, 60)}" has more than ${seriesMax} members`,
      hint: 'Write a shorter one; it is taken as one asset.',
    })
  else if (range !== null) {
    expansion.base = range.base
    setMembers(expansion, range.members, true)
    return
  }
  const slashed = takeSlashes(expansion.base)
  if (slashed !== null) {
    expansion.base = slashed.base
    setMembers(expansion, slashed.members, false)
    return
  }
  const tail = trailingStates(expansion.base)
  if (tail === null) return
  expansion.base = tail.base
  setMembers(expansion, tail.members, false)
}

/** Parts behind a comma or the colon of `group`: which of them are members, and which tell about the whole. */
function readQualifiers(written: readonly Part[], expansion: Expansion, group: Group, isList: boolean): void {
  const parts = written.flatMap(fromBracket)
  const named = parts.filter((part) => part.name !== '')
  const flat = named.flatMap((part) => splitName(part))
  const names = flat.map(({ name }) => name)
  const first = isList ? null : trailingState(expansion.base, names)
  const isSeries =
    expansion.members.length === 0 &&
    (isList ||
      named.some((part) => isCountedRange(part.name)) ||
      areStates(names) ||
      first !== null ||
      ((group.quantity ?? written[0]?.quantity) === names.length && names.length > 1) ||
      (isPluralName(expansion.base) && named.some((part) => part.join === 'and') && names.length > 1))
  if (expansion.members.length > 0 && areStates(names)) {
    expansion.states = names
    return
  }
  if (!isSeries) {
    for (const part of parts) {
      expansion.details.push(
        ...[part.name === '' ? '' : detailOf(part), ...part.brackets].filter((text) => text !== ''),
      )
      expansion.facts = joinFacts(expansion.facts, part.facts)
    }
    return
  }
  if (first !== null) {
    expansion.base = first.base
    expansion.members = [memberOf(first.state), ...flat]
  } else expansion.members = flat
  expansion.base = expansion.base.replace(danglingWords, '')
  expansion.isRange ||= named.some((part) => takeRange(part.name) !== null)
  const sized = flat.filter(({ facts }) => facts.sizes.length > 0).length
  if (sized * 2 > flat.length && sized > 1) return
  // "Cursors: arrow, hand, busy (6 frames)": what moves in brackets is the last one alone.
  const tail = flat.at(-1)
  const isOwn =
    flat.length > 2 &&
    tail !== undefined &&
    /\)\s*$/.test(named.at(-1)?.written ?? '') &&
    tail.facts.animations.length === 1 &&
    flat.slice(0, -1).every(({ facts }) => !saysFacts(facts))
  for (const part of parts)
    if (!isOwn || part !== named.at(-1)) expansion.facts = joinFacts(expansion.facts, part.facts)
  expansion.members = expansion.members.map(({ name, details }) => ({
    name,
    details,
    facts: isOwn && name === tail.name ? tail.facts : emptyFacts(),
  }))
}

/** "A door that can be", "gem in": what is left of a name when its states are taken off. */
const danglingWords =
  /(?: (?:that|which|who|can|could|may|be|is|are|in|as|being|either|both|comes?|with|has|have)){1,4}$/i

/** "Stove lit" before "unlit": the state at the end of the name is the first member. */
function trailingState(base: string, names: readonly string[]): { base: string; state: string } | null {
  const words = base.split(' ')
  if (words.length < 2 || names.length === 0) return null
  const state = words.at(-1) ?? ''
  return areStates([state, ...names]) && (isStateWord(state) || areStates([state, names[0] ?? '']))
    ? { base: words.slice(0, -1).join(' '), state }
    : null
}

/** "Levels 1 to 3" behind a name: "level 1". */
function namedMembers({ base, members }: Series): string[] {
  const isNoun = /^\p{L}+$/u.test(base) && !/^(?:digits?|letters?|numbers?|glyph)$/i.test(base)
  const noun = isNoun ? `${singularName(base)} ` : ''
  return members.map((member) => `${noun}${member}`)
}

function splitName(part: Part): Member[] {
  const range = takeRange(part.name)
  const details = part.brackets
  if (range !== null && range !== 'too-long') return namedMembers(range).map(memberOf)
  const slashed = takeSlashes(part.name)
  if (slashed === null) {
    const name =
      part.members === undefined
        ? [part.name]
        : part.members.map((member) => `${member} ${singularName(part.name)}`)
    return name.map((one) => ({ name: one, details, facts: part.facts }))
  }
  return slashed.members.map((name) => ({
    name: slashed.base === '' ? name : `${slashed.base} ${name}`,
    details: [],
    facts: part.facts,
  }))
}

const detailOf = (part: Part): string =>
  /^(?:an?|the)\s/i.test(part.written) ? `${part.written.split(' ', 1)[0]} ${part.name}` : part.name

/** What stands behind a colon or dash: members of a series, or the description of one named thing. */
function readColon(group: Group, expansion: Expansion, context: ReadContext): void {
  const parts = group.colon.flatMap(fromBracket)
  const named = parts.filter((part) => part.name !== '')
  if (named.length === 0) {
    readQualifiers(parts, expansion, group, false)
    if (/^(?:\p{Lu}\S*)(?:\s\p{Lu}\S*){0,3}$/u.test(expansion.base) && firstApposition(group))
      expansion.isNamed = true
    return
  }
  const at = named.findIndex((part) => /^(?:each|all)\s/i.test(part.written))
  const last = at > 1 ? named.slice(at).map(({ name }) => name) : []
  if (areStates(last)) {
    // "Buttons: primary and danger, each normal and pressed".
    readQualifiers(named.slice(0, at), expansion, group, true)
    for (const part of parts.slice(parts.indexOf(named[at]!)))
      expansion.facts = joinFacts(expansion.facts, part.facts)
    expansion.states = last
    return
  }
  const names = named.flatMap((part) => splitName(part).map(({ name }) => name))
  const layers = expansion.facts.layers ?? parts.find((part) => part.facts.layers !== undefined)?.facts.layers
  const isSeries =
    (names.length > 1 && layers !== undefined) ||
    areStates(names) ||
    group.quantity === names.length ||
    named.some((part) => takeRange(part.name) !== null) ||
    (names.length > 1 && isPluralName(expansion.base) && names.every((name) => wordsOf(name).length <= 5)) ||
    (names.length > 1 && context.assetType === 'tile' && names.every((name) => wordsOf(name).length <= 3)) ||
    (names.length > 1 && isKindList(expansion, names, context)) ||
    (names.length > 1 && slashes(named)) ||
    (names.length > 1 && context.assetType === 'sfx' && areOwnSounds(named))
  if (isSeries) {
    readQualifiers(parts, expansion, group, true)
    return
  }
  for (const part of parts) {
    expansion.details.push(
      ...[part.name === '' ? '' : detailOf(part), ...part.brackets].filter((text) => text !== ''),
    )
    expansion.facts = joinFacts(expansion.facts, part.facts)
  }
  expansion.isNamed = true
}

/** "Harpoon gun: fire, reload": what is heard of one thing, and not how it sounds. */
const areOwnSounds = (named: readonly Part[]) =>
  named.every(({ name }) => !isDescribing(name) && !startsDescribing(name) && wordsOf(name).length <= 3)

/** "Cursor set: pointer, grab, talk": kinds of one thing, not what it looks like. */
function isKindList(expansion: Expansion, names: readonly string[], { assetType }: ReadContext): boolean {
  const isSet = /\s(?:set|pack|kit|variants|types|kinds)$/i.test(expansion.base)
  const isUi = (assetType ?? typeOfName(expansion.base)) === 'ui'
  if ((!isSet && !isUi) || names.some((name) => wordsOf(name).length > 3) || names.every(isDescribing))
    return false
  expansion.base = expansion.base.replace(/\s(?:set|pack|kit|variants|types|kinds)$/i, '')
  return true
}

/** "4 parallax layers (sky, hills)" names its members in its brackets. */
function fromBracket(part: Part): Part[] {
  const [bracket] = part.brackets
  if (part.name !== '' || bracket === undefined) return [part]
  const names = bracket.split(/\s*,\s*(?:and )?|\s+and\s+/)
  if (part.facts.layers === undefined && part.quantity !== names.length) return [part]
  return names.map((name, index) => ({
    ...part,
    name,
    brackets: [],
    quantity: null,
    facts: index === 0 ? part.facts : emptyFacts(),
  }))
}

const slashes = (parts: readonly Part[]) => parts.length === 1 && parts[0]!.name.includes('/')

/** "Old Marrow, a ferryman": a proper name with an article behind its comma. */
function firstApposition({ qualifiers }: Group): boolean {
  return /^an?\s/i.test(qualifiers[0]?.written ?? '')
}
