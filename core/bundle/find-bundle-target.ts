import { AssetloomError } from '../errors.js'
import type { BundleTarget } from './bundle-target.js'
import { genericTarget } from './targets/generic-target.js'
import { godotTarget } from './targets/godot-target.js'
import { pixiTarget } from './targets/pixi-target.js'

/** The targets that are built, by name. */
export const bundleTargets: ReadonlyMap<string, BundleTarget> = new Map(
  [genericTarget, pixiTarget, godotTarget].map((target) => [target.name, target]),
)

/** Throws InvalidInput, listing the targets there are, for any other name. */
export function findBundleTarget(name: string): BundleTarget {
  const target = bundleTargets.get(name)
  if (target !== undefined) return target
  const built = [...bundleTargets.keys()].join(', ')
  throw new AssetloomError(
    'InvalidInput',
    `unknown target "${name.slice(0, 40)}"`,
    `Targets that are built: ${built}.`,
  )
}
