import { hashOf } from '../hash.js'
import { limits } from '../spec/spec-limits.js'
import type { FolderProblem, ProjectContents } from './project-contents.js'
import { folderLimits, type FolderRun } from './project-folder.schema.js'

type Refuse = (file: string, member: string, message: string) => void

const hint = 'Export the project again, or put this right by hand.'
const problemsMax = 200

/** What no single file can tell: that each thing is there once, and that everything that is named is there. */
export function checkContents(contents: ProjectContents): FolderProblem[] {
  const problems: FolderProblem[] = []
  const refuse: Refuse = (file, member, message) => {
    if (problems.length < problemsMax) problems.push({ file, member, message, hint })
  }
  checkRevisions(contents, refuse)
  checkRuns(contents, refuse)
  return problems
}

/** A spec's identity leaves out where it was written. */
export function specContentHash(spec: { readonly source: unknown }): string {
  const { source: _, ...content } = spec
  return hashOf(content)
}

function checkRevisions({ settings, lists, specs }: ProjectContents, refuse: Refuse): void {
  settings.forEach(({ revision }, at) => {
    if (revision !== at + 1)
      refuse(
        'project/history.json',
        'revisions',
        `revision ${revision} of the settings is at place ${at + 1}`,
      )
  })
  const names = new Set<string>()
  for (const [at, { name, revisions }] of lists.entries()) {
    if (names.has(name)) refuse('spec-lists/index.json', `lists.${at}.name`, `"${name}" is there twice`)
    names.add(name)
    refuseDisorder(revisions, 'spec-lists/index.json', `lists.${at}.revisions`, refuse)
    for (const { revision, text } of revisions)
      if (text.includes('\0') || text.length > limits.wishlistBytesMax)
        refuse('spec-lists/index.json', `lists.${at}`, `revision ${revision} is no text of at most 1 MiB`)
  }
  if (specs.length > folderLimits.specsMax) refuse('specs', '', `there are ${specs.length} specs`)
  const keys = new Set<string>()
  for (const { key, revisions, reviewTags = [] } of specs) {
    const file = `specs/${key}.json`
    if (keys.has(key)) refuse(file, 'key', `another file has the key ${key} too`)
    keys.add(key)
    refuseDisorder(revisions, file, 'revisions', refuse)
    const versions = reviewTags.map(({ version }) => ({ revision: version }))
    refuseDisorder(versions, file, 'reviewTags', refuse)
    const seen = new Set<string>()
    for (const [at, { content }] of revisions.entries()) {
      if (content.key !== key) refuse(file, `revisions.${at}.content.key`, `is not ${key}`)
      const hash = specContentHash(content)
      if (seen.has(hash)) refuse(file, `revisions.${at}.content`, 'is the same as an earlier revision')
      seen.add(hash)
    }
  }
}

function refuseDisorder(
  revisions: readonly { readonly revision: number }[],
  file: string,
  member: string,
  refuse: Refuse,
): void {
  revisions.forEach(({ revision }, at) => {
    if (at > 0 && revision <= (revisions[at - 1]?.revision ?? 0))
      refuse(file, `${member}.${at}.revision`, 'is not after the one before')
  })
}

const runKey = (list: string, revision: number) => `${revision} ${list}`
const pictureKey = (one: { key: string; round: number; index: number }) =>
  `${one.key} ${one.round} ${one.index}`

function checkRuns({ lists, specs, runs }: ProjectContents, refuse: Refuse): void {
  const ordered = new Set(
    lists.flatMap(({ name, revisions }) => revisions.map((one) => runKey(name, one.revision))),
  )
  const revisions = new Set(
    specs.flatMap(({ key, revisions: all }) => all.map((one) => `${key} ${one.revision}`)),
  )
  const byKey = new Map<string, FolderRun>()
  for (const run of runs) {
    const id = runKey(run.list, run.revision)
    const file = `jobs/ (${run.list.slice(0, 60)}, revision ${run.revision})`
    if (!ordered.has(id)) refuse(file, 'list', 'there is no such revision of a list')
    if (byKey.has(id)) refuse(file, 'revision', 'another file is the same run')
    byKey.set(id, run)
  }
  for (const id of ordered)
    if (!byKey.has(id)) refuse('jobs', '', `the run of list revision ${id} is missing`)
  for (const run of runs) checkRun(run, revisions, byKey, refuse)
  const versions = new Set<string>()
  for (const { list, assets } of runs)
    for (const { key, version } of assets) {
      const id = `${key} ${version}`
      if (versions.has(id))
        refuse(`jobs/ (${list.slice(0, 60)})`, 'assets', `version ${version} of ${key} is there twice`)
      versions.add(id)
    }
}

