/**
 * Text as PostgreSQL can keep it: without NUL and half surrogate pairs, cut to `maxChars`. For words that come from
 * outside and must not stop what they are part of (a reason, a failure); content is refused instead
 * (postgres-errors.ts).
 */
export function storableText(text: string, maxChars: number): string {
  // Under the u flag only halves of surrogate pairs match.
  return text
    .slice(0, maxChars)
    .replaceAll('\u0000', '')
    .replace(/[\uD800-\uDFFF]/gu, '\uFFFD')
}
