import { drawWaveform } from '../core/audio/draw-waveform.js'
import { showSet } from '../core/bundle/show-set.js'
import { writeBundle } from '../core/bundle/write-bundle.js'
import type { BundleFile } from '../core/bundle/bundle-file.js'
import type { BundleList } from '../core/bundle/write-changes.js'
import { AssetloomError } from '../core/errors.js'
import type { SoundInput } from '../core/bundle/bundle-sound.js'
import { composeContactSheet } from '../core/finish/contact-sheet.js'
import { contactSheetItem } from '../core/finish/contact-sheet-item.js'
import type { Raster } from '../core/raster/raster.js'
import { isSound } from '../core/spec/spec-frames.js'
import type { BundleFileRow, BundleRow, FrozenAsset } from '../core/bundle-ports.js'
import type { PixelPorts } from './activity-ports.js'
import { encodeWebps } from './encode-webps.js'
import { encodeSounds } from './encode-sounds.js'
import { underHeartbeat } from './heartbeat.js'

/** An engine's own files are many and small, and each waits for the disk. */
const putsAtOnce = 8

export interface ExportBundleInput {
  readonly contentId: string
  readonly atlasContentId: string
}

/** What a bundle holds, for people who look at the workflow. */
export interface WrittenBundle {
  readonly target: string
  readonly assets: number
  readonly files: number
  readonly sizeBytes: number
}

/** Writes every file of a bundle into the store and keeps the list of them. */
export function exportBundle(ports: PixelPorts) {
  const { catalogue, store } = ports
  return async ({ contentId, atlasContentId }: ExportBundleInput): Promise<WrittenBundle> => {
    const frozen = await catalogue.bundles.loadFrozen(contentId)
    const { bundle, previousContentId } = frozen
    const assets = showSet(frozen)
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
      const { previous, lists } = await before(ports, bundle, previousContentId)
      const sounds = await encodeSounds(ports, assets, signal)
      const sheet = await contactSheet(ports, titleOf(project.name, bundle), assets, sounds)
      const extraFiles = [{ role: 'contact-sheet', file: sheet }]
      const webps = await encodeWebps(ports, bundle.profile, assets, signal)
      const { kind, profile, handedOver } = bundle
      const draft = writeBundle({
        ...{ target, project, assets, atlas, previous, lists, sounds, webps, extraFiles },
        ...(kind === undefined ? {} : { kind }),
        ...(profile === undefined ? {} : { profile }),
        ...(handedOver === undefined ? {} : { handedOver }),
      })
      const rows: BundleFileRow[] = []
      for (let at = 0; at < draft.files.length; at += putsAtOnce) {
        signal.throwIfAborted()
        const some = draft.files.slice(at, at + putsAtOnce)
        rows.push(...(await Promise.all(some.map((file) => keep(store, file)))))
      }
      await catalogue.bundles.saveFiles(contentId, rows)
      const sizeBytes = rows.reduce((sum, row) => sum + row.sizeBytes, 0)
      return { target, assets: assets.length, files: rows.length, sizeBytes }
    })
  }
}

function titleOf(name: string, { kind }: BundleRow): string {
  return kind === 'provisional' ? `${name} (provisional)` : name
}

async function keep(store: PixelPorts['store'], file: BundleFile): Promise<BundleFileRow> {
  return 'bytes' in file ? { path: file.path, ...(await store.put(file.bytes)) } : rowOf(file)
}

function rowOf({ path, sha256, sizeBytes }: BundleFileRow): BundleFileRow {
  return { path, sha256, sizeBytes }
}

async function contactSheet(
  ports: PixelPorts,
  title: string,
  assets: readonly FrozenAsset[],
  sounds: ReadonlyMap<string, SoundInput>,
): Promise<BundleFile> {
  const items = []
  for (const frozen of assets) {
    const key = frozen.asset.specKey
    const raster = await pictureOf(ports, frozen)
    const sound = sounds.get(key)
    items.push(
      sound === undefined
        ? contactSheetItem(key, frozen.spec, raster)
        : { key, raster, label: soundLabel(sound, frozen.spec.sound?.loop ?? false) },
    )
  }
  const sheet = composeContactSheet(items, { title })
  return { path: 'contact-sheet.png', bytes: await ports.codec.encodePng(sheet) }
}

function soundLabel({ durationMs, files }: SoundInput, loops: boolean): string {
  const seconds = (durationMs / 1000).toFixed(2)
  return `${seconds} s${loops ? ', loops' : ''}, ${files.map(({ format }) => format).join(', ')}`
}

/** What stands for an asset where it is seen: its picture, or the waveform of a sound. */
async function pictureOf(
  { store, codec, soundCodec }: PixelPorts,
  { asset, spec }: FrozenAsset,
): Promise<Raster> {
  const bytes = await store.get(asset.sha256)
  if (!isSound(spec)) return await codec.decodePng(bytes)
  return drawWaveform(await soundCodec.decode(bytes), spec.size)
}

/** What CHANGES.md compares with: fixed when the set was frozen, so that a bundle written again has the same bytes. */
async function before(ports: PixelPorts, bundle: BundleRow, previousContentId: string | null) {
  if (previousContentId === null) return { previous: null, lists: null }
  const last = await ports.catalogue.bundles.loadFrozen(previousContentId)
  const lists = { now: await listOf(ports, bundle), before: await listOf(ports, last.bundle) }
  return { previous: showSet(last), lists }
}

/** The list of the run that froze the bundle first: the same one each time the bundle is written. */
async function listOf({ catalogue }: PixelPorts, { projectId, runId }: BundleRow): Promise<BundleList> {
  const run = await catalogue.runs.find(runId)
  if (run === null)
    throw new AssetloomError('NotFound', `the run ${runId} of a bundle is gone`, 'restore it from a backup')
  const { wishlistRevisionId } = run
  const { name, revision } = await catalogue.intake.loadRevision(projectId, wishlistRevisionId)
  const specs = await catalogue.intake.specsOfRevision(projectId, wishlistRevisionId)
  return { name, revision, keys: new Set(specs.map(({ key }) => key)) }
}
