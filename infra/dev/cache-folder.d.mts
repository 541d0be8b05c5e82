export function cacheFolder(env?: NodeJS.ProcessEnv): string
export function cloneLockPath(rootDir: string, name: string, env?: NodeJS.ProcessEnv): string
