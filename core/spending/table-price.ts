/** They paint a character first and then each of its frames over it, so that one job is many pictures. */
const paintsEveryFrame: readonly string[] = ['comfyui', 'automatic1111']

/**
 * What one job of a spec costs at most by the price of one picture, before anything was measured; 0 for whoever the table
 * does not know. `frames`: 1 = it stands still.
 */
export function tablePriceOf(
  prices: Readonly<Record<string, number>>,
  provider: string,
  frames: number,
): number {
  const each = Object.hasOwn(prices, provider) ? (prices[provider] ?? 0) : 0
  return frames > 1 && paintsEveryFrame.includes(provider) ? each * (frames + 1) : each
}
