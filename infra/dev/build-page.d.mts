export interface PageFile {
  /** Below dist/, with forward slashes. */
  readonly path: string
  readonly bytes: Uint8Array
}
export function bundlePage(rootDir: string): Promise<readonly PageFile[]>
