const irregular: Readonly<Record<string, string>> = {
  children: 'child',
  dice: 'die',
  dwarves: 'dwarf',
  elves: 'elf',
  feet: 'foot',
  geese: 'goose',
  halves: 'half',
  hooves: 'hoof',
  knives: 'knife',
  leaves: 'leaf',
  lives: 'life',
  loaves: 'loaf',
  men: 'man',
  mice: 'mouse',
  oxen: 'ox',
  people: 'person',
  scarves: 'scarf',
  shelves: 'shelf',
  staves: 'staff',
  teeth: 'tooth',
  thieves: 'thief',
  wolves: 'wolf',
  women: 'woman',
}

/** Words that end like a plural and are none, or are the same in both. */
const unchanging = new Set(
  `bus gas lens series species news canvas campus dais chaos always various barracks headquarters bellows`.split(
    /\s+/,
  ),
)

/** Plurals that stand for one thing, or for a heap that nobody takes apart. */
const together = new Set(
  `stairs ruins glasses scissors pants trousers boots gloves shoes clothes goggles shears tongs jeans spikes menus ashes
  rails`.split(/\s+/),
)

/** The singular of a lower-case English noun; what is no plural, or names one thing, comes back as it is. */
export function singularOf(word: string): string {
  return together.has(word) ? word : stemOf(word)
}

/** The noun that a lower-case English word is a form of, also where the plural names one thing: "stairs" -> "stair". */
export function stemOf(word: string): string {
  const known = irregular[word]
  if (known !== undefined) return known
  if (/.{3}men$/.test(word) && !/(?:speci|abdo|regi|acu|o)men$/.test(word)) return `${word.slice(0, -2)}an`
  if (word.length < 4 || !word.endsWith('s') || unchanging.has(word)) return word
  if (/(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies') && word.length > 4)
    return /(?:cook|mov|zomb|gen|p|t|l)ies$/.test(word) ? zombie(word) : `${word.slice(0, -3)}y`
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2)
  if (/(?:tat|mat|her|ech|mang|carg|tornad|volcan|domin)oes$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

function zombie(word: string): string {
  return /^(?:.*-)?(?:cookies|movies|zombies|genies|pies|ties|lies)$/.test(word)
    ? word.slice(0, -1)
    : `${word.slice(0, -3)}y`
}
