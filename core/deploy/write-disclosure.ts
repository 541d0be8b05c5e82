import type { DisclosedAsset, Disclosure } from './disclose-art.js'

export const disclosureFormats = ['text', 'csv', 'steam', 'itch'] as const
export type DisclosureFormat = (typeof disclosureFormats)[number]

/** A disclosure as its readers want it. The same disclosure gives the same bytes. */
export function writeDisclosure(disclosure: Disclosure, format: DisclosureFormat): string {
  if (format === 'csv') return csvText(disclosure)
  if (format === 'steam') return lines(steamLines(disclosure))
  if (format === 'itch') return lines(itchLines(disclosure))
  return lines(plainLines(disclosure))
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}

const columns = [
  'project',
  'key',
  'type',
  'made',
  'placeholder',
  'provider',
  'models',
  'licence',
  'author',
  'files',
]

/** RFC 4180 with CRLF; a cell that a spreadsheet would run as a formula gets a quote in front (OWASP). */
function csvText({ assets }: Disclosure): string {
  const rows = assets.map((asset) => [
    asset.project,
    asset.key,
    asset.type,
    asset.made,
    asset.placeholder ? 'yes' : 'no',
    asset.provider,
    asset.modelHashes.join(' '),
    asset.licence,
    asset.author ?? '',
    asset.files.join(' '),
  ])
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function plainLines(disclosure: Disclosure): string[] {
  const { assets, counts, providers, editedShared } = disclosure
  if (assets.length === 0)
    return ['Assetloom has deployed nothing that is still in this folder.', ...restLines(disclosure)]
  return [
    `AI-made                ${counts.ai}`,
    `AI-made, then edited   ${counts.aiEdited}`,
    `Made by people         ${counts.human}`,
    `Placeholders among all ${counts.placeholders}`,
    ...restLines(disclosure),
    '',
    ...providers.flatMap(({ provider, licence, assets: count, modelHashes }) => [
      `${provider}: ${count} ${count === 1 ? 'asset' : 'assets'}. ${licence}`,
      ...modelHashes.map((hash) => `  model ${hash}`),
    ]),
    ...listLines('AI-made, then edited:', assets, ({ made }) => made === 'ai-edited'),
    ...(editedShared.length === 0
      ? []
      : ['', 'Shared files that were edited:', ...editedShared.map((path) => `  ${path}`)]),
    ...listLines('Placeholders, to be replaced before release:', assets, ({ placeholder }) => placeholder),
  ]
}

function restLines({ counts }: Disclosure): string[] {
  return [
    ...(counts.gone === 0 ? [] : [`Deployed once, gone now ${counts.gone}`]),
    `Other files            ${counts.otherFiles} (not deployed by Assetloom: nothing is claimed of them)`,
  ]
}

function listLines(
  title: string,
  assets: readonly DisclosedAsset[],
  isListed: (asset: DisclosedAsset) => boolean,
): string[] {
  const listed = assets.filter(isListed)
  return listed.length === 0
    ? []
    : ['', title, ...listed.map(({ key, files }) => `  ${key}  ${files[0] ?? ''}`)]
}

/** For the part of Steam's content survey that asks about AI: all of it is made before the game ships. */
function steamLines(disclosure: Disclosure): string[] {
  const { assets, counts } = disclosure
  if (counts.ai + counts.aiEdited === 0)
    return [
      'Pre-generated AI content: none among what Assetloom deployed.',
      'Live-generated AI content: none by Assetloom.',
    ]
  return [
    'Pre-generated AI content:',
    sentenceOf(assets),
    ...(counts.placeholders === 0
      ? []
      : [`NOT READY FOR RELEASE: ${counts.placeholders} of these are placeholders.`]),
    'Live-generated AI content: none by Assetloom; it makes nothing while the game runs.',
  ]
}

/** For itch.io's question about generative AI: which of its kinds apply. */
function itchLines({ assets, counts }: Disclosure): string[] {
  const isMade = (kind: DisclosedAsset['kind']) =>
    assets.some((one) => one.kind === kind && one.made !== 'human')
  const kinds = [...(isMade('picture') ? ['Graphics'] : []), ...(isMade('sound') ? ['Sound'] : [])]
  if (kinds.length === 0) return ['Generative AI: none among what Assetloom deployed.']
  return [
    'Generative AI: yes',
    `Kinds: ${kinds.join(', ')}`,
    sentenceOf(assets),
    ...(counts.placeholders === 0
      ? []
      : [`${counts.placeholders} of these are placeholders and will be replaced.`]),
  ]
}

function sentenceOf(assets: readonly DisclosedAsset[]): string {
  const tell = (kind: DisclosedAsset['kind'], noun: string) => {
    const all = assets.filter((asset) => asset.kind === kind)
    const of = (made: DisclosedAsset['made']) => all.filter((asset) => asset.made === made).length
    const parts = [
      ...(of('ai') === 0 ? [] : [`${of('ai')} made with AI tools`]),
      ...(of('ai-edited') === 0 ? [] : [`${of('ai-edited')} made with AI tools and then edited by people`]),
      ...(of('human') === 0 ? [] : [`${of('human')} made by people`]),
    ]
    return all.length === 0
      ? []
      : [`Of ${all.length} ${noun}${all.length === 1 ? '' : 's'}: ${parts.join(', ')}.`]
  }
  const providers = [
    ...new Set(assets.filter(({ made }) => made !== 'human').map(({ provider }) => provider)),
  ]
  return [
    ...tell('picture', 'picture'),
    ...tell('sound', 'sound'),
    `Made by: ${providers.sort().join(', ')}.`,
  ].join(' ')
}
