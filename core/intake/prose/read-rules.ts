import type { AssetType } from '../../spec/asset-spec.schema.js'
import { isAdjective } from './describing-words.js'
import { emptyFacts, joinFacts, saysFacts, type Facts } from './facts.js'
import { typeOfLabel, typeOfSectionWord } from './read-heading.js'
import { readTargets } from './read-targets.js'
import { readVariantRules } from './read-variants.js'
import { everywhere, type NamedPalette, type Rule, type Scope } from './rules.js'
import { splitOutside, takeBrackets } from './split-phrases.js'
import { namesGenre, saysStyle, tagsOf } from './style-words.js'
import { takeFacts } from './take-facts.js'
import { singularOf } from '../singular.js'
import { numberPart, wordSet, wordsOf } from './words.js'

export interface RuleContext {
  readonly line: number
  /** The section that the sentence stands in when it has a type; null = it speaks for the whole text. */
  readonly section: number | null
  readonly assetType: AssetType | null
  /** Under "Style", "Technical" and the like: nothing there is an asset. */
  readonly isRules: boolean
  /** Asked for in so many words ("we need"): only what cannot be an asset is a rule. */
  readonly isRequest: boolean
  readonly isItem: boolean
  /** Titles of headings, singular words. */
  readonly sectionWords: ReadonlySet<string>
}

export interface ReadRules {
  readonly rules: readonly Rule[]
  readonly targets: readonly string[]
  readonly palettes: readonly NamedPalette[]
  /** What was understood, one clause each. */
  readonly meanings: readonly string[]
}

const paletteFile = /(?:[\w.-]{1,80}\/){0,8}[\w.-]{1,80}\.(?:gpl|hex|pal|ase|aco|act)\b/i
const colourCount = new RegExp(
  String.raw`\b(${numberPart})[- ]?colou?rs?\b|^(${numberPart})(?: (?:max\w*|at most|only|or (?:less|fewer)))?$`,
  'i',
)
const ruleLabel =
  /^(?:art )?(?:palettes?|colou?rs?|colou?r scheme|camera|view|perspective|style|art style|look|look and feel|mood|tone|genre|setting|theme|atmosphere|sizes?|resolution|canvas|outlines?|line art|frame rate|framerate|fps|engine|target|targets|platforms?|pivots?|origin|anchor|background|transparency|lights?|lighting|light source|variants?|variations|formats?|file format|export|delivery|audience|scale|inspiration|references?|technical|constraints?|rules?|notes?|important|general|naming)\s*[:：–—-]\s+/i
const speaksForAll =
  /^(?:all|every|everything|everyone|each|any|anything|nothing|no|never|none of|avoid|don'?t|do not|keep|use|using|make sure|ensure|please (?:keep|use|make sure|avoid|do not|don'?t)|must|should|unless|except|only|always|stick (?:to|with)|limit|think|imagine|inspired by|reference|references|at most|up to|no more than|limited to|default|by default|unless (?:noted|stated|said)|transparent|opaque|pivots?\b|outlines?\b|light (?:from|comes)|same (?:style|palette|size|light)|maximum|minimum|max|min)\b/i
const limitsColours =
  /^(?:in )?\S+[- ]colou?rs?(?: palette| only| max\w*)?$|\b(?:inside|within|limit\w*|at most|no more than|up to|max(?:imum)?(?: of)?|only(?: use)?|restrict\w*|stick to|keep to|stay (?:at|below|under))(?: of| to)? \S+[- ]colou?rs?\b/i
const formatOnly =
  /^(?:please |kindly )?(?:(?:give|send|deliver|export|hand)(?: (?:it|them|us|me|everything|all(?: of it)?|files|sounds|pictures|sprites))* |we (?:need|want|use|take) |files? |formats? |all )?(?:as |in |are |to |both )*((?:\.?(?:ogg|wav|mp3|png|webp)(?:,? (?:and |or )?|\/|$|(?= )))+)(?: ?files?| please| format| only)*$/i
