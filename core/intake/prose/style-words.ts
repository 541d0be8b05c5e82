import { wordSet, wordsOf } from './words.js'

/** What games are. A sentence with one of them tells about the game, not about an asset. */
const genres =
  /\b(?:games?|crawlers?|shooters?|shoot[- ]?'?em[- ]?ups?|shmups?|platformers?|[jc]?rpgs?|mmos?|mobas?|rts|roguel(?:ikes?|ites?)|metroidvanias?|sims?|simulators?|puzzlers?|deck[- ]?builders?|tower[- ]defen[cs]e|visual novels?|racers?|brawlers?|beat[- ]?'?em[- ]?ups?|twin[- ]sticks?|arcade|survival horror|match[- ](?:3|three)|point[- ]and[- ]clicks?|bullet hells?|city[- ]builders?|tycoons?|clickers?|endless runners?|auto[- ]?battlers?|soulsl?ikes?|solitaire|tetris|sokobans?)\b/i

const views =
  /\b(?:top[- ]down|side[- ](?:on|view|scroll\w*)|isometric|3\/4|three[- ]quarter|front[- ](?:view|facing|on)|first[- ]person|third[- ]person|bird'?s[- ]eye|overhead|orthographic|2\.5d|perspective|camera|viewed from|seen from|oblique)\b/i

const looks =
  /\b(?:\d{1,2}[- ]?bit|pixel[- ]?art|pixelated|chunky pixels|hand[- ]?(?:painted|drawn)|painterly|watercolou?rs?|vector|cel[- ]?shad\w+|cartoon\w*|comic|low[- ]?poly|retro|s?nes|game ?boy|gba|genesis|mega ?drive|pico-?8|vga|ega|cga|c64|amiga|ps1|noir|gothic|cyberpunk|steampunk|dieselpunk|solarpunk|vaporwave|synthwave|lovecraft\w*|medieval|fantasy|sci-?fi|science fiction|futuristic|post[- ]apocalyptic|victorian|art (?:deco|nouveau)|co[sz]y|cute|chibi|kawaii|grim\w*|gritty|moody|atmospheric|melanchol\w*|cheerful|colou?rful|vibrant|muted|desaturated|saturated|pastels?|neon|monochrom\w*|gr[ae]yscale|minimal\w*|readable|readability|legible|realistic|stylis?z?ed|whimsical|spooky|eerie|creepy|bleak|nostalgic|dreamy|surreal|silhouettes?|contrast\w*|dither\w*|shading|shaded|mood|styles?|look and feel|vibes?|aesthetics?|tone|atmosphere|inspired by|reminiscent|in the (?:style|vein|spirit) of|candle-?lit|moonlit|sunlit|flat colou?rs|anti-?alias\w*|hue[- ]shift\w*|texture[ds]?|line ?art|ink(?:ed|y)?|woodcut|storybook|children'?s book|crt|vhs|grainy|warm|cold|sombre|somber|light-?hearted|humou?r\w*|horror|consistent|cohesive|palette)\b/i

export function namesGenre(text: string): boolean {
  return genres.test(text)
}

/** Whether a text says how things should look or feel, or from where they are seen. */
export function saysStyle(text: string): boolean {
  return views.test(text) || looks.test(text)
}

export function namesView(text: string): boolean {
  return views.test(text)
}

const tagMaxLength = 60
const tagMaxWords = 7
const leading =
  /^(?:and|with|but|so|very|the|an?|please|we want|we'd like|we(?:'re| are) (?:after|going for|aiming for|looking for|making)|it'?s|it is|this is|(?:the )?(?:whole )?(?:art |overall |general )?(?:style|look|mood|tone|feel|vibe|setting|view|camera|game|perspective|genre|palette|colou?rs?)(?: and (?:feel|mood|tone))?(?: (?:is|are|should be|should feel|must be))?|(?:it |this |things )?(?:should|must) (?:be|feel|look)|everything(?: (?:is|should be|must be|has|should look|should feel))?|think|imagine|use|keep (?:it|things|everything)?|make it|all(?: art)?(?: is| in)?|in)\s+/i
const stops = wordSet(
  'it is are be to this that these those there we you they i our your and or of for the a an in on at ' +
    'has have must should read reads look looks feel feels everything all',
)

/** The short style words of a sentence, lower case, for the tags of the specs that it is for. */
export function tagsOf(text: string): string[] {
  const tags: string[] = []
  for (const phrase of text.split(/[,;:.!?()[\]–—]|\s-\s|\s(?:but|with)\s/)) {
    let rest = phrase.replace(/\s+/g, ' ').trim()
    for (let turns = 0; turns < 4; turns++) rest = rest.replace(leading, '').trim()
    const words = wordsOf(rest)
    if (words.length === 0 || words.length > tagMaxWords || rest.length > tagMaxLength) continue
    if (words.every((word) => stops.has(word))) continue
    const tag = rest.toLowerCase().replace(/^["'“”]+|["'“”]+$/g, '')
    if (tag !== '' && !tags.includes(tag)) tags.push(tag)
  }
  return tags
}