function checkRun(
  run: FolderRun,
  revisions: ReadonlySet<string>,
  byKey: ReadonlyMap<string, FolderRun>,
  refuse: Refuse,
): void {
  const file = `jobs/ (${run.list.slice(0, 60)}, revision ${run.revision})`
  const keys = new Set<string>()
  for (const [at, { key, specRevision, carriedFrom }] of run.specs.entries()) {
    if (keys.has(key)) refuse(file, `specs.${at}.key`, `${key} is there twice`)
    keys.add(key)
    if (!revisions.has(`${key} ${specRevision}`))
      refuse(file, `specs.${at}.specRevision`, `specs/${key}.json has no revision ${specRevision}`)
    const owner = carriedFrom === null ? null : byKey.get(runKey(carriedFrom.list, carriedFrom.revision))
    const isThere = owner?.specs.some(
      (one) => one.key === key && one.specRevision === specRevision && one.carriedFrom === null,
    )
    if (owner !== null && (isThere !== true || owner === run))
      refuse(file, `specs.${at}.carriedFrom`, 'names no run that made this spec')
  }
  const pictures = new Map<string, FolderRun['variants'][number]>()
  for (const [at, variant] of run.variants.entries()) {
    const id = pictureKey(variant)
    if (!keys.has(variant.key)) refuse(file, `variants.${at}.key`, `the run has no spec ${variant.key}`)
    if (pictures.has(id)) refuse(file, `variants.${at}`, 'is there twice')
    pictures.set(id, variant)
  }
  const decided = new Set<string>()
  for (const [at, decision] of run.decisions.entries()) {
    const id = pictureKey(decision)
    if (!pictures.has(id)) refuse(file, `decisions.${at}`, 'is about no variant of the run')
    for (const once of [`${id} v${decision.version}`, `${id} ${decision.decisionId}`]) {
      if (decided.has(once)) refuse(file, `decisions.${at}`, 'is there twice')
      decided.add(once)
    }
  }
  checkTogether(run, { file, keys, pictures }, refuse)
  const finished = new Set<string>()
  for (const [at, asset] of run.assets.entries()) {
    const id = pictureKey(asset)
    if (!pictures.has(id)) refuse(file, `assets.${at}`, 'is of no variant of the run')
    if (finished.has(id)) refuse(file, `assets.${at}`, 'is there twice')
    finished.add(id)
  }
  for (const [at, { key, finished: of }] of run.specs.entries())
    if (of !== null && !finished.has(pictureKey({ key, ...of })))
      refuse(file, `specs.${at}.finished`, 'names no finished asset')
}

function checkTogether(
  { reviewNotes = [], assignments = [] }: FolderRun,
  {
    file,
    keys,
    pictures,
  }: { file: string; keys: ReadonlySet<string>; pictures: ReadonlyMap<string, unknown> },
  refuse: Refuse,
): void {
  for (const [at, { key, variant }] of reviewNotes.entries()) {
    if (!keys.has(key)) refuse(file, `reviewNotes.${at}.key`, `the run has no spec ${key}`)
    if (variant !== null && !pictures.has(pictureKey({ key, ...variant })))
      refuse(file, `reviewNotes.${at}.variant`, 'is no variant of the run')
  }
  const assigned = new Set<string | null>()
  for (const [at, { key }] of assignments.entries()) {
    if (key !== null && !keys.has(key)) refuse(file, `assignments.${at}.key`, `the run has no spec ${key}`)
    if (assigned.has(key)) refuse(file, `assignments.${at}.key`, 'is there twice')
    assigned.add(key)
  }
}
