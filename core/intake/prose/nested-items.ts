import type { AssetType } from '../../spec/asset-spec.schema.js'
import { areStates, isDescribing } from './describing-words.js'
import { type Facts, saysFacts, withDefaults } from './facts.js'
import type { ProseReader } from './prose-reader.js'
import type { ProseBlock } from './read-blocks.js'
import { typeOfLabel } from './read-heading.js'
import { singularName } from './read-series.js'
import { readThings } from './read-things.js'
import type { Thing } from './thing.js'
import type { Parent } from './reading.js'
import { type Phrase, takeBrackets } from './split-phrases.js'
import { typeOfName } from './thing-words.js'
import { wordsOf } from './words.js'

interface NestedHead {
  readonly label: AssetType | null
  readonly name: string | null
  readonly facts?: Facts
}

/** "- Inn (128x128)" above "day version" and "night version": members of one thing. */
function versionsOf(
  text: string,
  children: readonly ProseBlock[],
  reader: ProseReader,
  parent: Parent | null,
): NestedHead | null {
  const names = children.map((child) => child.text.replace(versionWord, '').trim())
  const areVersions =
    names.length > 1 && (areStates(names) || children.every((child) => versionWord.test(child.text)))
  if (!areVersions) return null
  const label = reader.assetType ?? parent?.label ?? null
  const { things } = readThings(text.replace(/\s*[:：]$/, ''), {
    assetType: label,
    goesOn: false,
    isProse: false,
  })
  const [thing] = things
  if (thing === undefined || things.length > 1 || thing.states !== null) return null
  return {
    label: label ?? typeOfName(thing.base) ?? null,
    name: [thing.base, ...thing.details].join(', '),
    facts: thing.facts,
  }
}

const versionWord = /\s+(?:version|variant|state|edition)s?\b/i

/** "- Enemies:" and "- Potions:" before nested items. */
export function nestedHead(
  { text }: Phrase,
  children: readonly ProseBlock[],
  reader: ProseReader,
  parent: Parent | null,
): NestedHead | null {
  if (children.length === 0 || reader.role !== 'assets') return null
  const versions = versionsOf(text, children, reader, parent)
  if (versions !== null) return versions
  const bare = text.replace(/\s*[:：]$/, '')
  const label = typeOfLabel(bare)
  if (label !== null && wordsOf(bare).length <= 4) return { label, name: null }
  if (bare === text || /[,;.]/.test(bare)) return null
  const type = reader.assetType ?? parent?.label ?? typeOfName(bare) ?? null
  // Under "Hero:" stand its animations and looks; under "Potions:" its members.
  const first = children.map((child) =>
    readThings(child.text, { assetType: type, goesOn: true, isProse: false }),
  )
  if (first.some(({ facts }) => saysFacts(facts))) return null
  return { label: type, name: bare }
}

/** "- Potions:" and below it "- red (health)": members of what the item above names. */
export function underName(
  name: string,
  text: string,
  things: readonly Thing[],
  assetType: AssetType | null,
  facts: Facts | null,
): readonly Thing[] {
  const known =
    facts === null &&
    things.length > 0 &&
    things.every((thing) => typeOfName(thing.base) !== undefined && !isDescribing(thing.base))
  const labelled = (list: readonly Thing[]) => list.map((thing) => ({ ...thing, label: name.toLowerCase() }))
  if (known && typeOfName(name) === undefined) return labelled(things)
  const base = singularName(takeBrackets(name).base)
  const joined = readThings(`${base}: ${text.replace(versionWord, '')}`, {
    assetType,
    goesOn: false,
    isProse: false,
  }).things
  return joined.map((thing) => ({
    ...thing,
    isNamed: false,
    facts: facts === null ? thing.facts : withDefaults(thing.facts, facts),
  }))
}
