/** How words become the prompt of a model that paints sprites (design document B's template). */
export function modelPrompt(prompt: string, category: string): string {
  return `pixel art, ${prompt}, game sprite, ${category}`
}
