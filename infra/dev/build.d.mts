export function buildDist(rootDir: string): Promise<void>
export function buildPage(rootDir: string): Promise<void>
