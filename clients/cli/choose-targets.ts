import { bundleTargets } from '../../core/bundle/find-bundle-target.js'
import { refineText } from '../../core/intake/refine-text.js'
import type { TextFile } from './read-text-file.js'

/** What the wishlist says its game ships on, as far as bundles are written for it; else `generic`. `say` tells the rest. */
export function chooseTargets(
  { name, text }: Pick<TextFile, 'name' | 'text'>,
  say: (line: string) => void,
): readonly string[] {
  const options = { palette: [], variantsPerSpec: null, provider: 'none' }
  const { targets } = refineText({ fileName: name, text, options })
  const written = targets.filter((target) => bundleTargets.has(target))
  const others = targets.filter((target) => !bundleTargets.has(target))
  const chosen = written.length > 0 ? written : ['generic']
  if (others.length > 0)
    say(
      `${name} names ${others.join(', ')}, for which no bundles are written yet: ${chosen.join(', ')} instead.`,
    )
  return chosen
}
