import type { AssetType } from '../../spec/asset-spec.schema.js'
import type { IntakeNote, IntakeOutcome, IntakeProblem } from '../intake-report.js'
import type { PlacedThing } from './thing.js'
import { emptyFacts, joinFacts, saysFacts, type Facts } from './facts.js'
import { lineAt, type ProseBlock } from './read-blocks.js'
import { readSection, typeOfSectionWord, type Section } from './read-heading.js'
import { readRules } from './read-rules.js'
import { everywhere, type NamedPalette, type Rule } from './rules.js'
import { takeBrackets, type Phrase } from './split-phrases.js'
import { takeFacts } from './take-facts.js'
import { singularOf } from '../singular.js'
import { wordsOf } from './words.js'

/** A heading that is open where the reader stands. */
export interface OpenSection extends Section {
  readonly id: number
  readonly level: number
  /** Its own, else that of the heading above. */
  readonly inherited: AssetType | null
}

/** An outcome before keys are known: the positions of its things. */
interface PendingOutcome extends Omit<IntakeOutcome, 'keys'> {
  readonly things: number[]
}

/** What a text has given so far; everything that a reader of sentences adds goes through here. */
export class ProseReader {
  readonly placed: PlacedThing[] = []
  readonly rules: Rule[] = []
  readonly targets: string[] = []
  readonly palettes: NamedPalette[] = []
  readonly problems: IntakeProblem[] = []
  readonly notes: IntakeNote[] = []
  readonly outcomes: PendingOutcome[] = []
  private readonly open: OpenSection[] = []
  private sectionsMade = 0
  /** The title says that the whole text is about sounds: "Weapons" are what is heard of them. */
  private isOfSounds = false

  readonly file: string
  /** Words of all headings, singular. */
  readonly sectionWords: ReadonlySet<string>

  constructor(file: string, sectionWords: ReadonlySet<string>) {
    this.file = file
    this.sectionWords = sectionWords
  }

  /** Of the innermost heading that gives one. */
  get assetType(): AssetType | null {
    return this.open.at(-1)?.inherited ?? null
  }

  get section(): OpenSection | null {
    return this.open.at(-1) ?? null
  }

  get role(): Section['role'] {
    if (this.open.some(({ role }) => role === 'left-out')) return 'left-out'
    return this.open.at(-1)?.role ?? 'assets'
  }

  /** Ids of the headings above, innermost first. */
  sectionIds(): number[] {
    return this.open.map(({ id }) => id).toReversed()
  }

  titles(): string[] {
    return this.open
      .filter(({ level, title }) => level > 0 && title !== '')
      .map(({ title }) => title)
      .toReversed()
  }

  isOptional(): boolean {
    return this.open.some(({ isOptional }) => isOptional)
  }

  /** Opens the section of a heading; `isTitle`: it names the whole text and is no section. */
  openHeading(block: ProseBlock, isTitle: boolean): void {
    const read = readSection(block.text)
    while ((this.open.at(-1)?.level ?? 0) >= block.level) this.open.pop()
    if (isTitle) {
      if (read.assetType === 'sfx' || read.assetType === 'music') this.isOfSounds = true
      this.settle(block, { text: block.text, offset: 0 }, 'constraint', [], 'the title of the list')
      return
    }
    const above = this.open.at(-1)
    const isLabel = block.level === 8
    const heard =
      this.isOfSounds && read.role === 'assets' && read.assetType !== 'music' ? ('sfx' as const) : null
    const inherited = heard ?? read.assetType ?? (read.role === 'assets' ? (above?.inherited ?? null) : null)
    const id = ++this.sectionsMade
    this.open.push({ ...read, id, level: block.level, inherited })
    const facts = headingFacts(block.text, inherited)
    if (saysFacts(facts)) {
      const scope = { ...everywhere, section: id }
      this.rules.push({ scope, facts, tags: [], negatives: [], line: block.line })
    }
    this.variantsOfHeading(block, id)
    const what = inherited === null ? '' : `: what follows is ${inherited}`
    this.settle(
      block,
      { text: block.text, offset: 0 },
      'constraint',
      [],
      `${isLabel ? 'a label' : 'a heading'}${what}`,
    )
  }

  private variantsOfHeading(block: ProseBlock, id: number): void {
    for (const bracket of takeBrackets(block.text).brackets)
      for (const piece of bracket.split(/[,;]/)) {
        const context = {
          line: block.line,
          section: id,
          assetType: null,
          isRules: true,
          isRequest: false,
          isItem: false,
        }
        const read = readRules(piece.trim(), { ...context, sectionWords: this.sectionWords })
        const counted = read?.rules.filter(({ facts }) => facts.variants !== undefined) ?? []
        for (const rule of counted) this.rules.push({ ...rule, scope: { ...rule.scope, section: id } })
      }
  }

  settle(
    block: ProseBlock,
    phrase: Phrase,
    outcome: IntakeOutcome['outcome'],
    things: number[],
    meaning?: string,
  ): void {
    const line = lineAt(block, phrase.offset)
    const lastLine = lineAt(block, phrase.offset + Math.max(0, phrase.text.length - 1))
    // The line under a heading belongs to it.
    const end = block.kind === 'heading' ? block.lastLine : lastLine
    const said = { file: this.file, line, lastLine: Math.max(end, line), text: phrase.text }
    this.outcomes.push({ ...said, outcome, things, ...(meaning === undefined ? {} : { meaning }) })
  }

  note(line: number, message: string, kind: NonNullable<IntakeNote['kind']>): void {
    this.notes.push({ file: this.file, line, message, kind })
  }

  problem(line: number, message: string, hint: string): void {
    this.problems.push({ file: this.file, line, message, hint })
  }
}

/** What a heading says in its brackets and behind its name: "Tiles (16x16, must tile seamlessly)". */
function headingFacts(heading: string, assetType: AssetType | null): Facts {
  const { base, brackets } = takeBrackets(heading)
  const animations = {
    isFirst: false,
    isCharacter: assetType === 'character',
    namesAlone: assetType === 'character',
  }
  const hints = { assetType, animations }
  let facts = emptyFacts()
  for (const piece of [
    ...base.split(/,|\s[–—-]\s|:/).slice(1),
    ...brackets.flatMap((one) => one.split(/[,;]/)),
  ])
    facts = joinFacts(facts, takeFacts(piece.trim(), hints).facts)
  const named = takeFacts(base.split(/,|\s[–—-]\s|:/)[0] ?? '', {
    assetType,
    animations: { ...animations, isFirst: true },
  }).facts
  const { quantity: _, ...kept } = joinFacts(named, facts)
  return kept
}

/** Words of headings by which rules may call their assets; words for types are known anyway. */
export function wordsOfHeadings(blocks: readonly ProseBlock[]): Set<string> {
  const words = new Set<string>()
  for (const { kind, text } of blocks)
    if (kind === 'heading')
      for (const word of wordsOf(takeBrackets(text).base))
        if (word.length > 3 || typeOfSectionWord(word) !== undefined) words.add(singularOf(word))
  return words
}
