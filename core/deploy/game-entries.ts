import { compareText } from '../bundle/bundle-file.js'
import { isSound } from '../spec/spec-frames.js'
import type { DeployableAsset, DeployableManifest } from './deployable-manifest.schema.js'
import type { DeployProblem } from './deploy-problem.js'

/** What the game's manifest tells of one asset. */
export interface GameEntry {
  /** Members below the root: `["assets", "audio", "sfx", "jump"]`. */
  readonly section: readonly string[]
  readonly name: string
  /** Of the asset. */
  readonly key: string
  /** Where the first file of the asset is, relative to the assets folder. */
  readonly path: string
  /** Members in the order in which a new entry has them. */
  readonly members: readonly (readonly [name: string, value: string | number | boolean])[]
  /** Members that were made up for want of better: what the team wrote there stays. */
  readonly guessed: ReadonlySet<string>
}

/**
 * The entries of a bundle by section and name: `assets.images.<key>`, sounds by their section (`assets.audio.sfx` and
 * `assets.audio.music` where the spec names none). `generatedDate` is when the asset was approved, `aiCost` is in the
 * ledger's currency, not in millionths.
 */
export function gameEntries(
  manifest: DeployableManifest,
  mainPaths: ReadonlyMap<string, string>,
): { readonly entries: GameEntry[]; readonly problems: DeployProblem[] } {
  const problems: DeployProblem[] = []
  const entries: GameEntry[] = []
  const seen = new Map<string, string>()
  for (const asset of manifest.assets) {
    const path = mainPaths.get(asset.key)
    if (path === undefined) continue
    const { section, problem } = sectionOf(asset)
    if (problem !== null) problems.push(problem)
    const name = asset.integration?.manifestKey ?? asset.key
    const address = [...section, name].join('.')
    const other = seen.get(address)
    if (other !== undefined)
      problems.push({
        path: 'manifest.json',
        message: `"${other}" and "${asset.key}" both want the entry ${address}`,
        hint: 'Give each spec an integration.manifest_key of its own.',
      })
    seen.set(address, asset.key)
    entries.push({
      section,
      name,
      key: asset.key,
      path,
      members: membersOf(asset, path),
      guessed: guessesOf(asset),
    })
  }
  entries.sort((a, b) => compareText(addressOf(a), addressOf(b)))
  return { entries, problems }
}

/** `assets.images.coin`. */
export function addressOf({
  section,
  name,
}: {
  readonly section: readonly string[]
  readonly name: string
}): string {
  return [...section, name].join('.')
}

function sectionOf(asset: DeployableAsset): { section: string[]; problem: DeployProblem | null } {
  const fallback = asset.type === 'music' ? 'audio.music' : asset.type === 'sfx' ? 'audio.sfx' : 'images'
  const wanted = asset.integration?.manifestSection ?? fallback
  const parts = wanted.replace(/^assets\./, '').split('.')
  const isPlain = parts.every((part) => /^[A-Za-z0-9_-]{1,60}$/.test(part) && part !== '__proto__')
  const problem = isPlain
    ? null
    : {
        path: 'manifest.json',
        message: `"${asset.key}" names the section ${JSON.stringify(wanted)}`,
        hint: 'Write manifest_section as names with dots between them, like audio.sfx.jump.',
      }
  return { section: ['assets', ...parts], problem }
}

function membersOf(asset: DeployableAsset, path: string): GameEntry['members'] {
  const { integration, provenance } = asset
  const isHuman = provenance.origin === 'human'
  return [
    ['type', integration?.manifestType ?? (isSound({ assetType: asset.type }) ? 'audio' : 'image')],
    ['path', path],
    ['description', integration?.description ?? asset.key.replaceAll('-', ' ')],
    ['aiGenerated', !isHuman],
    ['aiProvider', provenance.provider],
    ['aiCost', provenance.costMicros / 1_000_000],
    ['generatedDate', provenance.decidedAt],
  ]
}

function guessesOf({ integration }: DeployableAsset): ReadonlySet<string> {
  return new Set([
    ...(integration?.manifestType === undefined ? ['type'] : []),
    ...(integration?.description === undefined ? ['description'] : []),
  ])
}
