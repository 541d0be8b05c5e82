import type { AssetSpec, AssetType, LightDirection } from '../../spec/asset-spec.schema.js'
import { takeSizes } from '../take-sizes.js'
import { emptyFacts, type Facts } from './facts.js'
import { takeAnimations, type AnimationHints } from './take-animations.js'
import { numberPart, readNumber } from './words.js'

export interface FactHints {
  readonly assetType: AssetType | null
  readonly animations: AnimationHints
}

type Rule = readonly [pattern: RegExp, take: (facts: Facts, match: RegExpExecArray) => void]

const number = numberPart
const any = (pattern: string) => new RegExp(pattern, 'i')

const pivots: readonly (readonly [pattern: RegExp, x: number, y: number])[] = [
  [/(?:top|upper)[- ]left/i, 0, 0],
  [/(?:top|upper)[- ]right/i, 1, 0],
  [/(?:bottom|lower)[- ]left/i, 0, 1],
  [/(?:bottom|lower)[- ]right/i, 1, 1],
  [/feet|foot|base|bottom|ground|floor|soles?|hooves|paws|toes|roots?|stem|wheels/i, 0.5, 1],
  [/top|head/i, 0.5, 0],
  [/left/i, 0, 0.5],
  [/right/i, 1, 0.5],
  [/cent(?:re|er)|middle|cent(?:red|ered)|mid/i, 0.5, 0.5],
]

const place = String.raw`(?:(?:upper|lower|top|bottom|mid(?:dle)?|cent(?:re|er)|left|right)(?:[- ](?:left|right|cent(?:re|er)|middle))?|cent(?:red|ered)|feet|foot|base|ground|floor|soles?|hooves|paws|toes|roots?|stem|head|wheels)`

