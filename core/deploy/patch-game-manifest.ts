import type { DeployProblem } from './deploy-problem.js'
import type { OwnedEntry } from './deployment-record.schema.js'
import { addressOf, type GameEntry } from './game-entries.js'
import { parseJson, placeOf, type JsonNode } from './parse-json.js'
import { patchJson, type JsonPatch } from './patch-json.js'

export interface PatchedManifest {
  /** Equal to the old text when nothing has to change. */
  readonly text: string
  /** What the record has to say of the entries. */
  readonly owned: readonly OwnedEntry[]
  /** `assets.images.coin`, by what happens to it. */
  readonly created: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

export interface ManifestPatchInput {
  /** As shown to the user. */
  readonly path: string
  readonly text: string
  readonly entries: readonly GameEntry[]
  /** Entries of the last deployment of this project. */
  readonly before: readonly OwnedEntry[]
  /** Addresses of entries of `before` that go. */
  readonly removed: ReadonlySet<string>
}

/** What a game's manifest holds before the first entry. */
export const freshGameManifest = '{\n  "assets": {}\n}\n'

/**
 * Sets our members in a game's manifest and keeps all else to the character. Broken JSON, comments, and sections that
 * are no objects are problems with their line and column. A path that ends with ours (`assets/images/coin.png`) is
 * right as the team wrote it.
 */
export function patchGameManifest(
  input: ManifestPatchInput,
): { readonly patched: PatchedManifest } | { readonly problems: DeployProblem[] } {
  const parsed = parseJson(input.text)
  if ('fault' in parsed) {
    const { line, column, message } = parsed.fault
    const hint = message.includes('comment')
      ? 'Take the comments out: they would be lost. Or name another manifest with --manifest.'
      : 'Correct it there; nothing was written.'
    return { problems: [{ path: input.path, line, column, message, hint }] }
  }
  const { root } = parsed
  const problems: DeployProblem[] = []
  const created: string[] = []
  const changed: string[] = []
  const owned: OwnedEntry[] = []
  const patches: PatchTree = new Map()
  const ours = new Map(input.before.map((entry) => [addressOf(entry), entry]))
  for (const entry of input.entries) {
    const address = addressOf(entry)
    const found = findMember(root, [...entry.section, entry.name])
    if ('blocker' in found) {
      problems.push(blockedProblem(input, address, found.blocker, found.depth, entry))
      continue
    }
    const members = changedMembers(entry, found.node)
    if (found.node === null) created.push(address)
    else if (members.size > 0) changed.push(address)
    if (members.size > 0) setPatch(patches, [...entry.section, entry.name], { kind: 'merge', members })
    const wasCreated = ours.get(address)?.created ?? false
    const { section, name, key } = entry
    owned.push({ section: [...section], name, key, created: wasCreated || found.node === null })
  }
  if (problems.length > 0) return { problems }
  const removed = removeEntries(root, input, patches)
  const text =
    patches.size === 0 ? input.text : patchJson(input.text, root, { kind: 'merge', members: patches })
  return { patched: { text, owned, created, changed, removed } }
}

type PatchTree = Map<string, JsonPatch>

function setPatch(tree: PatchTree, path: readonly string[], patch: JsonPatch): void {
  let members = tree
  for (const part of path.slice(0, -1)) {
    const found = members.get(part)
    if (found?.kind === 'merge') members = found.members as PatchTree
    else {
      const inner: PatchTree = new Map()
      members.set(part, { kind: 'merge', members: inner })
      members = inner
    }
  }
  members.set(path.at(-1) ?? '', patch)
}

/** The value at a path; null when it, or a section above it, is not there; the node that is no object otherwise. */
function findMember(
  root: JsonNode,
  path: readonly string[],
): { node: Extract<JsonNode, { kind: 'object' }> | null } | { blocker: JsonNode; depth: number } {
  let node: JsonNode = root
  for (const [depth, part] of path.entries()) {
    if (node.kind !== 'object') return { blocker: node, depth }
    const member = node.members.findLast(({ key }) => key === part)
    if (member === undefined) return { node: null }
    node = member.value
  }
  return node.kind === 'object' ? { node } : { blocker: node, depth: path.length }
}

function blockedProblem(
  { path, text }: ManifestPatchInput,
  address: string,
  blocker: JsonNode,
  depth: number,
  entry: GameEntry,
): DeployProblem {
  const name = [...entry.section, entry.name].slice(0, depth).join('.') || 'the document'
  return {
    path,
    ...placeOf(text, blocker.start),
    message: `${name} is ${blocker.kind === 'array' ? 'a list' : 'not an object'}, so ${address} cannot be set in it`,
    hint: 'Make it an object, or give the spec another integration.manifest_section.',
  }
}

function changedMembers(
  entry: GameEntry,
  node: Extract<JsonNode, { kind: 'object' }> | null,
): Map<string, JsonPatch> {
  const members = new Map<string, JsonPatch>()
  for (const [name, value] of entry.members) {
    const found = node?.members.findLast(({ key }) => key === name)?.value
    const old = found?.kind === 'scalar' ? found.value : undefined
    if (found !== undefined && old === value) continue
    if (name === 'path' && typeof old === 'string' && old.endsWith(`/${String(value)}`)) continue
    if (entry.guessed.has(name) && found !== undefined) continue
    members.set(name, { kind: 'set', value })
  }
  return members
}

function removeEntries(root: JsonNode, input: ManifestPatchInput, patches: PatchTree): string[] {
  const removed: string[] = []
  const wanted = new Set(input.entries.map(addressOf))
  for (const entry of input.before) {
    const address = addressOf(entry)
    if (!input.removed.has(address) || wanted.has(address) || !entry.created) continue
    const found = findMember(root, [...entry.section, entry.name])
    if ('blocker' in found || found.node === null) continue
    setPatch(patches, [...entry.section, entry.name], { kind: 'remove' })
    removed.push(address)
  }
  return removed
}
