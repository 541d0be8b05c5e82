import type { FrozenAsset } from '../bundle-ports.js'
import { assetContent } from './bundle-content-id.js'
import { textFile, type WrittenFile } from './bundle-file.js'
import { imagePath } from './image-path.js'
import { viewerMarkup } from './viewer-markup.js'
import { viewerScript } from './viewer-script.js'
import { viewerStyle } from './viewer-style.js'

/** What the page knows of an asset: nothing that another run of the same pictures would tell differently. */
export interface ViewerAsset {
  readonly key: string
  readonly type: string
  readonly tags: readonly string[]
  /** Pixels of the untrimmed picture. */
  readonly width: number
  /** Pixels of the untrimmed picture. */
  readonly height: number
  /** 0-1 of the untrimmed picture, y from the top. */
  readonly pivot: { readonly x: number; readonly y: number }
  /** Relative to the page. */
  readonly image: string
}

/** index.html of a bundle whose assets are sorted by key: shows, finds and copies keys from disk, without a network. */
export function writeViewer(assets: readonly FrozenAsset[]): WrittenFile {
  const rows = assets.map((frozen) => {
    const { key, type, tags, size, pivot } = assetContent(frozen)
    return { key, type, tags, width: size.width, height: size.height, pivot, image: imagePath(type, key) }
  })
  return textFile('index.html', viewerPage(rows))
}

/**
 * The page of these assets, in the order given. They enter it as JSON alone, and the script shows them as text alone,
 * so that no key or tag becomes markup.
 */
export function viewerPage(assets: readonly ViewerAsset[]): string {
  const rows = assets.map((asset) => embedJson(asset)).join(',\n')
  return [
    '<!doctype html>',
    '<html lang="en" data-theme="dark" data-ground="checker">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // The page needs its own pictures and nothing else; `file:` because browsers differ in what 'self' is on disk.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    '<title>Assets of this bundle</title>',
    `<style>\n${viewerStyle}</style>`,
    '</head>',
    `<body>\n${viewerMarkup}`,
    `<script type="application/json" id="assets">[\n${rows}\n]</script>`,
    `<script>\n${viewerScript}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** JSON that cannot end the script element it stands in, nor open a comment there. */
function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