const pictureRules: readonly Rule[] = [
  [
    any(
      String.raw`\b(?:pivots?|origins?|anchors?|anchor points?)(?:ed)?\s*(?:points?)?\s*(?:is|are|at|in|on|to|of|[:=])*\s*\(?(0(?:\.\d{1,4})?|1(?:\.0{1,4})?|\.\d{1,4})\s*[,;/ ]\s*(0(?:\.\d{1,4})?|1(?:\.0{1,4})?|\.\d{1,4})\)?(?![\d.])`,
    ),
    (facts, match) => {
      facts.pivot = { x: Number(match[1]), y: Number(match[2]) }
    },
  ],
  [
    any(
      String.raw`\b(?:pivots?|origins?|anchors?|anchor points?|anchored|pivoted)\s*(?:points?)?\s*(?:is|are|at|in|on|to|by|[:=])*\s*(?:the |its |his |her |their )?(${place})(?: of (?:the )?\w+)?(?=\W|$)`,
    ),
    (facts, match) => {
      facts.pivot = pivotOf(match[1] ?? '')
    },
  ],
  [
    any(String.raw`\b(${place})[- ](?:pivots?|origin|anchor(?:ed)?)\b`),
    (facts, match) => {
      facts.pivot = pivotOf(match[1] ?? '')
    },
  ],
  [
    any(
      String.raw`\b(?:must |should |needs? to |has to |have to |can )?(?:seamless(?:ly)?(?: (?:repeat(?:ing)?|til(?:e|ing|eable)|loop(?:ing)?))?|tile?able|(?:tiles?|repeats?|wraps?|loops?) (?:seamlessly|horizontally|vertically|in (?:both|all) directions|on all sides|cleanly|without (?:a )?seams?)|(?:must|should|needs? to|has to|have to|can) (?:tile|repeat|wrap)(?: (?:around|seamlessly|in both directions|horizontally|vertically|without (?:a )?seams?))?)(?=\W|$)`,
    ),
    (facts) => {
      facts.seamless = true
    },
  ],
  [
    /\b(?:with )?(?:soft|graded|smooth|feathered|partial) (?:alpha|edges?|transparency)\b|\b(?:additive|alpha)[- ]blend(?:ed|ing)?\b|\bsemi[- ]transparent\b/i,
    (facts) => {
      facts.alpha = 'soft'
    },
  ],
  [
    /\b(?:on |with |has |have )?(?:an? )?(?:transparent|no|without(?: an?)?|clear) (?:backgrounds?|backdrops?|bg)\b|\bbackgrounds?(?: is| are|:)? transparent\b|\bwith (?:an )?alpha(?: channel)?\b|\b(?:is|are|be|fully) transparent\b|^transparent$/i,
    (facts) => {
      facts.background = 'transparent'
    },
  ],
  [
    /\b(?:on |with |has |have )?(?:an? )?(?:opaque|solid|filled) (?:backgrounds?|backdrops?|bg)\b|\bbackgrounds?(?: is| are|:)? (?:opaque|solid)\b|\bopaque\b/i,
    (facts) => {
      facts.background = 'opaque'
    },
  ],
  [
    any(
      String.raw`\b(?:no|without(?: an?)?|outlines?:? (?:none|no)|not outlined)(?: (?:dark|black|hard|thick|coloured|colored))*(?: outlines?| linework)?\b(?<=outlines?|none|linework|outlined)|\boutline[- ]?less\b`,
    ),
    (facts) => {
      facts.outlinePx = 0
    },
  ],
  [
    any(
      String.raw`\b(?:an? |with )?(?:(0|1|2|one|two|single|a)[- ]?(?:px|pixels?)[- ](?:(?:dark|black|thin|thick|clean|solid|coloured|colored|crisp) )*outlines?|outlines?(?: of|:)? (0|1|2|one|two)[- ]?(?:px|pixels?))\b`,
    ),
    (facts, match) => {
      facts.outlinePx = Math.min(2, readNumber(match[1] ?? match[2] ?? 'one'))
    },
  ],
  [
    any(
      String.raw`\b(?:an? |with )?(thin|thick|bold|heavy|dark|black|clean|crisp|hard|strong) (?:(?:dark|black|clean|crisp) )?outlines?\b`,
    ),
    (facts, match) => {
      facts.outlinePx = /thick|bold|heavy/i.test(match[1] ?? '') ? 2 : 1
    },
  ],
  [
    /\b(?:light(?:ing)?|lit|key light|sun)(?: source)?(?: is| comes| should come| coming|:)? (?:from )?(?:the )?(upper|top)?[- ]?(left|right|top|above|front)\b|\b(upper|top)[- ](left|right) light(?:ing)?\b/i,
    (facts, match) => {
      facts.light = lightOf((match[2] ?? match[4] ?? '').toLowerCase())
    },
  ],
  [
    any(
      String.raw`\b(?:(?:with |has )?(${number})[- ]?(?:px|pixels?)[- ]?(?:wide |fixed )?(?:corners?|borders?|edges?|margins?|insets?|sides)|(?:corners?|borders?|edges?|margins?|insets?)(?: of| are|:)? (${number})[- ]?(?:px|pixels?))\b`,
    ),
    (facts, match) => {
      facts.bordersPx = readNumber(match[1] ?? match[2] ?? '')
    },
  ],
  [
    /\b(?:nine|9)[- ]?(?:sliced?|patch)[:,]? (?:with |of |at )?(\d{1,4}) ?(?:px|pixels?)\b/i,
    (facts, match) => {
      facts.bordersPx = Number(match[1])
    },
  ],
  [
    /\b(?:nine|9)[- ]?(?:slices?d?|patch(?:es)?|grid)\b|\bthat stretch(?:es)?\b|\bstretch(?:es|able|ing)? (?:in the middle|to any size)\b/i,
    (facts) => {
      facts.bordersPx ??= null
    },
  ],
  [
    /\b(?:as|in|saved as|exported? (?:as|to)) (?:\.?)(png|webp)(?: and \.?(png|webp))?(?: files?)?\b/i,
    (facts, match) => {
      facts.pictureFormats = [
        ...new Set([
          'png' as const,
          match[1]?.toLowerCase() === 'webp' || match[2] ? ('webp' as const) : ('png' as const),
        ]),
      ]
    },
  ],
]

const choose = String.raw`(?:to (?:choose|pick|select) from|as options|options|choices|candidates|alternatives|takes)`
const countRules: readonly Rule[] = [
  [
    any(
      String.raw`\b(?:with )?(${number}) (?:variants?|variations?|versions?|options?|candidates?|alternatives?|choices|takes)(?: of (?:it|this|each))?,? ${choose}\b|\b(${number}) (?:options|candidates|alternatives|choices|takes)\b|\bvariants[:=] ?(\d{1,6})\b`,
    ),
    (facts, match) => {
      facts.variants = readNumber(match[1] ?? match[2] ?? match[3] ?? '')
    },
  ],
]

