import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const ownedFileSchema = z.object({
  /** Relative to the assets folder, forward slashes. */
  path: z.string().min(1),
  /** Of the bytes as they were written. */
  sha256,
  bytes: z.number().int().min(0),
  /** Of the asset; null for atlases, constants and the like. */
  key: z.string().nullable(),
  role: z.string(),
})

const ownedEntrySchema = z.object({
  /** Members below the root of the game's manifest: `["assets", "images"]`. */
  section: z.array(z.string()).min(1),
  name: z.string(),
  /** The asset that it tells of. */
  key: z.string(),
  /** False where the team had written the entry before: then it is never removed. */
  created: z.boolean(),
})

/** What a store wants to know of an asset, without ids, people or times. */
const deployedArtSchema = z.object({
  key: z.string(),
  type: z.string(),
  provider: z.string(),
  /** True: stands in for real art. */
  placeholder: z.boolean(),
  origin: z.enum(['software', 'human']),
  modelHashes: z.array(z.string()),
  licence: z.string(),
  author: z.string().nullable(),
})

const projectDeploymentSchema = z.object({
  project: z.object({ key: z.string(), name: z.string() }),
  target: z.string(),
  /** What was deployed, by content: the same for equal bytes at equal places. */
  bundle: sha256,
  /** Folder of the bundle's own layout, `.` = the assets folder itself. */
  into: z.string(),
  /** The game's manifest relative to the assets folder; null when none is kept. */
  gameManifest: z.string().nullable(),
  /** By path. */
  files: z.array(ownedFileSchema),
  /** By section and name. */
  entries: z.array(ownedEntrySchema),
  /** By key: every asset that `files` has files of, those of older bundles included. */
  assets: z.array(deployedArtSchema),
})

/** `.assetloom/deployment.json` of an assets folder: which files are ours. Holds no time: equal deployments are equal. */
export const deploymentRecordSchema = z.object({
  format: z.literal('assetloom-deployment/1'),
  /** By project key. */
  deployments: z.array(projectDeploymentSchema),
})

/** One file of a transaction. Paths relative to the assets folder; a game's manifest outside begins with `../`. */
export const fileStepSchema = z.object({
  path: z.string().min(1),
  /** Hash of what is there before; null = nothing. */
  before: sha256.nullable(),
  /** Hash of what is there after; null = nothing. */
  after: sha256.nullable(),
  /** The new bytes until they are moved to their place; null where a file goes. */
  draft: z.string().nullable(),
  /** The old bytes; null where there were none. */
  backup: z.string().nullable(),
})

/** `.assetloom/deploy-journal.json`: enough to finish or take back what a killed process began. */
export const deployJournalSchema = z.object({
  format: z.literal('assetloom-deploy-journal/1'),
  work: z.enum(['deploy', 'undo']),
  /** `preparing`: nothing is in place yet, all goes back. `committing`: goes on. `rollingBack`: goes back. */
  phase: z.enum(['preparing', 'committing', 'rollingBack']),
  steps: z.array(fileStepSchema),
  /** Folders that this transaction makes, the outer ones first. */
  folders: z.array(z.string()),
  /** Holds the backups. */
  backupFolder: z.string(),
  /** Goes when the work is done: undo folders beyond the limit, or the one that was undone. */
  dropped: z.array(z.string()),
  /** Removed when the work is done, if nothing is in them; the inner ones first. */
  emptied: z.array(z.string()),
})

/** `.assetloom/undo/<n>/undo.json`: what one deployment changed. */
export const undoNoteSchema = z.object({
  format: z.literal('assetloom-undo/1'),
  /** When it was deployed: ISO 8601, UTC. */
  at: z.string(),
  project: z.string(),
  target: z.string(),
  /** By which a service was told of it; absent where none was to be told. */
  deploymentId: z.string().max(80).optional(),
  steps: z.array(fileStepSchema),
  folders: z.array(z.string()),
})

export type DeploymentRecord = z.infer<typeof deploymentRecordSchema>
export type ProjectDeployment = DeploymentRecord['deployments'][number]
export type OwnedFile = ProjectDeployment['files'][number]
export type DeployedArt = ProjectDeployment['assets'][number]
export type OwnedEntry = ProjectDeployment['entries'][number]
export type FileStep = z.infer<typeof fileStepSchema>
export type DeployJournal = z.infer<typeof deployJournalSchema>
export type UndoNote = z.infer<typeof undoNoteSchema>

/** The record of a folder that nothing was deployed into. */
export const emptyRecord: DeploymentRecord = { format: 'assetloom-deployment/1', deployments: [] }