/** "Base unit 8 px" is the measure of a layout, and no thing. */
const measure =
  /^(?:base|grid|layout|pixel|snap)(?: ?(?:unit|grid|size|step|module|cell))* ?(?:is |of |[:=] ?)?\d{1,4}(?: ?[x×] ?\d{1,4})? ?(?:px|pixels?)?$/i
const ofSprites = /^(?:the |our )?(?:sprites|assets|graphics|images|pictures|art|drawings)\b/i
const wholeText =
  /\b(?:everything|all (?:assets|sprites|art|graphics|images|of it)|the whole|every (?:asset|sprite)|overall|nothing|all in|unless (?:said|stated|noted|specified|otherwise)|default)\b/i
const functionWords =
  wordSet(`a an the all every each any is are be been should must need needs to have has will would can
  may of for with on in at by and or but not no it its they their them this that these those we our us use using used
  please make sure keep as per default unless otherwise said stated noted specified size sizes sized large big tall wide
  pixel pixels px asset assets sprite sprites everything nothing thing things frame frames animation animations
  animated get gets fit fits within only both canvas drawn shall exactly same always max most least about around image
  images graphics picture pictures which who whatever also just still static from level unit regular normal standard
  native except apart other than readable palette allowed supposed`)
const screenWords =
  /\b(?:resolution|screens?|viewport|window|full[- ]?screen|display|game runs? at|renders? at)\b/i

/** Reads a sentence that says something for many assets; null when it does not. */
export function readRules(sentence: string, context: RuleContext): ReadRules | null {
  const palette = paletteFile.exec(sentence)
  const targets = readTargets(sentence)
  const meanings: string[] = []
  const rules: Rule[] = []
  const palettes = palette === null ? [] : [{ name: palette[0], line: context.line }]
  if (palette !== null) meanings.push(`palette ${palette[0]}`)
  if (targets.length > 0) meanings.push(`targets ${targets.join(', ')}`)
  const formats = formatOnly.exec(sentence.trim())
  if (formats !== null) return formatRules(formats[1]!, context)
  if (measure.test(sentence.trim()))
    return { rules, targets, palettes, meanings: ['the measure of the layout'] }
  const variants = readVariantRules(sentence, context)
  if (variants !== null)
    return { rules: variants.rules, targets, palettes, meanings: [...meanings, ...variants.meanings] }
  const label = ruleLabel.exec(sentence)
  const isNamingFact = /^(?:pivots?|origin|anchor|outlines?|light(?:s|ing)?|background)\b/i.test(sentence)
  const body =
    label === null
      ? sentence
      : isNamingFact
        ? sentence.replace(/\s*[:：–—]\s*/, ' ')
        : sentence.slice(label[0].length)
  // "Resolution: 640x360" is that of the screen.
  const isOfScreen =
    /^(?:resolution|screen)/i.test(sentence) && !/\b(?:sprites?|assets?|each|tiles?)\b/i.test(body)
  const isRule =
    context.isRules || label !== null || palette !== null || targets.length > 0 || speaksForAll.test(sentence)
  const counted = colourCount.exec(body.trim())
  // A number alone counts colours only behind their label.
  const colours = counted?.[2] === undefined || /^(?:palettes?|colou?rs?)\b/i.test(sentence) ? counted : null
  const isColourRule = colours !== null && (isRule || limitsColours.test(body.trim()))
  const read = readPhrases(isOfScreen ? `screen ${body}` : body.replace(needing, '$1 '), context)
  const speaks =
    !context.isItem || hasVerb(body) || read.rules.every(({ scope }) => scope.words.every(isCategory))
  const isCanvas =
    /\bon an? .{0,14}\bcanvas\b/i.test(body) && read.rules.some(({ scope }) => scope.words.length > 0)
  // "One looping track, cheerful, 60 s" asks for one.
  const isOne = /^(?:one|an?|two|three|four|five|six|some|several)\s/i.test(sentence) && !hasVerb(sentence)
  const isPlain =
    isCanvas || (!isOne && read.unknown.length === 0 && speaks && (read.rules.length > 0 || isColourRule))
  const isOfSprites = read.rules.length > 0 && hasVerb(body) && ofSprites.test(sentence)
  if (context.isRequest && !isPlain) return null
  if (isOne && !isRule && read.rules.length > 0) return null
  if (!isRule && !isPlain && !isColourRule && !isOfSprites) return readStyle(sentence, context, read)
  if (isColourRule) meanings.push(`${colours[1] ?? colours[2]} colours: held where a palette is given`)
  rules.push(...read.rules)
  meanings.push(...read.meanings)
  const leftover = read.unknown.filter((phrase) => palette === null || !phrase.includes(palette[0]))
  const tags =
    isRule && targets.length === 0
      ? leftover
          .flatMap((phrase) => tagsOf(phrase))
          .filter((tag) => !/^(?:transparent|opaque)/.test(tag) && !colourCount.test(tag))
      : []
  const kept = palette === null ? tags : tags.filter((tag) => saysStyle(tag))
  if (kept.length > 0) {
    rules.push({
      scope: scopeOf(sentence, context).scope,
      facts: emptyFacts(),
      tags: kept,
      negatives: [],
      line: context.line,
    })
    meanings.push(`style: ${kept.join(', ')}`)
  }
  return meanings.length === 0 ? null : { rules, targets, palettes, meanings }
}

