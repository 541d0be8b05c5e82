import { objection, type Invariant } from './invariant.js'

const namedMax = 3

export const bundleIsApprovedSet: Invariant = {
  id: 'I4',
  promise: 'the bundle is the approved set, with the bytes of an undisturbed run',
  check({ bundle, fault, baseline }) {
    if (fault.ends === 'cancelled') return []
    if (bundle === null) return ['there is no bundle']
    const { damaged, approved, inManifest } = bundle
    return [
      ...objection(
        damaged.length > 0,
        `${damaged.length} files differ between manifest, catalogue and store: ${damaged.slice(0, namedMax).join(', ')}`,
      ),
      ...objection(
        approved.join() !== inManifest.join(),
        `${inManifest.length} assets in the manifest are not the ${approved.length} that are approved`,
      ),
      ...objection(
        baseline !== null && fault.otherBundle !== true && bundle.hash !== baseline.bundleHash,
        `the bundle has other bytes: ${bundle.hash} and not ${baseline?.bundleHash} (${differences(bundle.lines, baseline?.bundleLines ?? [])})`,
      ),
    ]
  },
}

/** The first paths that two bundles do not share with the same bytes. */
function differences(lines: readonly string[], others: readonly string[]): string {
  const here = new Set(lines)
  const there = new Set(others)
  const odd = [...lines.filter((line) => !there.has(line)), ...others.filter((line) => !here.has(line))]
  const paths = [...new Set(odd.map((line) => line.slice(0, line.lastIndexOf(' '))))]
  return `${paths.length} files: ${paths.slice(0, namedMax).join(', ')}`
}
