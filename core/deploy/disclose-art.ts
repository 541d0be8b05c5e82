import { compareText } from '../bundle/bundle-file.js'
import { isSound } from '../spec/spec-frames.js'
import type { AssetType } from '../spec/asset-spec.schema.js'
import type { DeployedArt, DeploymentRecord } from './deployment-record.schema.js'

/** What became of a deployed file. */
export type FileFate = 'same' | 'edited' | 'gone'

export interface DisclosedAsset extends DeployedArt {
  readonly project: string
  /** `ai`: as software made it. `ai-edited`: a person changed it since. `human`: made by a person. */
  readonly made: 'ai' | 'ai-edited' | 'human'
  readonly kind: 'picture' | 'sound'
  /** What is there of it, by path. */
  readonly files: readonly string[]
}

export interface Disclosure {
  /** By project and key. */
  readonly assets: readonly DisclosedAsset[]
  readonly counts: {
    readonly ai: number
    readonly aiEdited: number
    readonly human: number
    readonly placeholders: number
    /** Deployed once, removed since. */
    readonly gone: number
    /** Files of the folder that no deployment wrote: nothing is claimed of them. */
    readonly otherFiles: number
  }
  /** Atlases and other shared files that a person changed. */
  readonly editedShared: readonly string[]
  /** By provider. */
  readonly providers: readonly {
    readonly provider: string
    readonly licence: string
    readonly assets: number
    readonly modelHashes: readonly string[]
  }[]
}

/** What of a game folder was made by software and what by people, as far as deployments know it. Sorted throughout. */
export function discloseArt(
  record: DeploymentRecord,
  fateOf: (path: string) => FileFate,
  otherFiles: number,
): Disclosure {
  const assets: DisclosedAsset[] = []
  const editedShared: string[] = []
  let gone = 0
  for (const { project, files, assets: arts } of record.deployments) {
    for (const file of files)
      if (file.key === null && fateOf(file.path) === 'edited') editedShared.push(file.path)
    for (const art of arts) {
      const own = files.filter(({ key }) => key === art.key).map(({ path }) => ({ path, fate: fateOf(path) }))
      const there = own.filter(({ fate }) => fate !== 'gone')
      if (there.length === 0) {
        gone += 1
        continue
      }
      const isEdited = there.some(({ fate }) => fate === 'edited')
      assets.push({
        ...art,
        project: project.key,
        made: art.origin === 'human' ? 'human' : isEdited ? 'ai-edited' : 'ai',
        kind: isSound({ assetType: art.type as AssetType }) ? 'sound' : 'picture',
        files: there.map(({ path }) => path),
      })
    }
  }
  assets.sort((a, b) => compareText(a.project, b.project) || compareText(a.key, b.key))
  const count = (made: DisclosedAsset['made']) => assets.filter((asset) => asset.made === made).length
  return {
    assets,
    counts: {
      ai: count('ai'),
      aiEdited: count('ai-edited'),
      human: count('human'),
      placeholders: assets.filter(({ placeholder }) => placeholder).length,
      gone,
      otherFiles,
    },
    editedShared: editedShared.sort(compareText),
    providers: providersOf(assets),
  }
}

function providersOf(assets: readonly DisclosedAsset[]): Disclosure['providers'] {
  const names = [...new Set(assets.map(({ provider }) => provider))].sort(compareText)
  return names.map((provider) => {
    const own = assets.filter((asset) => asset.provider === provider)
    return {
      provider,
      licence: [...new Set(own.map(({ licence }) => licence))].sort(compareText).join(' / '),
      assets: own.length,
      modelHashes: [...new Set(own.flatMap(({ modelHashes }) => modelHashes))].sort(compareText),
    }
  })
}