/** "We need ogg and wav": of sounds, of pictures or of both. */
function formatRules(written: string, { line }: RuleContext): ReadRules {
  const names = [...new Set(written.toLowerCase().match(/ogg|wav|mp3|png|webp/g) ?? [])]
  const facts = emptyFacts()
  const sounds = (['ogg', 'wav', 'mp3'] as const).filter((name) => names.includes(name))
  const pictures = (['png', 'webp'] as const).filter((name) => names.includes(name))
  if (sounds.length > 0) facts.formats = sounds
  if (pictures.length > 0) facts.pictureFormats = pictures
  const rules = [{ scope: everywhere, facts, tags: [], negatives: [], line }]
  return { rules, targets: [], palettes: [], meanings: [`files as ${names.join(' and ')}`] }
}

/** "Enemies" is a kind, "buttons" may be what an item asks for. */
const isCategory = (word: string) => typeOfLabel(`${word}s`) !== null || collective.has(word)

function readStyle(sentence: string, context: RuleContext, read: ReadPhrases): ReadRules | null {
  const styled = saysStyle(sentence) || namesGenre(sentence)
  // "A racer, drive (4 frames)", "a jingle in that style, 45 s": what has frames or a length is asked for.
  const isAsked =
    countsFrames.test(sentence) || read.rules.some(({ facts }) => facts.durationMs !== undefined)
  if (isAsked && !hasVerb(sentence)) return null
  if (
    !styled ||
    (context.isItem && !isAllStyle(sentence)) ||
    (context.assetType !== null && !isAllStyle(sentence) && !hasVerb(sentence))
  )
    return null
  const looks = styleRule(sentence, context)
  return { ...looks, rules: [...read.rules, ...looks.rules], meanings: [...read.meanings, ...looks.meanings] }
}

const countsFrames = /\b\d{1,3} ?frames?\b/i

/** "Every unit needs: idle, walk". */
const needing = /^(.{3,40}\b(?:needs?|has|have|gets?|requires?))\s*:\s+/i

/** A sentence as style words of what it speaks for; null when it has none that are short enough for tags. */
export function styleRule(sentence: string, context: RuleContext): ReadRules {
  const all = tagsOf(sentence)
  // The name of the game is no style: where some phrases say how things look, only those are kept.
  const styled = all.filter(
    (tag) => (saysStyle(tag) || namesGenre(tag) || wordsOf(tag).some(isAdjective)) && !colourCount.test(tag),
  )
  const tags = styled.length > 0 ? styled : all
  const { scope } = scopeOf(sentence, context)
  const rules =
    tags.length === 0 ? [] : [{ scope, facts: emptyFacts(), tags, negatives: [], line: context.line }]
  const meaning = tags.length === 0 ? 'about the game as a whole' : `style: ${tags.join(', ')}`
  return { rules, targets: [], palettes: [], meanings: [meaning] }
}