const second = String.raw`(?:s|secs?\.?|seconds?)`
const soundRules: readonly Rule[] = [
  [
    /(?<![\d:])(\d{1,2}):([0-5]\d)(?: ?(?:mins?|minutes?))?(?![\d:])/i,
    (facts, match) => {
      const ms = (Number(match[1]) * 60 + Number(match[2])) * 1000
      facts.durationMs = { min: Math.round(ms * 0.8), max: Math.round(ms * 1.2) }
    },
  ],
  [
    any(
      String.raw`(?<![\w.])(?:about |around |roughly |approx\.? |ca\.? |~\s?|max(?:imum)? |up to |under |at most |less than |no longer than |<\s?)?(\d{1,5}(?:\.\d{1,3})?)(?:\s?(?:-|–|to)\s?(\d{1,5}(?:\.\d{1,3})?))?[- ]?(ms|milliseconds?|${second}|m|mins?|minutes?)(?:[- ]long|[- ]short|\blength|\b)(?![\w])`,
    ),
    (facts, match) => {
      const unit = (match[3] ?? '').toLowerCase()
      const factor = /^(?:ms|milli)/.test(unit) ? 1 : /^m/.test(unit) ? 60_000 : 1000
      const from = Math.round(Number(match[1]) * factor)
      const to = match[2] === undefined ? null : Math.round(Number(match[2]) * factor)
      const isLimit = /^(?:max|up|under|at most|less|no longer|<)/i.test(match[0].trim())
      if (to !== null) facts.durationMs = { min: Math.min(from, to), max: Math.max(from, to) }
      else if (isLimit) facts.durationMs = { min: Math.min(50, from), max: from }
      else facts.durationMs = { min: Math.round(from * 0.8), max: Math.round(from * 1.2) }
    },
  ],
  [
    any(String.raw`\b(?:(half a|a|one|two|three|four|five)[- ](second|minute)s?)(?:[- ]long)?\b`),
    (facts, match) => {
      const count =
        match[1]?.toLowerCase() === 'half a' ? 0.5 : readNumber(match[1] === 'a' ? 'one' : (match[1] ?? ''))
      const ms = count * (match[2]?.toLowerCase() === 'minute' ? 60_000 : 1000)
      facts.durationMs = { min: Math.round(ms * 0.8), max: Math.round(ms * 1.2) }
    },
  ],
  [
    /\b(?:as |in |format:? )?\.?(ogg|wav|mp3)(?:(?: and |\/|, | or )\.?(ogg|wav|mp3))?(?: files?| format)?\b/i,
    (facts, match) => {
      const names = [match[1], match[2]].flatMap((name) => (name === undefined ? [] : [name.toLowerCase()]))
      facts.formats = [...new Set(names)] as ('ogg' | 'wav' | 'mp3')[]
    },
  ],
]

const layerRules: readonly Rule[] = [
  [
    any(
      String.raw`\b(?:in |with |of )?(?:(${number})[- ](?:parallax )?(?:layers?|planes?)|(?:parallax )?layers)(?: of parallax)?(?: parallax)?\b`,
    ),
    (facts, match) => {
      facts.layers = match[1] === undefined ? (facts.layers ?? null) : readNumber(match[1])
    },
  ],
  [
    /\bparallax(?: scrolling)?\b(?! (?:background|backdrop|scene|scenery|sky|landscape))/i,
    (facts) => {
      facts.layers ??= null
    },
  ],
]

