import type { BundleView, RunView } from '../../core/http/http-api.js'
import type { BundleRow } from '../../core/bundle-ports.js'
import { formatBytes } from '../progress/format-figures.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { el, fill } from './build-element.js'
import { openSheet } from './open-sheet.js'
import { showFailure } from './show-failure.js'
import { showTime } from './show-time.js'

const targetsOffered = ['generic', 'pixi', 'godot']
const pollMs = 1_000

/** Requests bundles and lists their files for download. */
export function openExportSheet(client: AssetloomClient, run: RunView): void {
  const list = el('div', { class: 'bundles' }, el('p', { class: 'dim' }, 'Reading what was exported ...'))
  const targets = [...new Set([...run.options.targets, ...targetsOffered])]
  const boxes = targets.map((target) =>
    el('input', {
      type: 'checkbox',
      name: 'target',
      value: target,
      checked: run.options.targets.includes(target),
    }),
  )
  const show = () => void showBundles(client, run.runId, list)
  const form = el(
    'form',
    {
      class: 'row',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault()
        const chosen = boxes.filter((box) => box.checked).map((box) => box.value)
        if (chosen.length > 0) void requestBundles(client, run.runId, chosen, list)
      },
    },
    ...boxes.map((box) => el('label', { class: 'check-label' }, box, ` ${box.value}`)),
    el('button', { type: 'submit', class: 'primary' }, 'Export approved assets'),
  )
  const approved = run.counts.byStage.done ?? 0
  openSheet(
    'Export',
    'export',
    el(
      'p',
      {},
      approved === 0
        ? 'Nothing is approved and finished yet.'
        : `${approved} of ${run.counts.specs} specs are approved and finished.`,
    ),
    form,
    list,
    el(
      'p',
      { class: 'dim' },
      'A whole bundle into a folder: ',
      el('code', {}, `npx assetloom export --run ${run.runId} --out DIR`),
    ),
  )
  show()
}

async function requestBundles(
  client: AssetloomClient,
  runId: string,
  targets: readonly string[],
  list: HTMLElement,
): Promise<void> {
  try {
    await client.requestBundles(runId, targets)
    await showBundles(client, runId, list)
  } catch (error) {
    fill(
      list,
      showFailure(error, () => void requestBundles(client, runId, targets, list)),
    )
  }
}

/** Reads and shows; while one is being made, again and again as long as the sheet is open. */
async function showBundles(client: AssetloomClient, runId: string, list: HTMLElement): Promise<void> {
  try {
    const { bundles } = await client.listBundles(runId)
    const views = await Promise.all(
      bundles.map(async (bundle) =>
        bundle.state === 'published' ? await client.readBundle(bundle.bundleId) : bundle,
      ),
    )
    if (views.length === 0) fill(list, el('p', { class: 'dim' }, 'No bundle yet.'))
    else fill(list, ...newestFirst(views).map((view) => bundleItem(client, view)))
    const isBuilding = bundles.some((bundle) => bundle.state === 'building')
    if (isBuilding) setTimeout(() => list.isConnected && void showBundles(client, runId, list), pollMs)
  } catch (error) {
    fill(
      list,
      showFailure(error, () => void showBundles(client, runId, list)),
    )
  }
}

function newestFirst(views: readonly (BundleRow | BundleView)[]): (BundleRow | BundleView)[] {
  return [...views].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
}

function bundleItem(client: AssetloomClient, bundle: BundleRow | BundleView): HTMLElement {
  const head = [
    el('strong', {}, [bundle.target, bundle.kind, bundle.profile?.name].filter(Boolean).join(', ')),
    ' ',
    bundle.state === 'published'
      ? el('span', { class: 'tone-good' }, '✓ published ')
      : bundle.state === 'failed'
        ? el('span', { class: 'tone-bad' }, `✕ failed: ${bundle.failure ?? ''} `)
        : el('span', { class: 'tone-warn' }, '◔ being made '),
    showTime(bundle.publishedAt ?? bundle.createdAt),
  ]
  if (!('files' in bundle)) return el('div', { class: 'bundle' }, ...head)
  const files = bundle.files.map((file) =>
    el(
      'li',
      {},
      el(
        'a',
        {
          href: client.bundleFilePath(bundle.bundleId, file.path),
          download: file.path.split('/').at(-1) ?? file.path,
        },
        file.path,
      ),
      el('span', { class: 'dim figures' }, formatBytes(file.sizeBytes)),
    ),
  )
  const bytes = bundle.files.reduce((sum, file) => sum + file.sizeBytes, 0)
  return el(
    'details',
    { class: 'bundle' },
    el('summary', {}, ...head, el('span', { class: 'dim' }, ` ${files.length} files, ${formatBytes(bytes)}`)),
    el('ul', { class: 'files' }, ...files),
  )
}
