import { parseWishlistList } from '../../../core/intake/parse-list.js'
import { findOpenLines } from '../../../core/refinement/find-open-lines.js'
import type { RefinementInput } from '../../../core/refinement/refinement-input.js'

export const listWithOpenLines = [
  '# harbour, 32x32 unless said otherwise',
  'prop: mooring post',
  'prop: fishing net, torn',
  'gizmo: a crank that raises the sluice',
  'thing: bell buoy with a light',
  'item: brass compass, 16x16',
].join('\n')

/** A list as the rules leave it: each rejected line is open. */
export function refinementInput(text: string, changes: Partial<RefinementInput> = {}): RefinementInput {
  const fileName = changes.fileName ?? 'harbour.txt'
  const options = { palette: ['#102030'], variantsPerSpec: null, provider: 'procedural' }
  const rules = parseWishlistList({ fileName, text, options })
  return {
    fileName,
    text,
    rules,
    openLines: findOpenLines(fileName, text, rules, rules.problems),
    catalogue: {
      palettes: { dusk: ['#201830', '#f0d080'] },
      providers: ['procedural'],
      styleTags: ['16-bit', 'weathered'],
      targets: ['godot'],
    },
    passages: [],
    options: { ...options, seed: 7 },
    ...changes,
  }
}

/** A proposal as a well-behaved model writes it. */
export function proposal(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    lines: [4],
    assetType: 'prop',
    name: 'sluice crank',
    prompt: 'iron crank on a wooden sluice gate',
    size: { width: 24, height: 32 },
    animations: null,
    states: null,
    sound: null,
    variants: 3,
    provider: null,
    palette: null,
    tags: null,
    ...changes,
  }
}

export function answer(...proposals: readonly unknown[]): string {
  return JSON.stringify({ proposals, constraints: [], notUnderstood: [] })
}
