import { namesGenre } from './style-words.js'
import { typeOfName } from './thing-words.js'

const subject = String.raw`(?:i|we|you|he|she|it|they|the (?:game|team|player|level|project|artists?|kids?)|our (?:game|team)|someone|everybody)`
const asking: readonly RegExp[] = [
  /^(?:the|our) [\p{L}' -]{2,24}? (?:also )?needs? (?=(?:an?|two|three|four|five|\d+|some|several) )/iu,
  new RegExp(
    String.raw`^(?:${subject}(?:'d|'ll|'re|'m)? )?(?:also |really |then |just |still |probably |definitely |only |even )*(?:will |would |could |should |may |might |must |do |can )?(?:also |really |still |probably )*(?:need|want|require|like|love|(?<=could )use|have|be needing|be wanting|be looking for|are looking for|am looking for|is looking for|appreciate|hope for|needs|wants|requires|has)(?: to (?:have|see|get|use))?(?: also)?(?: at least| about| around)?\s+`,
    'i',
  ),
  /^(?:please |kindly |then |also |and |finally |lastly |next |first |second(?:ly)? |maybe |perhaps |don't forget (?:about )?|do not forget |let's (?:have |add |get |make )?)+(?:please )?/i,
  /^(?:add|include|make|draw|create|paint|design|produce|generate|prepare|get|give|bring|send|deliver|do)(?: (?:me|us))?(?: also)?\s+/i,
  /^(?:there (?:is|are|'s|should be|will be|must be|needs to be|need to be|could be|might be|has to be)|there's)(?: also)?\s+/i,
  /^(?:how about|what about|looking for|in need of|needed|wanted|required|missing|todo|to do|tbd|plus|also|as well as|e\.g\.|for example|such as|including)[:,]?\s+/i,
  /^(?:the following|these)(?: (?:things|assets|sprites|items))?[:,]?\s+/i,
]
const asked =
  /^(?:(?:for|in|on) (?:the |our |my )?[\w' -]{2,50}?,? )?(?:(?:i|we|you|they)(?:'d|'ll)? |the (?:game|team|player|level|project) |please |then |also |and |finally |lastly )*(?:(?:will|would|could|should|also|really|still|probably|definitely|just|do) )*(?:need|needs|want|wants|require|requires|like|love|add|include|make|draw|create|paint|design|produce|generate|give|bring|get|prepare|looking for|there (?:is|are|should|will|must|need|could)|there's|how about|don't forget|let's have)\b/i
/** "Oh, and a cat": nothing is said before the comma. */
const aside = /^(?:oh|ah|well|so|ok|okay|yes|right|now|anyway|hmm+|um|btw|by the way)[,!] (?:and |also )?/i
/** "Besides them we want": what stands before the wish only ties it to the last one. */
const besides =
  /^(?:(?:besides|apart from|in addition to|on top of|beyond|along with|next to|other than) (?:them|these|those|that|this|him|her|it|all (?:of )?that|the [\w' -]{2,30}?),? (?=(?:we|i|you|there|please|it|they)\b)|(?:in addition|on top of that|other than that|apart from that|furthermore|moreover|besides), )/i
const trailing =
  /(?:,? (?:please|thanks|thank you|too|as well|also|would be (?:nice|great|good|cool|lovely|handy)|if possible|(?:is|are) (?:also )?(?:needed|wanted|required|missing)|needed|if you can|and (?:so on|more|the like|such)|etc\.?|\.\.\.|…))+[.!]*$/i

/** Takes "We need", "please add", "would be nice" off a sentence; `isRequest` when it asked in so many words. */
export function cleanRequest(written: string): { readonly text: string; readonly isRequest: boolean } {
  const sentence = written.replace(aside, '').replace(besides, '')
  const isRequest =
    asking[0]!.test(sentence) ||
    asked.test(sentence) ||
    /\b(?:would be (?:nice|great|good|cool|lovely)|(?:is|are) (?:also )?(?:needed|wanted|required))[.!]*$/i.test(
      sentence,
    )
  // A name in quotes is no wording of a request.
  if (/^\s*["“«]/.test(sentence)) return { text: sentence.replace(/[.!,;:]+$/, '').trim(), isRequest }
  let text = sentence
    .replace(/^[\s'”]+/, '')
    .replace(
      /^(?:for|in|on) (?:the |our |my )?[\w' -]{2,50}?,? (?=(?:please|we|i|you|draw|make|add|there|it|they)\b)/i,
      '',
    )
  for (let turns = 0; turns < 4; turns++) {
    const before = text
    for (const pattern of asking) text = text.replace(pattern, '')
    if (text === before) break
  }
  for (let turns = 0; turns < 3; turns++) {
    const shorter = text.replace(trailing, '').trim()
    if (shorter === text) break
    text = shorter
  }
  return { text: text.replace(/[.!,;:]+$/, '').trim(), isRequest }
}

/** "For audio, a bell" as what it is for and the rest; null when the sentence does not start so. */
export function aimOf(sentence: string): { readonly label: string; readonly rest: string } | null {
  const match =
    /^(?:for|as) (?:the |our )?([\p{L} ]{2,24}?),? ((?:we|please|i|you|draw|make|there|an?|the|two|three|four|five|some|\d+)\b.+)$/iu.exec(
      sentence,
    )
  return match === null ? null : { label: match[1]!, rest: match[2]! }
}

/** "Blockers are ice, a crate and tar": what a kind of thing consists of; null when the sentence has no such form. */
export function consistsOf(sentence: string): string | null {
  const match =
    /^(?:the |our )?(\p{L}{2,20}(?: \p{L}{2,20})?s) (?:are|include|would be|consist of)(?: the following)?:? (.+)$/iu.exec(
      sentence,
    )
  return match === null || notThings.test(match[1]!) ? null : match[2]!
}

const isA =
  /^(?:the |our |your )?([\p{L}][\p{L}' -]{1,40}?) (?:is|are|will be|should be|must be|would be) (an? .+|two .+|three .+)$/iu
const notThings =
  /^(?:game|it|this|that|these|those|world|setting|style|look|camera|view|mood|tone|everything|light|lighting|palette|theme|perspective|genre|idea|goal|story|there|here|background colou?r|he|she|they|what|who|all|each|every|engine|target|resolution|screen|art|art style|which)\b/i

/** "The hero is a small fox" as "hero: a small fox"; null when the sentence does not introduce anybody. */
export function introduces(sentence: string): string | null {
  const called = isCalled.exec(sentence)
  if (called !== null) return `${called[2]!}: ${called[1]!} as ${called[3]!}`
  const kin = isKin.exec(sentence)
  if (kin !== null && typeOfName(kin[1]!) === 'character') return `${kin[2]!}: ${kin[1]!} who ${kin[3]!}`
  const match = isA.exec(sentence)
  if (match === null || notThings.test(match[1]!) || /^(?:in|on|at|by|under|behind|near)\s/i.test(match[1]!))
    return null
  // "Dust Run is a mobile racer about a courier" introduces the game.
  return namesGenre(match[2]!.replace(/\b(?:about|with|where|in which)\b.*$/i, ''))
    ? null
    : `${match[1]!}: ${match[2]!}`
}

/** "Her uncle, Mr Vale, sits in a chair". */
const isKin =
  /^(?:[Tt]he|[Oo]ur|[Mm]y|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir) ([\p{Ll}' -]{2,24}), (\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’-]*){0,2}), ([^,]+)$/u
/** "Our hero is Ada, a tinker in a red coat". */
const isCalled =
  /^(?:[Tt]he|[Oo]ur|[Mm]y|[Yy]our|[Hh]is|[Hh]er|[Tt]heir) ([\p{L}' -]{2,24}?) (?:is|will be)(?: called| named)? (\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’-]*){0,2}), (an? .+)$/u

const hasFacts =
  /^(?:the |our |each |every )?([\p{L}][\p{L} '-]{1,40}?) (?:should have|should be|must have|must be|has|have|needs?|gets?|comes? with|is|are|can)(?: to have)? (.+)$/iu

/** "The knight needs idle and walk" as its two halves, when the first may be a thing; null when it has no such form. */
export function tellsOf(sentence: string): { readonly name: string; readonly rest: string } | null {
  const match = hasFacts.exec(sentence)
  return match === null || notThings.test(match[1]!) || /^(?:i|we|you)\b/i.test(match[1]!)
    ? null
    : { name: match[1]!, rest: match[2]! }
}

/** "She needs idle", "they have": what goes on about the thing before. */
export function goesOnAbout(sentence: string): string | null {
  const match =
    /^(?:he|she|it|they|this one|both|these|each(?: of (?:them|these))?|all(?: of (?:them|these))?|the sprite|its|his|her|their)\b(?: (?:also|only|just))?(?: (?:needs?|has|have|should(?: have| be)?|gets?|can|must(?: have| be)?|wants?|is|are|will|requires?|comes? in|with))?(?: to (?:have|be))?\s+(.+)$/i.exec(
      sentence,
    ) ??
    /^(?:needs?|has|have|having|with|requires?|should (?:have|be)|must (?:have|be)|comes with|including|includes)\s+(.+)$/i.exec(
      sentence,
    )
  // "All pieces are 32x32" speaks for its own subject.
  const other = /^(?:his|her|its|their) ([\p{L}' -]{2,30}?)(?:,|$| is\b| has\b| needs\b)/iu.exec(sentence)
  // "Her uncle" is somebody else.
  if (other !== null && typeOfName(other[1]!) === 'character') return null
  return match === null || speaksOfOthers.test(sentence) ? null : match[1]!
}

const speaksOfOthers =
  /^(?:all|each|every) (?:assets?|sprites?|things?|items?|pictures?|images?)\b|^(?:all|each|both|these)(?: (?:of )?(?:the|our))? (?!of\b|are\b|is\b|have\b|has\b|needs?\b|must\b|should\b|can\b|will\b|gets?\b|also\b|only\b)[\p{L}-]{3,24}(?: [\p{L}-]{3,24})? (?:also )?(?:are|is|have|has|needs?|must|should|can|will|gets?)\b/iu
