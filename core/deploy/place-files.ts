import { compareText } from '../bundle/bundle-file.js'
import { isSound } from '../spec/spec-frames.js'
import type { DeployableAsset, DeployableManifest } from './deployable-manifest.schema.js'
import type { DeployProblem } from './deploy-problem.js'
import {
  extensionOfPath,
  gamePathObjection,
  isEngineSidecar,
  joinGamePath,
  ownerOfSidecar,
} from './game-path.js'

/** A file of a bundle and where it goes. */
export interface PlacedFile {
  /** In the bundle. */
  readonly source: string
  /** Relative to the assets folder, forward slashes. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** Of the asset; null for atlases, constants and the like. */
  readonly key: string | null
  readonly role: string
  /** Settings that the engine keeps beside a file from its first import on. */
  readonly isSidecar: boolean
}

export interface PlacedBundle {
  /** By path. */
  readonly files: readonly PlacedFile[]
  /** Place of each asset's first file by key. */
  readonly mainPaths: ReadonlyMap<string, string>
  /** Said to the user; nothing is wrong. */
  readonly notes: readonly string[]
  readonly problems: readonly DeployProblem[]
}

export interface PlacementOptions {
  /** Folder of the bundle's own layout inside the assets folder; `.` is the assets folder itself. */
  readonly into: string
  /** Leaves out atlases, constants and engine files: for a game that loads single files by its own manifest. */
  readonly onlyAssets: boolean
}

/** For people who look at a bundle; a game does not load them. */
const documentRoles = new Set(['readme', 'changes', 'viewer', 'contact-sheet', 'disclosure', 'waveform'])

/**
 * Where each file of a bundle goes. An asset whose spec names a path goes there; it stays at its own place too where
 * another file of the bundle names that place. `texts` are the bundle's text files by path.
 */
export function placeFiles(
  manifest: DeployableManifest,
  texts: ReadonlyMap<string, string>,
  options: PlacementOptions,
): PlacedBundle {
  const notes: string[] = []
  const problems: DeployProblem[] = []
  const mainPaths = new Map<string, string>()
  const others = options.onlyAssets ? [] : otherFiles(manifest)
  const named = namedPaths(others, texts)
  const files: PlacedFile[] = []
  const kept = new Set<string>()
  const place = (file: ListedFile, path: string, key: string | null) =>
    files.push({
      source: file.path,
      path,
      sha256: file.sha256,
      bytes: file.bytes,
      key,
      role: file.role,
      isSidecar: isEngineSidecar(path),
    })
  for (const asset of manifest.assets) {
    const moved = movedPaths(asset, notes)
    for (const file of asset.files.filter(({ role }) => !documentRoles.has(role))) {
      const own = joinGamePath(options.into, file.path)
      const wanted = moved.get(file.path)
      if (wanted !== undefined) place(file, wanted, asset.key)
      if (wanted === undefined || (named.has(file.path) && wanted !== own)) {
        place(file, own, asset.key)
        kept.add(file.path)
      }
      if (!mainPaths.has(asset.key)) mainPaths.set(asset.key, wanted ?? own)
    }
    const main = mainFileOf(asset)
    if (main !== undefined)
      mainPaths.set(asset.key, moved.get(main.path) ?? joinGamePath(options.into, main.path))
  }
  const present = new Set([...kept, ...others.map(({ path }) => path)])
  for (const file of others) {
    // Settings for a picture that went elsewhere would make the engine look for it here.
    if (isEngineSidecar(file.path) && !present.has(ownerOfSidecar(file.path))) continue
    place(file, joinGamePath(options.into, file.path), null)
  }
  files.sort((a, b) => compareText(a.path, b.path))
  problems.push(...pathProblems(files))
  return { files, mainPaths, notes, problems }
}

type ListedFile = DeployableManifest['files'][number]

function otherFiles(manifest: DeployableManifest): ListedFile[] {
  const atlases = manifest.atlases.flatMap(({ pages, files }) => [...pages, ...files])
  const documents = new Set(
    [...manifest.files, ...manifest.assets.flatMap(({ files }) => files)]
      .filter(({ role }) => documentRoles.has(role))
      .map(({ path }) => path),
  )
  const isForGame = ({ path }: ListedFile) =>
    !documents.has(path) && !(isEngineSidecar(path) && documents.has(ownerOfSidecar(path)))
  return [...atlases, ...manifest.files].filter(isForGame)
}

/** Every path that a text of the bundle names, with each of its ends: `res://a/b/c.png` names `b/c.png` too. */
function namedPaths(files: readonly ListedFile[], texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const named = new Set<string>()
  for (const { path } of files) {
    if (isEngineSidecar(path)) continue
    for (const [token] of texts.get(path)?.matchAll(/[\w.\-/]*\/[\w.\-/]+/g) ?? [])
      for (let at = 0; at >= 0;) {
        named.add(token.slice(at))
        const slash = token.indexOf('/', at)
        at = slash < 0 ? -1 : slash + 1
      }
  }
  return named
}

/** The file that a path of the spec means: of a sound the one in that format, else the first. */
function mainFileOf(asset: DeployableAsset): DeployableAsset['files'][number] | undefined {
  const files = asset.files.filter(({ role }) => !documentRoles.has(role))
  const wanted = extensionOfPath(asset.integration?.manifestPath ?? '')
  return files.find(({ path }) => extensionOfPath(path) === wanted) ?? files[0]
}

/** Places of an asset's files by their path in the bundle; the other formats lie beside the named one. */
function movedPaths(asset: DeployableAsset, notes: string[]): ReadonlyMap<string, string> {
  const wanted = asset.integration?.manifestPath
  const moved = new Map<string, string>()
  if (wanted === undefined) return moved
  const extension = extensionOfPath(wanted)
  const stem = extension === '' ? wanted : wanted.slice(0, -extension.length - 1)
  for (const file of asset.files.filter(({ role }) => !documentRoles.has(role))) {
    const own = extensionOfPath(file.path)
    moved.set(file.path, own === extension ? wanted : `${stem}.${own}`)
  }
  const main = mainFileOf(asset)
  if (main !== undefined && moved.get(main.path) !== wanted)
    notes.push(`"${asset.key}" is wanted as ${wanted}; the bundle has it as ${moved.get(main.path)}.`)
  if (isSound({ assetType: asset.type }) && moved.size > 1)
    notes.push(`"${asset.key}" has ${moved.size} formats, side by side at ${stem}.*`)
  return moved
}

function pathProblems(files: readonly PlacedFile[]): DeployProblem[] {
  const problems: DeployProblem[] = []
  let before: PlacedFile | undefined
  for (const file of files) {
    const objection = gamePathObjection(file.path)
    if (objection !== null)
      problems.push({
        path: file.path,
        message: `the path of ${nameOf(file)} ${objection}`,
        hint: 'Correct integration.manifest_path of its spec, or the folder after --into.',
      })
    if (before?.path === file.path)
      problems.push({
        path: file.path,
        message: `${nameOf(before)} and ${nameOf(file)} go to the same place`,
        hint: 'Give each spec an integration.manifest_path of its own.',
      })
    before = file
  }
  return problems
}

function nameOf({ key, source }: PlacedFile): string {
  return key === null ? source : `"${key}"`
}