const isAllStyle = (text: string) => {
  const phrases = text.split(/[,;]/).filter((phrase) => phrase.trim() !== '')
  return (
    phrases.every((phrase) => (saysStyle(phrase) || namesGenre(phrase)) && wordsOf(phrase).length <= 6) &&
    namesStyleOnly(text)
  )
}

/** Not "neon sign" or "retro radio": a style word and then a noun of its own is a thing. */
const namesStyleOnly = (text: string) =>
  namesGenre(text) ||
  /\b(?:view|style|look|art|mood|camera|perspective|palette|feel|vibe|tone|aesthetic|silhouettes?|contrast|shading|outlines?|colou?rs|pixels)\b/i.test(
    text,
  ) ||
  wordsOf(text).length <= 1

/** Whether a sentence has a finite verb of the few that descriptions and rules use. */
export function hasVerb(sentence: string): boolean {
  const text = sentence.replace(
    /\b(?:plays? (?:only )?once|(?:does|do)(?:n'?t| not) (?:loop|repeat)|(?:must|should|needs? to) (?:tile|wrap|repeat)|can be)\b/gi,
    ' ',
  )
  return /\b(?:is|are|was|were|be|will|would|should|must|can|could|may|might|has|have|had|do|does|did|looks?|feels?|takes? place|plays?|lives?|fights?|explores?|goes|comes|makes?|wants?|needs?|thinks?|knows?|tells?|gets?|sees?|finds?|wanders?|carries|it's|they're|we're|let's|i'm|you're|there's|isn't|aren't)\b/i.test(
    text,
  )
}

interface ReadPhrases {
  readonly rules: Rule[]
  readonly meanings: string[]
  /** Phrases of which something was left. */
  readonly unknown: string[]
}

function readPhrases(body: string, context: RuleContext): ReadPhrases {
  const result: ReadPhrases = { rules: [], meanings: [], unknown: [] }
  const whole = exceptionsOf(body, context)
  // "Everything except backgrounds and tiles" is one phrase.
  const phrases = whole.except.length > 0 ? body.replace(exceptions, ' ') : body
  for (const { text } of splitOutside(phrases, /[,:：]|\s[–—-]\s|\s(?:and|but|while|whereas)\s/g)) {
    const negative = negativeOf(text)
    if (negative !== null) {
      const { scope } = scopeOf(text, context)
      result.rules.push({ scope, facts: emptyFacts(), tags: [], negatives: [negative], line: context.line })
      result.meanings.push(`no ${negative}`)
      continue
    }
    const { facts, rest } = factsOfPhrase(text, context, result.rules.length > 0)
    const { scope, left } = scopeOf(rest, context)
    if (!saysFacts(facts)) {
      if (left.length > 0) result.unknown.push(text)
      continue
    }
    const isScreen = screenWords.test(text) && facts.sizes.length > 0
    const types: Partial<Scope> = isScreen ? { words: ['backdrop'], types: ['backdrop'] } : {}
    const full = {
      ...scope,
      ...types,
      except: [...scope.except, ...whole.except],
      exceptTypes: [...scope.exceptTypes, ...whole.exceptTypes],
    }
    const unknown = left.filter((word) => !(isScreen && screenWords.test(word)))
    if (unknown.length > 0) result.unknown.push(unknown.join(' '))
    // "Characters: 32x32, pivot at the feet": what names nobody goes on about those before it.
    const before = result.rules.at(-1)
    const goesOn =
      full.words.length === 0 &&
      before !== undefined &&
      before.scope.words.length > 0 &&
      !wholeText.test(text)
    const adds = facts.animations.some(({ name }) => name !== null) && !context.isRules
    // "Only his eyes (2 frames)": frames without a name are of something, never of everything.
    const isOfNothing =
      full.words.length === 0 &&
      left.length > 0 &&
      !goesOn &&
      facts.animations.some(({ name, frames }) => name === null && frames !== null) &&
      !/\b(?:all|every|everything|each|animations?|default)\b/i.test(text)
    if (isOfNothing) {
      result.unknown.push(text)
      continue
    }
    if (goesOn && before.negatives.length === 0)
      result.rules[result.rules.length - 1] = {
        ...before,
        facts: joinFacts(before.facts, facts),
        adds: adds || before.adds === true,
      }
    else result.rules.push({ scope: full, facts, tags: [], negatives: [], line: context.line, adds })
    result.meanings.push(describeFacts(facts, goesOn ? before.scope : full))
  }
  return result
}

const subject =
  /^((?:every|each|all(?: the)?|the)? ?[\p{L} ]{2,30}?) (?:needs?|should have|must have|has|have|gets?|come with) (?:to have )?(?:an? |its own |their own )?(?=\p{L})/iu

function factsOfPhrase(text: string, context: RuleContext, isLater: boolean): { facts: Facts; rest: string } {
  const { types, words } = scopeOf(text, context).scope
  // What names others ("outline on cars only") is not about the sounds above it.
  const assetType = types[0] ?? (words.length > 0 ? null : context.assetType)
  const said = subject.exec(text)
  const { base, brackets } = takeBrackets(said === null ? text : text.slice(said[0].length))
  const hasFrames = brackets.some((bracket) => /\d ?(?:frames?|f)\b/i.test(bracket))
  const animations = {
    isFirst: false,
    isCharacter: said !== null && /\banimations?\b/i.test(text),
    namesAlone: hasFrames && (said !== null || isLater),
  }
  // A length in seconds is about sounds, whatever else the text is about.
  const isSound =
    /\b(?:sounds?|sfx|audio|music|tracks?|loops?)\b/i.test(text) &&
    /\d\s?(?:s|sec|ms|min)|\b(?:ogg|wav|mp3)\b/i.test(text)
  const hints = { assetType: isSound ? ('sfx' as const) : assetType, animations }
  let { facts, text: rest } = takeFacts(base, hints)
  for (const bracket of brackets)
    for (const piece of bracket.split(/[,;]/)) {
      const inner = takeFacts(piece.trim(), hints)
      facts = joinFacts(facts, inner.facts)
      if (inner.text !== '') rest += ` ${inner.text}`
    }
  return { facts, rest: said === null ? rest : `${said[1]!} ${rest}` }
}

const exceptions =
  /\b(?:except(?:ing)?(?: for)?|but not(?: for)?|unless (?:it'?s|it is|they'?re|they are|for)?|apart from|other than|excluding|that (?:is|are)(?: not|n'?t)(?: an?)?|which (?:is|are)(?: not|n'?t)(?: an?)?|not for|besides)\s+(?:the |an? )?([\p{L}-]{2,30})(?:(?:,| and| or) (?:the |an? )?([\p{L}-]{2,30}))?/iu

function exceptionsOf(text: string, context: RuleContext): Pick<Scope, 'except' | 'exceptTypes'> {
  const match = exceptions.exec(text)
  const words = [match?.[1], match?.[2]].flatMap((word) =>
    word === undefined ? [] : [singularOf(word.toLowerCase())],
  )
  const known = words.filter(
    (word) => typeOfSectionWord(word) !== undefined || context.sectionWords.has(word),
  )
  return { except: known, exceptTypes: known.flatMap((word) => typeOfSectionWord(word) ?? []) }
}

/** For whom a phrase speaks, and its words that say neither that nor anything else known. */
export function scopeOf(text: string, context: RuleContext): { scope: Scope; left: string[] } {
  const except = exceptionsOf(text, context)
  const words: string[] = []
  const left: string[] = []
  for (const word of wordsOf(text.replace(exceptions, ' '))) {
    const single = singularOf(word)
    if (functionWords.has(word) || numberPattern.test(word)) continue
    const isNamed = typeOfSectionWord(word) !== undefined || context.sectionWords.has(single)
    // One "floor" is a thing of a sentence; "floors" and "every floor" are what it speaks for.
    if (isNamed && (single !== word || context.isRules || collective.has(word) || isAfterEvery(text, word)))
      words.push(single)
    else left.push(word)
  }
  // "Ships" are those that are called so; "characters" are all of the kind.
  const types = [...new Set(words.filter(isCategory).flatMap((word) => typeOfSectionWord(word) ?? []))]
  // "Monsters need a death animation" below the sounds is about the monsters.
  const isOther = types.length > 0 && context.assetType !== null && !types.includes(context.assetType)
  const section = wholeText.test(text) || isOther ? null : context.section
  return { scope: { ...everywhere, section, words, types, ...except }, left }
}

const collective = wordSet(
  'ui hud gui vfx fx sfx audio music sound terrain furniture scenery foliage flora fauna loot ambience weather dice',
)

function isAfterEvery(text: string, word: string): boolean {
  const at = text.toLowerCase().indexOf(word)
  return /\b(?:every|each|any|per|all)(?: single)? $/i.test(text.slice(0, at))
}

const numberPattern = new RegExp(`^${numberPart}$`, 'i')

function negativeOf(phrase: string): string | null {
  const match =
    /^(?:please )?(?:absolutely |definitely )?(?:no|avoid(?: any)?|never(?: use)?|don'?t (?:use|add|want|draw)(?: any)?|do not (?:use|add|want|draw)(?: any)?|without(?: any)?|not? any) (.{2,60})$/i.exec(
      phrase.trim(),
    )
  if (match === null) return null
  const thing = match[1]!.replace(/[.!]$/, '').replace(/^(?:any|the|a|an)\s/i, '')
  return /\b(?:outlines?|backgrounds?|loop\w*|smaller|larger|bigger|more than|less than)\b/i.test(thing)
    ? null
    : thing.toLowerCase()
}

/** Facts in words, for notes: "size 16x16, seamless". */
export function describeFacts(facts: Facts, scope: Scope): string {
  const said: string[] = []
  for (const { written } of facts.sizes) said.push(`size ${written}`)
  for (const { name, frames, fps } of facts.animations)
    said.push(
      [name ?? 'animations', frames === null ? '' : `${frames} frames`, fps === null ? '' : `${fps} fps`]
        .filter(Boolean)
        .join(' '),
    )
  if (facts.isAnimated) said.push('animated')
  if (facts.loop !== undefined) said.push(facts.loop ? 'loops' : 'does not loop')
  if (facts.pivot !== undefined) said.push(`pivot ${facts.pivot.x}, ${facts.pivot.y}`)
  if (facts.seamless === true) said.push('seamless')
  if (facts.background !== undefined) said.push(`${facts.background} background`)
  if (facts.alpha !== undefined) said.push('soft alpha')
  if (facts.outlinePx !== undefined)
    said.push(facts.outlinePx === 0 ? 'no outline' : `outline of ${facts.outlinePx} px`)
  if (facts.light !== undefined) said.push(`light from ${facts.light}`)
  if (facts.bordersPx !== undefined) said.push('nine-slice')
  if (facts.variants !== undefined) said.push(`${facts.variants} variants`)
  if (facts.durationMs !== undefined) said.push(`${facts.durationMs.min} to ${facts.durationMs.max} ms`)
  if (facts.formats !== undefined) said.push(facts.formats.join(' and '))
  if (facts.layers !== undefined) said.push('layers')
  const whom = scope.words.length > 0 ? ` for every ${scope.words.join(', ')}` : ''
  const not = scope.except.length > 0 ? ` except ${scope.except.join(', ')}` : ''
  return `${said.join(', ') || 'nothing usable'}${whom}${not}`
}
