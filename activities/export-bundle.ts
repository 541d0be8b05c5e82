import { writeBundle } from '../core/bundle/write-bundle.js'
import type { BundleFile } from '../core/bundle/bundle-file.js'
import { AssetloomError } from '../core/errors.js'
import { composeContactSheet } from '../core/finish/contact-sheet.js'
import type { BundleFileRow, BundleRow, FrozenAsset } from '../core/bundle-ports.js'
import type { PixelPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

export interface ExportBundleInput {
  readonly contentId: string
  readonly atlasContentId: string
}

/** Writes every file of a bundle into the store and keeps the list of them. */
export function exportBundle(ports: PixelPorts) {
  const { catalogue, store } = ports
  return async ({ contentId, atlasContentId }: ExportBundleInput): Promise<{ files: number }> => {
    const { bundle, assets } = await catalogue.bundles.loadFrozen(contentId)
    const { projectId, target } = bundle
    const project = await catalogue.projects.find(projectId)
    const atlas = await catalogue.bundles.findAtlas(projectId, atlasContentId)
    if (!project || !atlas)
      throw new AssetloomError(
        'NotFound',
        `the ${project ? 'atlas' : 'project'} of bundle ${contentId} is gone`,
        'export again: what is missing is packed anew',
      )
    return await underHeartbeat({ contentId, target }, async (signal) => {
      const previous = await previousSet(ports, bundle)
      const sheet = await contactSheet(ports, project.name, assets)
      const extraFiles = [{ role: 'contact-sheet', file: sheet }]
      const draft = writeBundle({ target, project, assets, atlas, previous, extraFiles })
      const rows: BundleFileRow[] = []
      for (const file of draft.files) {
        signal.throwIfAborted()
        rows.push('bytes' in file ? { path: file.path, ...(await store.put(file.bytes)) } : rowOf(file))
      }
      await catalogue.bundles.saveFiles(contentId, rows)
      return { files: rows.length }
    })
  }
}

function rowOf({ path, sha256, sizeBytes }: BundleFileRow): BundleFileRow {
  return { path, sha256, sizeBytes }
}

async function contactSheet(
  { store, codec }: PixelPorts,
  title: string,
  assets: readonly FrozenAsset[],
): Promise<BundleFile> {
  const items = []
  for (const { asset } of assets)
    items.push({ key: asset.specKey, raster: await codec.decodePng(await store.get(asset.sha256)) })
  const sheet = composeContactSheet(items, { title })
  return { path: 'contact-sheet.png', bytes: await codec.encodePng(sheet) }
}

/** The set of the last published bundle of this run and target before this one, for CHANGES.md. */
async function previousSet(
  { catalogue }: PixelPorts,
  bundle: BundleRow,
): Promise<readonly FrozenAsset[] | null> {
  const earlier = (await catalogue.bundles.listOfRun(bundle.runId))
    .filter(
      (one) =>
        one.target === bundle.target &&
        one.contentId !== bundle.contentId &&
        one.state === 'published' &&
        one.createdAt < bundle.createdAt,
    )
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
  const [last] = earlier
  return last ? (await catalogue.bundles.loadFrozen(last.contentId)).assets : null
}
