const nouns = ['barrel', 'saguaro cactus', 'clay jar', 'oil lamp', 'stack of crates', 'wooden bench']

/** Slow enough to be hurt in the middle. */
const slowMsMax = 250
/** What the slow words add to a whole run at most: four pictures are painted at once, so one spec adds its own word. */
const slowInAllMs = 30_000
/** From so many specs on pictures are plain squares: orchestration is tried, and painting would take most of the time. */
export const squaresFrom = 100

/** A wishlist of so many props, as text. Large lists are slow by themselves, so that their words are shorter. */
export function writeList(specs: number): string {
  const slowMs = Math.min(slowMsMax, Math.floor(slowInAllMs / specs))
  const word = specs < squaresFrom ? `fault:slow-${slowMs} ` : 'fault:instant '
  return Array.from(
    { length: specs },
    (_, index) => `prop: ${word}${nouns[index % nouns.length]} ${index + 1}`,
  ).join('\n')
}
