export function findVersityBinary(options?: {
  env?: NodeJS.ProcessEnv
  onProgress?: (line: string) => void
}): Promise<string | null>
export const noVersityMessage: string
