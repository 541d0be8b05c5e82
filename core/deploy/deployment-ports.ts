/** One file that a deployment left in a game. */
export interface DeployedFile {
  /** Relative to the game's assets folder, forward slashes. */
  readonly path: string
  /** Of the bytes as they were written. */
  readonly sha256: string
  /** Of the asset; null for atlases, constants and the like. */
  readonly key: string | null
}

/** A bundle that somebody put into a game, as the program that did it told. */
export interface DeploymentRow {
  readonly deploymentId: string
  readonly projectId: string
  readonly bundleId: string
  /** The run whose bundle it is. */
  readonly runId: string
  readonly target: string
  /** Name of the game, or of its folder. */
  readonly game: string
  /** The assets folder on the machine that deployed; null unless it was to be told. */
  readonly folder: string | null
  /** All files of the project that lie in the game after it, those of older bundles included. By path. */
  readonly files: readonly DeployedFile[]
  /** ISO 8601, UTC: when the catalogue heard of it. */
  readonly deployedAt: string
  readonly undoneAt: string | null
}

/** `files` counts them. */
export type DeploymentSummary = Omit<DeploymentRow, 'files'> & { readonly files: number }

export type TellDeployment = Omit<DeploymentRow, 'runId' | 'deployedAt' | 'undoneAt'>

export interface DeploymentQuery {
  readonly projectId: string
  readonly bundleId?: string
  /** Only those that left files of this asset. */
  readonly key?: string
  /** `nextCursor` of the page before. */
  readonly cursor?: string
  readonly limit: number
}

/** Where bundles lie in games, as far as it was told. */
export interface DeploymentCatalogue {
  /** The id of the project's bundle with this id, or of the newest one whose manifest.json has this hash. */
  findBundle(projectId: string, bundleIdOrManifest: string): Promise<string | null>
  /**
   * Keeps a deployment by its id; told again, it answers the row that is there. Throws NotFound for a bundle of another
   * project, Conflict where the id is that of another deployment.
   */
  record(input: TellDeployment): Promise<{ readonly deployment: DeploymentRow; readonly created: boolean }>
  /** Notes that it was taken back; the first time counts. null when nobody told of it. */
  undo(projectId: string, deploymentId: string): Promise<DeploymentRow | null>
  /** Newest first. */
  list(query: DeploymentQuery): Promise<{ items: DeploymentSummary[]; nextCursor: string | null }>
}
