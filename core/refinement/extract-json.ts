export type ExtractedJson = { readonly value: unknown } | { readonly objection: string }

/**
 * The JSON value in a model's answer: the whole text, what a Markdown fence holds, or what stands between the first and
 * the last brace. Thoughts that some models write down first are left out.
 */
export function extractJson(text: string): ExtractedJson {
  const said = text.slice(text.lastIndexOf('</think>') + 1).replace(/^\/think>/, '')
  const [whole, ...others] = [said.trim(), ...fencedParts(said), betweenBraces(said)]
  const parsed = parseJson(whole ?? '')
  if ('value' in parsed) return parsed
  for (const part of others) {
    const found = parseJson(part)
    if ('value' in found) return found
  }
  return parsed
}

function fencedParts(text: string): string[] {
  const parts = text.split('```')
  // Odd parts lie within fences; the first word of one may name its language.
  return parts
    .filter((_, index) => index % 2 === 1)
    .slice(0, 8)
    .map((part) => part.replace(/^[a-z0-9]*\s*\n/i, ''))
}

function betweenBraces(text: string): string {
  return text.slice(Math.max(text.indexOf('{'), 0), text.lastIndexOf('}') + 1)
}

function parseJson(text: string): ExtractedJson {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { objection: 'the answer is not JSON' }
  }
}
