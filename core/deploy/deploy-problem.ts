/** Something that keeps a deployment from being done; nothing is written while there is one. */
export interface DeployProblem {
  /** The file to look at, relative to the assets folder where it lies in it. */
  readonly path: string
  /** From 1; only of files that people write. */
  readonly line?: number
  readonly column?: number
  readonly message: string
  /** What to do about it. */
  readonly hint: string
}

/** `path:line:column: message`, as far as they are known. */
export function describeDeployProblem({ path, line, column, message }: DeployProblem): string {
  const place = [path, line, column].filter((part) => part !== undefined).join(':')
  return `${place}: ${message}`
}