/** Takes everything that is no name out of a phrase without commas; `text` is what is left of it. */
export function takeFacts(
  phrase: string,
  hints: FactHints,
): { readonly text: string; readonly facts: Facts } {
  const facts = emptyFacts()
  const isSound = hints.assetType === 'sfx' || hints.assetType === 'music'
  let rest = phrase
  const apply = (rules: readonly Rule[]) => {
    for (const [pattern, take] of rules) {
      const match = pattern.exec(rest)
      if (match === null) continue
      take(facts, match)
      rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`
        .replace(/\s+/g, ' ')
        .trim()
    }
  }
  apply(countRules)
  if (isSound) apply(soundRules)
  else {
    apply(pictureRules)
    if (hints.assetType === null || hints.assetType === 'backdrop') {
      apply(layerRules)
      if (/\bparallax\b/i.test(rest)) facts.layers ??= null
    }
    rest = takePixels(rest, facts)
    if (facts.sizes.length === 0 && hints.assetType === null) apply(soundRules)
  }
  const moved = isSound ? takeSoundLoop(rest) : takeAnimations(rest, hints.animations)
  facts.animations = moved.animations
  facts.isAnimated = moved.isAnimated
  if (moved.loop !== null) facts.loop = moved.loop
  return { text: tidyEnds(moved.text), facts }
}

/** Sizes, with the words around them: "on a 64x64 canvas", "32 by 32", "at 48 px". */
function takePixels(text: string, facts: Facts): string {
  const spelled = text
    .replace(/(?<![\w.])(\d{1,6})\s?(?:px|pixels?)?\s?(?:by|\*)\s?(\d{1,6})(?![\w.])/gi, '$1x$2')
    .replace(/(?<![\w.])(\d{1,6})\s?px\s?[x×✕]\s?(\d{1,6})/gi, '$1x$2')
    .replace(
      /(?<![\w.x×]|[x×]\s)(\d{1,6})[- ]?(?:px|pixels?)(?: |-)?(?:tall|high|wide|square|sprites?|icons?|size[ds]?|canvas)\b/gi,
      '$1x$1',
    )
    .replace(/(?<![\w.x×]|[x×]\s)(\d{1,6})[- ](?:px|pixel)(?= [a-z])/gi, '$1x$1')
    .replace(/(?:\b(?:at|size|sized|is|are|all)|[:=@]|^)\s?(\d{1,6})\s?(?:px|pixels?)\b/gi, ' $1x$1')
    .replace(/^\s*(\d{1,6})\s?(?:px|pixels?)\s*$/i, '$1x$1')
  const taken = takeSizes(spelled)
  if (taken.sizes.length === 0) return text
  facts.sizes = taken.sizes
  return taken.text
    .replace(/\b(?:on|at|in|within) an?(?: \w{1,12})? canvas\b|\b(?:an? )?canvas(?: of)?\b/gi, ' ')
    .replace(/\b(?:size|sized)\s*[:=]?\s*(?=$|,)/gi, ' ')
    .replace(/(?:^|\s)(?:each|apiece|both|px|pixels)(?=$|[\s,)])/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function takeSoundLoop(text: string): ReturnType<typeof takeAnimations> {
  let loop: boolean | null = null
  const left = text
    .replace(
      /\b(?:does(?:n'?t| not) loop|no loop|non[- ]?looping|not looped|one[- ]shot|plays? once)\b/gi,
      () => {
        loop = false
        return ' '
      },
    )
    .replace(/\b(?:seamless(?:ly)? )?(?:loops?|looped|looping|loopable)\b(?!\w)/gi, () => {
      loop ??= true
      return ' '
    })
    .replace(/\s+/g, ' ')
    .trim()
  return {
    text: left === '' && text !== '' && loop === null ? text : left,
    animations: [],
    loop,
    isAnimated: false,
  }
}

/** Without connecting words that a taken fact left at the ends. */
function tidyEnds(text: string): string {
  let rest = text.replace(/\s+/g, ' ').trim()
  for (let turns = 0; turns < 6; turns++) {
    const shorter = rest
      .replace(/^(?:and|with|at|in|on|of|is|are|[,:;@+&|/–—-])(?:\s|$)/i, '')
      .replace(
        /(?:^|\s)(?:(?:that|which|who) for|and|with|at|in|on|of|is|are|a|an|the|needs?|has|have|as|each|from|but|about|around|roughly|that|which|who|,|:|@|\+|&|\||–|—|-)$/i,
        '',
      )
      .replace(/[,:;]$/, '')
      .trim()
    if (shorter === rest || (shorter === '' && /^on$/i.test(rest))) return rest
    rest = shorter
  }
  return rest
}

function pivotOf(written: string): AssetSpec['pivot'] {
  const found = pivots.find(([pattern]) => pattern.test(written))
  return { x: found?.[1] ?? 0.5, y: found?.[2] ?? 0.5 }
}

function lightOf(word: string): LightDirection {
  if (word === 'left') return 'upper-left'
  if (word === 'right') return 'upper-right'
  return word === 'front' ? 'front' : 'top'
}
