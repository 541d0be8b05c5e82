import { InvalidArgumentError } from 'commander'

/** A parser for an option that is a whole number from `lowest` to `highest`. */
export function wholeNumber(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^-?\d+$/.test(text) || value < lowest || value > highest)
      throw new InvalidArgumentError(`It has to be a whole number from ${lowest} to ${highest}.`)
    return value
  }
}

/** An option that is a share from 0 to 1. */
export function share(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('It has to be a number from 0 to 1.')
  return value
}

/** `generic,pixi` to its names, each once, in the order given. */
export function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => !/^[a-z0-9][a-z0-9-]*$/.test(name)))
    throw new InvalidArgumentError('It has to be names with commas between them, like generic,pixi.')
  return [...new Set(names)]
}

/** Largest seed that survives JSON and JavaScript numbers. */
export const seedMax = Number.MAX_SAFE_INTEGER
